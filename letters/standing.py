"""Where a letter stands in its circuit, for people: each step with who, since when, and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from letters.circuit import steps_of, today_of
from letters.letter import Letter, LetterState, approval_of
from letters.stand_ins import stand_in_of
from mailer.database import OfficeSession
from mailer.settings import ApprovalSettings
from mailer.staff import names_of


@dataclass(frozen=True)
class Standing:
    """One line of the circuit, for people: what, who, since when or when, and what was said."""

    step: str
    who: str
    state: str
    when: datetime | None
    said: str


def standing_of(
    session: OfficeSession, now: datetime, letter: Letter, rules: ApprovalSettings
) -> list[Standing]:
    """The whole circuit of a letter, from its drafter to its approval."""
    return list(_standing(session, now, letter, rules))


def _standing(
    session: OfficeSession, now: datetime, letter: Letter, rules: ApprovalSettings
) -> Iterator[Standing]:
    names, day = names_of(session), today_of(now, letter)
    in_review = letter.state is LetterState.IN_REVIEW
    drafter = names.get(letter.drafter, letter.drafter)
    yield Standing("draft", drafter, f"edition {letter.edition}", letter.submitted_at, "")
    steps = steps_of(session, letter, rules)
    for step in steps:
        found = step.clearance
        if found is not None:
            yield Standing(step.office, names.get(found.by, found.by), "cleared", found.at, found.comment)
        else:
            who = ", ".join(_with_stand_in(session, name, day) for name in step.people) or "any approver"
            turn = in_review and step.since is not None
            yield Standing(step.office, who, "waits" if turn else "", step.since if turn else None, "")
    signatory = letter.read_facts().signatory
    named = signatory.staff if signatory and signatory.staff else ""
    approval = approval_of(session, letter)
    if approval is not None:
        who = names.get(approval.approver, approval.approver)
        yield Standing("approval", who, str(letter.state), approval.at, "")
        return
    turn = in_review and all(step.done for step in steps)
    since = max([letter.submitted_at, *(step.clearance.at for step in steps if step.clearance)])
    who = _with_stand_in(session, named, day) if named else "any approver"
    yield Standing("approval", who, "waits" if turn else "", since if turn else None, "")


def _with_stand_in(session: OfficeSession, name: str, day: date) -> str:
    stand_in = stand_in_of(session, name, day)
    return f"{name} (now {stand_in})" if stand_in else name
