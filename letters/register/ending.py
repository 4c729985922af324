"""How a reference that went out ends: superseded by a revision, cancelled by a notice or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from letters.reason import checked_reason
from letters.register.children import children_of
from letters.register.entries import change_state
from letters.register.reading import references_of
from letters.register.tables import EntryState, Modifier, RegisterEntry
from mailer.audit import Actor, record
from mailer.errors import Refused
from mailer.staff import Role, require


def cancel_entry(session: Session, now: datetime, actor: Actor, entry: RegisterEntry, reason: str) -> None:
    """Cancel a reference that went out, without a notice to anybody; harmless when it is cancelled.

    Refused without a reason, and for a reference that never went out (that is voided) or has ended.
    """
    require(actor, Role.APPROVER, "cancel a reference")
    if entry.state is EntryState.CANCELLED:
        return
    why = checked_reason(reason, "cancel the reference")
    if entry.state is EntryState.RESERVED:
        raise Refused(f"{entry.printed} never went out: it is voided, or its letter withdrawn.")
    _end(session, now, actor, entry, EntryState.CANCELLED, why)


def follow(session: Session, now: datetime, actor: Actor, child: RegisterEntry, reason: str) -> None:
    """What the issue of a child does to references that stood until then, in the same transaction.

    A revision supersedes the reference it stands on and the earlier revisions; a cancellation cancels, with
    the reason; each with the other references of the same letter. Other children change nothing.
    """
    if child.parent_id is None:
        return
    above = session.get_one(RegisterEntry, child.parent_id)
    if child.modifier is Modifier.REVISION:
        earlier = [one for one in children_of(session, above) if one.modifier is Modifier.REVISION]
        for entry in _standing(session, [above, *earlier], beside=child):
            entry.superseded_by_id = child.id
            _end(session, now, actor, entry, EntryState.SUPERSEDED, f"by {child.printed}")
    elif child.modifier is Modifier.CANCELLATION:
        for entry in _standing(session, [above], beside=child):
            _end(session, now, actor, entry, EntryState.CANCELLED, f"by {child.printed}: {reason}")


def _standing(
    session: Session, entries: Sequence[RegisterEntry], *, beside: RegisterEntry
) -> list[RegisterEntry]:
    """Of the letters that bear these references, all that stand; never those of the letter just issued."""
    letters = {entry.letter_id for entry in entries if entry.letter_id is not None} - {beside.letter_id}
    return [
        entry
        for letter_id in sorted(letters)
        for entry in references_of(session, letter_id)
        if entry.state is EntryState.ISSUED
    ]


def _end(
    session: Session, now: datetime, actor: Actor, entry: RegisterEntry, state: EntryState, why: str
) -> None:
    change_state(session, now, actor, entry, state, why)
    entry.reason, entry.ended_at = why, now
    session.flush()
    deed = "register.cancel" if state is EntryState.CANCELLED else "register.supersede"
    facts = {"reference": entry.printed, "state": state.value}
    record(session, now, actor, deed, f"reference:{entry.key}", facts, {"reason": why})
