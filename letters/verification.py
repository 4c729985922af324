"""Whether a letter is what the chain says of it: its state, editions, clearances, approvals and seal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from letters.clearance import Verdict, clearances_of
from letters.editions import LetterEdition, digest_of_edition
from letters.letter import FROZEN, Approval, Letter, LetterState
from letters.seal import APPROVED, verify_seal
from letters.submission import stored_hash
from mailer.audit import AuditDetail, AuditEntry
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession

SUBMITTED: Final = "letter.submit"
_VERDICTS: Final = {"letter.clear": Verdict.CLEARED, "letter.object": Verdict.OBJECTED}
_STATES: Final = {
    SUBMITTED: LetterState.IN_REVIEW,
    "letter.send_back": LetterState.DRAFT,
    "letter.object": LetterState.DRAFT,
    APPROVED: LetterState.APPROVED,
    "letter.issue": LetterState.ISSUED,
    "letter.withdraw": LetterState.WITHDRAWN,
}
"""The state that each deed leaves a letter in."""


@dataclass(frozen=True)
class Told:
    """One entry of the chain about a letter; `details` are None where they were erased."""

    number: int
    at: datetime
    actor: str
    deed: str
    facts: Mapping[str, Any]
    details: Mapping[str, Any] | None


def verify_letters(
    session: OfficeSession,
    letters: Sequence[int] | None = None,
    on_step: Callable[[int], None] = lambda _: None,
) -> Contradiction | None:
    """The first thing about a letter that is not as the audit chain says; None if all of it is.

    Of these letters by their ids, or of all. The chain is to be verified before. Reads the bytes of annexes.
    """
    asked = select(Letter.id).order_by(Letter.id)
    chosen = session.scalars(asked).all() if letters is None else letters
    for number in chosen:
        letter = session.get_one(Letter, number)
        told = _told_of(session, letter)
        for why, entry in _faults(session, letter, told):
            return Contradiction(f"Letter {letter.handle}", why, entry)
        on_step(1)
    return None


def _told_of(session: OfficeSession, letter: Letter) -> list[Told]:
    asked = (
        select(AuditEntry, AuditDetail)
        .outerjoin(AuditDetail, AuditDetail.number == AuditEntry.number)
        .where(AuditEntry.subject == f"letter:{letter.id}")
        .order_by(AuditEntry.number)
    )
    return [
        Told(entry.number, entry.at, entry.actor, entry.deed, entry.facts, _known(detail))
        for entry, detail in session.execute(asked)
    ]


def _known(detail: AuditDetail | None) -> Mapping[str, Any] | None:
    """The details of an entry, empty where it has none; None where they were erased."""
    if detail is None:
        return {}
    return None if detail.erased_at is not None else detail.details


def _faults(session: OfficeSession, letter: Letter, told: Sequence[Told]) -> Iterator[tuple[str, int | None]]:
    yield from _of_state(letter, told)
    yield from _of_editions(session, letter, told)
    yield from _of_clearances(session, letter, told)
    yield from _of_approvals(session, letter, told)
    if letter.state in FROZEN and (differs := verify_seal(session, letter)):
        yield f"what was approved is not what is stored. {differs.rstrip('.')}", None


def _of_state(letter: Letter, told: Sequence[Told]) -> Iterator[tuple[str, int | None]]:
    last = next((one for one in reversed(told) if one.deed in _STATES), None)
    if last is None:
        yield "the record does not know it", None
    elif letter.state is not _STATES[last.deed]:
        yield f"it is {letter.state}, and the record left it {_STATES[last.deed]}", last.number


def _of_editions(
    session: OfficeSession, letter: Letter, told: Sequence[Told]
) -> Iterator[tuple[str, int | None]]:
    rows = session.scalars(select(LetterEdition).where(LetterEdition.letter_id == letter.id))
    kept = {row.edition: row for row in rows}
    submitted = {one.facts["edition"]: one for one in told if one.deed == SUBMITTED}
    for edition in sorted(kept.keys() - submitted.keys()):
        yield f"its edition {edition} stands under no audit entry", None
    for edition, one in submitted.items():
        row = kept.get(edition)
        if row is None:
            yield f"its edition {edition} is gone", one.number
        elif (row.at, row.drafter, row.source_hash) != (one.at, _drafter(one), one.facts["source"]):
            yield f"its edition {edition} is not the one that was submitted", one.number
        elif one.facts.get("texts", digest_of_edition(row)) != digest_of_edition(row):
            yield f"the texts of its edition {edition} are not those that were submitted", one.number
    if submitted:
        last = submitted[max(submitted)]
        if (letter.edition, letter.drafter) != (last.facts["edition"], _drafter(last)):
            yield "its edition or its drafter is not the one of its last submission", last.number
        if stored_hash(session, letter) != last.facts["source"]:
            yield "its texts, facts or annexes are not those that were submitted", last.number


def _drafter(submission: Told) -> str:
    """Whose text was submitted: that of whoever did it, unless the entry names another."""
    drafter: str = submission.facts.get("drafter", submission.actor)
    return drafter


def _of_clearances(
    session: OfficeSession, letter: Letter, told: Sequence[Told]
) -> Iterator[tuple[str, int | None]]:
    entries = [one for one in told if one.deed in _VERDICTS]
    spoken = Counter(
        (_VERDICTS[one.deed], one.facts["office"], one.facts["edition"], one.actor, one.at) for one in entries
    )
    moments = {one.at for one in told}
    last = max((one.facts["edition"] for one in told if one.deed == SUBMITTED), default=0)
    objected = {one.facts["edition"] for one in entries if one.deed == "letter.object"}
    for row in clearances_of(session, letter, void=True):
        key = (row.verdict, row.office, row.edition, row.by, row.at)
        what = f"what {row.office} said of edition {row.edition}"
        if not spoken[key]:
            yield f"{what} stands under no audit entry, or under another", None
            continue
        spoken[key] -= 1
        one = next(one for one in entries if (one.at, one.facts["office"]) == (row.at, row.office))
        if one.facts.get("content", row.content) != row.content:
            yield f"{what} was said of another text", one.number
        if one.details is not None and one.details.get("reason", "") != row.comment:
            yield f"{what} is not what was said", one.number
        overtaken = row.edition != last or row.edition in objected
        if (row.voided_at is not None) != overtaken or (overtaken and row.voided_at not in moments):
            yield f"whether {what} still holds is not as the record says", one.number
    for verdict, office, edition, *_ in (+spoken).elements():
        yield f"what {office} said of edition {edition} ({verdict}) is gone", None


def _of_approvals(
    session: OfficeSession, letter: Letter, told: Sequence[Told]
) -> Iterator[tuple[str, int | None]]:
    approved = Counter((one.facts["seal"], one.actor, one.at) for one in told if one.deed == APPROVED)
    moments = {one.at for one in told}
    for row in session.scalars(select(Approval).where(Approval.letter_id == letter.id)):
        key = (row.seal, row.approver, row.at)
        if not approved[key]:
            yield f"its approval of {row.at:%Y-%m-%d %H:%M} UTC stands under no audit entry, or another", None
            continue
        approved[key] -= 1
        if (row.voided_at is None) != (letter.state in FROZEN) or row.voided_at not in {None, *moments}:
            yield f"whether its approval of {row.at:%Y-%m-%d %H:%M} UTC holds is not as the record says", None
    for _, _, at in (+approved).elements():
        yield f"its approval of {at:%Y-%m-%d %H:%M} UTC is gone", None
