"""Dates an approved letter anew: its approval and number are void, and the same letter is in review."""

from __future__ import annotations

from datetime import date, datetime

from letters.letter import Letter, LetterState, letter_called
from letters.source import LetterSource
from letters.submission import LONGEST_HANDLE, stored_source, submit
from letters.withdrawal import refuse_to_withdraw, withdraw
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role, require


def redate(
    session: OfficeSession, now: datetime, actor: Actor, letter: Letter, day: date, reason: str
) -> Letter:
    """Withdraw an approved letter and submit the same one under a new date and handle; the new letter.

    The date stands under the approval seal, and its year is in the number: both are void with the old date.
    Whoever does it has to be drafter and approver, and somebody approves the new one. Refused without a
    reason, for the date it has, and for a letter that is not approved.
    """
    refuse_to_redate(actor, letter, day, reason)
    source = stored_source(session, letter)
    withdraw(session, now, actor, letter, reason)
    facts = source.facts.model_copy(update={"date": day})
    again = LetterSource(facts, source.versions, source.annexes)
    return submit(session, now, actor, again, _next_handle(session, letter.handle), [])


def refuse_to_redate(actor: Actor, letter: Letter, day: date, reason: str) -> None:
    """Refused where `redate` would refuse; nothing is changed."""
    require(actor, Role.DRAFTER, "submit a letter")
    if letter.state is not LetterState.APPROVED:
        raise Refused(
            f"The letter “{letter.handle}” is {letter.state}; only an approved letter is dated anew."
        )
    if letter.issue_date == day:
        raise Refused(f"The letter “{letter.handle}” is dated {day} already.")
    refuse_to_withdraw(actor, letter, reason)


def _next_handle(session: OfficeSession, handle: str) -> str:
    """The handle with the next number that is free: `call-2027`, then `call-2027-2`."""
    stem, _, last = handle.rpartition("-")
    begins = stem if stem and last.isdecimal() and len(last) < 3 else handle
    numbered = (f"{begins[: LONGEST_HANDLE - 5]}-{number}" for number in range(2, 1_000))
    return next(name for name in numbered if letter_called(session, name) is None)
