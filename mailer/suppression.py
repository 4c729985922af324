"""Suppressions: addresses that get no mail, or none of a sort, each with its reason and evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session

from mailer.audit import Actor, record
from mailer.database import Base, Id, ask, dialect_of
from mailer.dispatch import MailKind
from mailer.errors import NotFound, Refused
from mailer.token import VEILED, Keyring

CHUNK = 500
STANDING: Final = {
    dialect: (
        "SELECT address_key, scope, reason FROM suppression WHERE lifted_at IS NULL"
        f" AND address_key IN (SELECT value FROM {listed})"
    )
    for dialect, listed in (
        ("sqlite", "json_each(:keys)"),
        ("postgresql", "json_array_elements_text(CAST(:keys AS json))"),
    )
}


class Scope(StrEnum):
    """Which mail a suppression stops; a single stream is written `stream:NAME`."""

    ALL = "all"
    VOLUNTARY = "voluntary"


class Suppression(Base):
    """An address that gets no mail within a scope. It is lifted, never deleted.

    That of a person who was erased stands under a veil of the address (`token.Keyring.veil`).
    """

    __tablename__ = "suppression"
    __table_args__ = (Index(None, "address_key"),)
    id: Mapped[Id]
    address_key: Mapped[str]
    scope: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]

    @property
    def veiled(self) -> bool:
        """Whether its address was erased."""
        return self.address_key.startswith(VEILED)


def applies(scope: str, kind: MailKind, stream: str) -> bool:
    """Whether a suppression of this scope stops mail of this kind and stream."""
    if scope == Scope.ALL:
        return True
    if kind is MailKind.OFFICIAL:
        return False
    return scope in (Scope.VOLUNTARY, f"stream:{stream}")


def suppress(
    session: Session,
    now: datetime,
    by: Actor,
    *,
    address_key: str,
    scope: str,
    reason: str,
    evidence: str = "",
) -> bool:
    """Stop mail of a scope to an address, beside an audit entry; False if it was stopped already.

    Refused for a scope that is none or a reason that is empty.
    """
    if scope not in tuple(Scope) and not (scope.startswith("stream:") and scope[7:].strip()):
        raise Refused(f"“{scope}” is not a scope: it is all, voluntary, or stream:NAME.")
    if not reason.strip():
        raise Refused("A suppression needs a reason, for the auditor who will ask.")
    if any(found.scope == scope for found in suppressions_of(session, [address_key])):
        return False
    row = Suppression(
        address_key=address_key,
        scope=scope,
        reason=reason.strip(),
        evidence=evidence,
        created_at=now,
        created_by=by.pseudonym,
    )
    session.add(row)
    session.flush()
    record(
        session,
        now,
        by,
        "suppression.add",
        f"suppression:{row.id}",
        {"scope": scope},
        {"address": address_key, "reason": reason.strip()},
    )
    return True


def lift(
    session: Session,
    now: datetime,
    by: Actor,
    keyring: Keyring,
    *,
    address_key: str,
    reason: str,
    scope: str | None = None,
) -> int:
    """Let mail through again, also where its person was erased; how many suppressions were lifted.

    NotFound if none stood; Refused for a reason that is empty.
    """
    if not reason.strip():
        raise Refused("Lifting a suppression needs a reason, for the auditor who will ask.")
    found = standing_for(session, keyring, address_key, scope)
    for row in found:
        row.lifted_at, row.lifted_by = now, by.pseudonym
        record(
            session,
            now,
            by,
            "suppression.lift",
            f"suppression:{row.id}",
            {"scope": row.scope},
            {"address": address_key, "reason": reason.strip()},
        )
    return len(found)


def standing_for(
    session: Session, keyring: Keyring, address_key: str, scope: str | None = None
) -> list[Suppression]:
    """What lifting would lift, also of an address that was erased; NotFound if nothing stands."""
    names = [address_key, *veils_of(keyring, address_key)]
    found = [row for row in suppressions_of(session, names) if scope in (None, row.scope)]
    if not found:
        raise NotFound(f"No suppression stands for {address_key}.")
    return found


def suppressions_of(session: Session, keys: Iterable[str]) -> list[Suppression]:
    """The suppressions that stand for any of these address keys."""
    wanted, found = list(keys), list[Suppression]()
    for start in range(0, len(wanted), CHUNK):
        asked = select(Suppression).where(
            Suppression.address_key.in_(wanted[start : start + CHUNK]), Suppression.lifted_at.is_(None)
        )
        found.extend(session.scalars(asked))
    return found


def stopped(session: Session, keys: Iterable[str], kind: MailKind, stream: str) -> dict[str, str]:
    """Which of these address keys get no mail of this kind and stream, each with the reason."""
    dialect = dialect_of(session)
    standing = ask(session, STANDING[dialect], {"keys": json.dumps(list(keys))})
    return {key: reason for key, scope, reason in standing if applies(scope, kind, stream)}


def veils_of(keyring: Keyring, address_key: str) -> list[str]:
    """The names under which an erased address may stand, one for each of the office's keys."""
    return [keyring.veil(address_key, key_id) for key_id in keyring.keys]


def erased_among(session: Session, keyring: Keyring, keys: Iterable[str]) -> set[str]:
    """Which of these address keys are of persons who were erased, whom nobody writes to by accident.

    Costs a look at an index while nobody was erased.
    """
    after = chr(ord(VEILED) + 1)
    veiled = select(Suppression.id).where(Suppression.address_key >= VEILED, Suppression.address_key < after)
    if session.scalars(veiled.limit(1)).first() is None:
        return set()
    names = {veil: key for key in keys for veil in veils_of(keyring, key)}
    return {names[row.address_key] for row in suppressions_of(session, names)}


def list_suppressions(
    session: Session, *, containing: str = "", after: int = 0, limit: int = 50
) -> tuple[int, Sequence[Suppression]]:
    """How many stand, and a page of them by id after a cursor."""
    standing = select(Suppression).where(Suppression.lifted_at.is_(None))
    if containing:
        standing = standing.where(Suppression.address_key.contains(containing.lower(), autoescape=True))
    total = session.scalar(select(func.count()).select_from(standing.subquery())) or 0
    page = standing.where(Suppression.id > after).order_by(Suppression.id).limit(limit)
    return total, session.scalars(page).all()
