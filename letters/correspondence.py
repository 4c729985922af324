"""Reading the office's letters: the list of them, and one in full with who did what when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from letters.facts import DeadlineKind, Facts, Language
from letters.letter import (
    Approval,
    Letter,
    LetterAnnex,
    LetterEvent,
    LetterState,
    LetterVersion,
    annexes_of,
    events_of,
    letter_called,
    no_letter,
    versions_of,
)
from letters.register import EntryState, RegisterEntry, entry_of, family_of, references_of
from letters.seal import verify_seal
from mailer.database import OfficeSession
from mailer.errors import NotFound
from mailer.staff import names_of


@dataclass(frozen=True)
class LetterLine:
    """One letter in the list."""

    handle: str
    state: LetterState
    reference: str | None
    """As printed; None until it is approved, or when it has none."""
    subject: str
    """In the first of its languages."""
    languages: tuple[Language, ...]
    issue_date: date
    deadline: date | None
    """The earliest day by which an answer is due."""
    submitted_at: datetime


@dataclass(frozen=True)
class Deed:
    """A step in a letter's life: who did it, when, and why."""

    at: datetime
    who: str
    was: LetterState
    became: LetterState
    edition: int
    why: str


@dataclass(frozen=True)
class LetterRecord:
    """A letter in full, as it is stored."""

    letter: Letter
    facts: Facts
    versions: tuple[LetterVersion, ...]
    annexes: tuple[LetterAnnex, ...]
    references: tuple[RegisterEntry, ...]
    """Void ones too."""
    family: tuple[RegisterEntry, ...]
    """The first of its family and all that follows on it, its own reference too; empty where it is alone."""
    approvals: tuple[Approval, ...]
    deeds: tuple[Deed, ...]
    broken: str | None
    """For a letter with a seal: what differs from what was approved; None when nothing does."""


def list_letters(session: OfficeSession, *, state: LetterState | None = None) -> list[LetterLine]:
    """The letters of the office, or those in a state; the latest submitted first."""
    asked = select(Letter).order_by(Letter.submitted_at.desc(), Letter.id.desc())
    letters = session.scalars(asked if state is None else asked.where(Letter.state == state)).all()
    subjects = _subjects(session)
    references = _primary_references(session)
    return [_line(letter, subjects.get(letter.id, {}), references.get(letter.id)) for letter in letters]


def find_letter(session: OfficeSession, name: str) -> Letter:
    """The letter of this handle, else of this reference; NotFound, with what comes near, if there is none."""
    letter = letter_called(session, name)
    if letter is not None:
        return letter
    try:
        entry = entry_of(session, name)
    except NotFound:
        raise no_letter(session, name) from None
    found = session.get(Letter, entry.letter_id) if entry.letter_id else None
    if found is None:
        raise NotFound(f"The reference {entry.printed} is {entry.state} and belongs to no letter.")
    return found


def show_letter(session: OfficeSession, letter: Letter) -> LetterRecord:
    """A letter in full; its seal is verified."""
    approvals = select(Approval).where(Approval.letter_id == letter.id).order_by(Approval.id)
    return LetterRecord(
        letter=letter,
        facts=letter.read_facts(),
        versions=tuple(versions_of(session, letter)),
        annexes=tuple(annexes_of(session, letter)),
        references=tuple(references_of(session, letter.id, void=True)),
        family=_family(session, letter),
        approvals=tuple(session.scalars(approvals)),
        deeds=_deeds(session, events_of(session, letter)),
        broken=verify_seal(session, letter) if letter.sealed else None,
    )


def _family(session: OfficeSession, letter: Letter) -> tuple[RegisterEntry, ...]:
    own = references_of(session, letter.id)
    found = family_of(session, own[0]) if own else []
    return tuple(found) if len(found) > 1 else ()


def first_deadline(facts: Facts) -> date | None:
    """The earliest day by which an answer is due; None when the letter asks for none."""
    days = [deadline.date for deadline in facts.deadlines if deadline.kind is DeadlineKind.RESPONSE]
    return min(days, default=None)


def _line(letter: Letter, subjects: dict[Language, str], reference: str | None) -> LetterLine:
    facts = letter.read_facts()
    return LetterLine(
        handle=letter.handle,
        state=letter.state,
        reference=reference,
        subject=subjects.get(facts.languages[0], ""),
        languages=facts.languages,
        issue_date=letter.issue_date,
        deadline=first_deadline(facts),
        submitted_at=letter.submitted_at,
    )


def _subjects(session: OfficeSession) -> dict[int, dict[Language, str]]:
    found: dict[int, dict[Language, str]] = {}
    asked = select(LetterVersion.letter_id, LetterVersion.language, LetterVersion.subject)
    for letter_id, language, subject in session.execute(asked):
        found.setdefault(letter_id, {})[language] = subject
    return found


def _primary_references(session: OfficeSession) -> dict[int, str]:
    asked = select(RegisterEntry.letter_id, RegisterEntry.printed).where(
        RegisterEntry.position == 0, RegisterEntry.state != EntryState.VOID
    )
    return {letter_id: printed for letter_id, printed in session.execute(asked) if letter_id is not None}


def _deeds(session: OfficeSession, events: Sequence[LetterEvent]) -> tuple[Deed, ...]:
    names = names_of(session)
    return tuple(
        Deed(event.at, names.get(event.actor, event.actor), event.was, event.became, event.edition, event.why)
        for event in events
    )
