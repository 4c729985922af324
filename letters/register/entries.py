"""What becomes of an entry: issued with its letter, voided with a reason; and a number struck out unused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from letters.facts import Reference
from letters.letter import Letter, LetterState
from letters.reason import checked_reason
from letters.register.allocation import take_references
from letters.register.reading import references_of
from letters.register.tables import EntryState, RegisterEntry, RegisterEvent
from mailer.audit import Actor, record
from mailer.errors import Refused
from mailer.staff import Role, require


def issue_references(
    session: Session, now: datetime, actor: Actor, letter: Letter
) -> Sequence[RegisterEntry]:
    """Mark the references of a letter as issued, harmless for those that are; all that it has."""
    entries = references_of(session, letter.id)
    for entry in entries:
        if entry.state is EntryState.RESERVED:
            change_state(session, now, actor, entry, EntryState.ISSUED, "")
            entry.issued_at = now
    session.flush()
    return entries


def void_references(
    session: Session, now: datetime, actor: Actor, letter: Letter, reason: str
) -> list[RegisterEntry]:
    """Void the references of a letter that never went out; those that were voided."""
    voided = [e for e in references_of(session, letter.id) if e.state is EntryState.RESERVED]
    for entry in voided:
        _void(session, now, actor, entry, reason)
    return voided


def void_entry(session: Session, now: datetime, actor: Actor, entry: RegisterEntry, reason: str) -> None:
    """Void a reserved reference by hand, beside an audit entry; harmless when it is void.

    Refused without a reason, for one that went out, and for that of an approved letter, which is withdrawn
    instead.
    """
    require(actor, Role.APPROVER, "void a reference")
    if entry.state is EntryState.VOID:
        return
    why = checked_reason(reason, "void the reference")
    letter = session.get(Letter, entry.letter_id) if entry.letter_id else None
    if letter is not None and letter.state is LetterState.APPROVED:
        raise Refused(
            f"{entry.printed} is the reference of the approved letter “{letter.handle}”. Withdraw the letter:"
            " that voids its reference."
        )
    _void(session, now, actor, entry, why)
    record(session, now, actor, "register.void", f"reference:{entry.key}", {}, {"reason": why})


def strike_out_next(
    session: Session,
    now: datetime,
    actor: Actor,
    series: str,
    reason: str,
    *,
    issue_date: date,
    scope: str | None = None,
) -> RegisterEntry:
    """Take the next number of a series and void it at once: it was used elsewhere, or skipped in error."""
    require(actor, Role.APPROVER, "strike out a number")
    why = checked_reason(reason, "strike out the number")
    reference = Reference(series=series, scope=scope)
    entry = take_references(session, now, actor, [reference], issue_date=issue_date)[0]
    _void(session, now, actor, entry, why)
    facts = {"reference": entry.printed}
    record(session, now, actor, "register.strike_out", f"reference:{entry.key}", facts, {"reason": why})
    return entry


def _void(session: Session, now: datetime, actor: Actor, entry: RegisterEntry, why: str) -> None:
    change_state(session, now, actor, entry, EntryState.VOID, why)
    entry.reason, entry.ended_at = why, now
    session.flush()


def change_state(
    session: Session, now: datetime, actor: Actor, entry: RegisterEntry, state: EntryState, why: str
) -> None:
    """Move an entry, with its event; Refused for a move that the states do not allow."""
    was = entry.state
    entry.move_to(state)
    event = RegisterEvent(entry_id=entry.id, at=now, was=was, became=state, actor=actor.pseudonym, why=why)
    session.add(event)
