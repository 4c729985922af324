"""Erasing what the post room holds of a person: texts and salts go, hashes stay, and the chain says so."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update

from mailer.audit import ERASE, Actor, AuditEntry, record
from mailer.commitment import commit
from mailer.database import OfficeSession, run_many
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent, Part
from mailer.suppression import Scope, Suppression, suppress
from mailer.token import Keyring

UNTOLD: Final = "was erased, and no audit entry says so"
"""Why a row without its contents is a contradiction."""
GONE: Final = "(erased)"
"""What is shown in the place of what was erased."""
NOT_AGAIN: Final = "erased from the records"
"""The reason of the suppression that stays of an erased person, under a veil."""

Erased = Mapping[str, frozenset[int]]
"""The rows that the audit chain says were erased: tables to ids."""


def erased_by_the_record(session: OfficeSession) -> Erased:
    """The rows of which an audit entry says that they were erased; all other ones must be whole."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for facts in session.scalars(select(AuditEntry.facts).where(AuditEntry.deed == ERASE)):
        for table, ids in facts["rows"].items():
            found[table].update(ids)
    return {table: frozenset(ids) for table, ids in found.items()}


def record_erasure(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    subject: str,
    rows: Mapping[str, Collection[int]],
    reason: str,
) -> None:
    """Write down which rows were erased, by table, beside the deed itself."""
    told = {table: sorted(ids) for table, ids in sorted(rows.items()) if ids}
    record(session, now, by, ERASE, subject, {"rows": told}, {"reason": reason})


def erase_deliveries(session: OfficeSession, now: datetime, ids: Sequence[int]) -> None:
    """Blank whom messages were for and what was merged into them; hashes, states and moments stay."""
    blank = {"address": "", "address_key": "", "domain": "", "name": "", "values": "{}", "reason": ""}
    _blank_deliveries(session, now, ids, blank)


def erase_values(session: OfficeSession, now: datetime, ids: Sequence[int]) -> None:
    """Blank what was merged into messages that went to somebody else, such as a test."""
    _blank_deliveries(session, now, ids, {"values": "{}"})


def _blank_deliveries(
    session: OfficeSession, now: datetime, ids: Sequence[int], blank: Mapping[str, str]
) -> None:
    session.connection().execute(update(Delivery).where(Delivery.id.in_(ids)).values(erased_at=now, **blank))


def erase_own_parts(
    session: OfficeSession, ids: Sequence[int], beside: Collection[int], kept: Collection[str]
) -> None:
    """Take away the bytes of parts that only these messages brought along; their hashes and names stay.

    One that another message has too, byte for byte, says nothing of one person alone, and stays: `beside` are
    the dispatches in which to look for such. So do those `kept` by their hash for another reason.
    """
    asked = select(Delivery.extra_parts).where(Delivery.id.in_(ids), Delivery.extra_parts.is_not(None))
    for listed in set(session.scalars(asked)):
        others = select(Delivery.id).where(
            Delivery.dispatch_id.in_(beside), Delivery.extra_parts == listed, Delivery.id.not_in(ids)
        )
        if session.scalars(others.limit(1)).first() is None:
            own = {part["sha256"] for part in json.loads(listed or "[]")}
            session.execute(delete(Part).where(Part.sha256.in_(own.difference(kept))))


def erase_attempts(session: OfficeSession, ids: Sequence[int]) -> None:
    """Blank what servers said in these attempts; codes, moments and the digest of their groups stay."""
    asked = select(DeliveryAttempt).where(DeliveryAttempt.id.in_(ids), DeliveryAttempt.erased.is_(None))
    rows = [
        {"id": row.id, "erased": commit(row.salt or "", row.reply, row.note)}
        for row in session.scalars(asked)
    ]
    run_many(
        session,
        "UPDATE delivery_attempt SET reply = '', note = '', salt = NULL, erased = :erased WHERE id = :id",
        rows,
    )


def erase_events(session: OfficeSession, ids: Sequence[int]) -> None:
    """Blank why these events came about; what they changed stays, and the digest of their groups."""
    asked = select(DeliveryEvent).where(DeliveryEvent.id.in_(ids), DeliveryEvent.erased.is_(None))
    rows = [
        {
            "id": row.id,
            "message": row.delivery_id,
            "why": row.why,
            "erased": commit(row.salt or "", row.why),
        }
        for row in session.scalars(asked)
    ]
    run_many(session, "UPDATE delivery SET reason = '' WHERE id = :message AND reason = :why", rows)
    run_many(
        session, "UPDATE delivery_event SET why = '', salt = NULL, erased = :erased WHERE id = :id", rows
    )


def veil_addresses(
    session: OfficeSession, now: datetime, by: Actor, keyring: Keyring, keys: Sequence[str]
) -> None:
    """See that nothing goes to these addresses again, without keeping them: only a veil of each stays.

    Suppressions that stood go under it too, their reasons blank.
    """
    for key in keys:
        veil = keyring.veil(key, keyring.current)
        known = update(Suppression).where(Suppression.address_key == key)
        session.execute(known.values(address_key=veil, reason=NOT_AGAIN, evidence=""))
        suppress(session, now, by, address_key=veil, scope=Scope.ALL, reason=NOT_AGAIN)
