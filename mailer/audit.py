"""The chain of audit entries: every deed beside its effect, and proof that none was changed or cut out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.canonical import canonical_json, digest
from mailer.clock import iso
from mailer.commitment import commit, fresh_salts
from mailer.database import Base, OfficeSession, ask, run_many, run_one
from mailer.heads import RECONCILED, Head, append_head, noted_in, refuse_lag

LOG: Final = logging.getLogger(__name__)
ERASE: Final = "person.erase"
"""The deed of the entry that says which rows were erased; its facts name them by table."""
GENESIS: Final = "0" * 64
"""What the first entry names as the hash before it."""


@dataclass(frozen=True)
class Actor:
    """Who does a deed: a member of staff by pseudonym, or a machine; and the system's user it ran under."""

    pseudonym: str
    name: str
    system_user: str
    roles: frozenset[str] = frozenset()


class AuditEntry(Base):
    """One deed. It names people by pseudonym; what names them otherwise lies in its detail, erasable."""

    __tablename__ = "audit_entry"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(index=True)
    ran_as: Mapped[str]
    deed: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    commitment: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str]

    def content(self) -> list[Any]:
        """What the hash is taken over, in this order."""
        moment, facts = iso(self.at), self.facts
        stated = [self.number, moment, self.actor, self.ran_as, self.deed, self.subject, facts]
        return [*stated, self.commitment, self.previous]


class AuditDetail(Base):
    """What an entry says of a person, under a salt; erased by blanking both, while the hash stays true."""

    __tablename__ = "audit_detail"
    number: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("audit_entry.number"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str | None]
    details: Mapped[dict[str, Any] | None]
    erased_at: Mapped[datetime | None]


class AuditHead(Base):
    """The one row that says where the chain ends; its lock puts writers in a line."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


ENTRY_COLUMNS: Final = (
    "number", "at", "actor", "ran_as", "deed", "subject", "facts", "commitment", "previous", "hash",
)  # fmt: skip
ADD_ENTRY: Final = (
    f"INSERT INTO audit_entry ({', '.join(ENTRY_COLUMNS)})"
    f" VALUES ({', '.join(f':{column}' for column in ENTRY_COLUMNS)})"
)
ADD_DETAIL: Final = "INSERT INTO audit_detail (number, salt, details) VALUES (:number, :salt, :details)"
LOCK_HEAD: Final = {
    "sqlite": "SELECT number, hash FROM audit_head",  # whoever writes there has the whole database
    "postgresql": "SELECT number, hash FROM audit_head FOR UPDATE",
}


def record(
    session: Session,
    now: datetime,
    actor: Actor,
    deed: str,
    subject: str,
    facts: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down a deed beside its effect: the entry is linked when the transaction is committed, or never.

    `deed` is a verb with its object (`letter.approve`), `subject` names what it was done to (`letter:12`).
    `facts` name nobody and stay for ever; `details` may name people and can be erased.
    """
    session.info.setdefault("audit", []).append((now, actor, deed, subject, facts or {}, details))


@event.listens_for(OfficeSession, "before_commit")
def _link(session: Session) -> None:
    """Chain what was recorded, as the last statements of the transaction, under the lock on the head."""
    collected = session.info.pop("audit", None)
    if not collected:
        return
    session.flush()
    if not session.info.get("reconciling"):
        refuse_lag(session, noted_in(session.info.get("heads")))
    [(number, last)] = ask(session, LOCK_HEAD[session.get_bind().dialect.name], {})
    entries, details = [], []
    for now, actor, deed, subject, facts, detail in collected:
        number += 1
        salt = fresh_salts(1)[0] if detail is not None else None
        commitment = commit(salt, canonical_json(detail)) if salt else None
        row = [actor.pseudonym, actor.system_user, deed, subject, facts, commitment, last]
        last = digest([number, iso(now), *row])
        row[4] = canonical_json(facts)
        entries.append(dict(zip(ENTRY_COLUMNS, (number, now, *row, last), strict=True)))
        if salt:
            details.append({"number": number, "salt": salt, "details": canonical_json(detail)})
    run_many(session, ADD_ENTRY, entries)
    run_many(session, ADD_DETAIL, details)
    run_one(session, "UPDATE audit_head SET number = :number, hash = :hash", {"number": number, "hash": last})
    session.info["new_head"] = Head(number, last)


@event.listens_for(OfficeSession, "after_commit")
def _publish_head(session: Session) -> None:
    """Append the new head to the file outside the database, where a rewritten chain cannot reach it.

    The deed is committed by now, so a file that cannot be written is no reason to say that it failed; the
    next head proves all that this one would have proved.
    """
    head, path = session.info.pop("new_head", None), session.info.get("heads")
    remark = session.info.pop("remark", "")
    if head is None or path is None or remark is None:
        return
    try:
        append_head(path, head, remark)
    except OSError as error:
        LOG.warning("The head %s of the audit chain was not noted in %s: %s.", head, path, error.strerror)


def note_head(session: Session) -> None:
    """Have the present head noted outside the database when this transaction is committed."""
    session.info["new_head"] = head_of(session)


def reconcile(session: Session, *, done: bool) -> None:
    """Let this transaction write entries although the records fall short of what was noted.

    With `done` the file of heads is told that the heads before this transaction's are settled; until then
    none is noted, so that the office stays shut if it is cut short.
    """
    session.info["reconciling"] = True
    session.info["remark"] = RECONCILED if done else None


def head_of(session: Session) -> Head:
    """Where the chain ends now; number 0 while it is empty."""
    row = session.scalars(select(AuditHead)).one()
    return Head(row.number, row.hash)


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found: its length, its head, and the first bad entry with the reason."""

    entries: int
    head: Head
    first_bad: int | None = None
    why: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is missing, altered, added or out of order."""
        return self.first_bad is None


def verify(
    session: Session, against: Head | None = None, *, on_step: Callable[[int], None] = lambda _: None
) -> Verification:
    """Walk the chain and name the first bad entry; `against` an earlier head shows a cut or a rewrite.

    `on_step` is told of so many entries more.
    """
    last, erased = Head(0, GENESIS), set[int]()
    for entry in _walk(session):
        on_step(1)
        if entry.deed == ERASE:
            erased.update(entry.facts["rows"].get(AuditDetail.__tablename__, ()))
        why = _fault_in(entry, last)
        if not why and against is not None and entry.number == against.number and entry.hash != against.hash:
            why = "its hash is not the one that was noted earlier: the chain was rewritten"
        if why:
            return Verification(entry.number - 1, last, entry.number, why)
        last = Head(entry.number, entry.hash)
    stored = head_of(session)
    if stored != last:
        return Verification(last.number, last, last.number + 1, f"entries up to {stored.number} are missing")
    if against is not None and against.number > last.number:
        return Verification(
            last.number, last, last.number + 1, f"entries up to {against.number} were cut off"
        )
    number = _broken_detail(session, erased)
    if number is not None:
        return Verification(last.number, last, number, "its detail was altered or removed without an erasure")
    return Verification(last.number, last)


def _walk(session: Session) -> Iterator[AuditEntry]:
    chain = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    with session.scalars(chain) as entries:
        for entry in entries:
            yield entry
            session.expunge(entry)


def _fault_in(entry: AuditEntry, last: Head) -> str:
    if entry.number != last.number + 1:
        return f"entry {last.number + 1} is missing before it"
    if entry.previous != last.hash:
        return "it does not follow the entry before it"
    if digest(entry.content()) != entry.hash:
        return "its content was altered"
    return ""


def _broken_detail(session: Session, told: Container[int]) -> int | None:
    """The first entry whose detail does not answer to its commitment, and was not erased as one tells."""
    pairs = (
        select(AuditEntry.number, AuditEntry.commitment, AuditDetail)
        .join(AuditDetail, AuditDetail.number == AuditEntry.number)
        .order_by(AuditEntry.number)
        .execution_options(yield_per=1000)
    )
    bare = select(AuditEntry.number).where(
        AuditEntry.commitment.is_not(None), AuditEntry.number.not_in(select(AuditDetail.number))
    )
    removed = session.scalars(bare.order_by(AuditEntry.number).limit(1)).first()
    if removed is not None:
        return removed
    with session.execute(pairs) as found:
        for number, commitment, detail in found:
            kept = commit(detail.salt or "", canonical_json(detail.details)) == commitment
            erased = detail.erased_at is not None and detail.salt is None and detail.details is None
            if not kept and not (erased and number in told):
                return number
    return None


def erase_details(session: Session, now: datetime, numbers: Collection[int]) -> None:
    """Blank what entries say of a person and destroy the salts; the entries and their hashes stay.

    An entry of the deed ERASE is to name these numbers in the same transaction (`mailer.erasure`).
    """
    meant = update(AuditDetail).where(AuditDetail.number.in_(numbers), AuditDetail.erased_at.is_(None))
    session.execute(meant.values(salt=None, details=None, erased_at=now))


def found_chain(session: Session) -> None:
    """Lay the head row of an empty chain; harmless when it is there."""
    if session.get(AuditHead, 1) is None:
        session.add(AuditHead(id=1, number=0, hash=GENESIS))
