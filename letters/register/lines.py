"""One line of the register for each entry, with the columns that a register of letters has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from letters.letter import Letter, LetterVersion
from letters.register.tables import EntryState, RegisterEntry, Series, SeriesEpoch
from mailer.staff import names_of
from recipients.spreadsheet import Cell

AT_ONCE: Final = 500
Counts = Callable[[Sequence[int]], Mapping[int, int]]
"""How many copies went out of letters, by their ids: a floor above knows it and hands it in."""


@dataclass(frozen=True)
class EntryLine:
    """One line of the register; texts are in the first of the letter's languages, lists parted by `; `."""

    key: str
    printed: str
    issue_date: date
    state: EntryState
    series: str
    """Empty for a reference given by hand, and for a number under another reference."""
    handle: str
    """The short name of its letter; empty where it has none."""
    languages: str
    subject: str
    signatory: str
    originator: str
    """Unit and initials; where it has none, who drafted the letter."""
    audience: str
    """Whom the letter addresses, as it prints it."""
    recipients: int
    """How many copies its campaigns were frozen for."""
    annexes: str
    copies: str
    """The groups that get copies, as the letter prints them."""
    related: str
    """Other references that it follows on or names."""
    reason: str
    actor: str
    """The pseudonym of who took the number."""
    reserved_at: datetime
    legacy: bool

    def cells(self) -> list[Cell]:
        """As a row of a list, in the order of LINE_COLUMNS."""
        told = [getattr(self, name) for name in _PRINTED]
        return [value if isinstance(value, (int, date)) else str(value) for value in told]


_PRINTED: Final = tuple(
    field.name for field in fields(EntryLine) if field.name not in ("key", "actor", "reserved_at", "legacy")
)
LINE_COLUMNS: Final = tuple(
    {"printed": "reference", "issue_date": "dated", "handle": "letter"}.get(name, name) for name in _PRINTED
)
"""The headings of a printed register."""


def lines_of(session: Session, ids: Sequence[int], counts: Counts = lambda _: {}) -> Iterator[EntryLine]:
    """The lines of entries, in the order given."""
    names = names_of(session)
    for first in range(0, len(ids), AT_ONCE):
        yield from _lines(session, ids[first : first + AT_ONCE], counts, names)


def _lines(
    session: Session, ids: Sequence[int], counts: Counts, names: Mapping[str, str]
) -> Iterator[EntryLine]:
    asked = (
        select(RegisterEntry, Series.name, Letter)
        .outerjoin(SeriesEpoch, SeriesEpoch.id == RegisterEntry.epoch_id)
        .outerjoin(Series, Series.id == SeriesEpoch.series_id)
        .outerjoin(Letter, Letter.id == RegisterEntry.letter_id)
        .where(RegisterEntry.id.in_(ids))
    )
    found: dict[int, tuple[RegisterEntry, str | None, Letter | None]] = {}
    for row in session.execute(asked):
        found[row[0].id] = (row[0], row[1], row[2])
    letters = sorted({letter.id for _, _, letter in found.values() if letter is not None})
    subjects, copies = _subjects(session, letters), counts(letters)
    parents = _parents(session, [entry.parent_id for entry, _, _ in found.values() if entry.parent_id])
    for number in ids:
        entry, series, letter = found[number]
        facts = json.loads(letter.facts)["facts"] if letter is not None else {}
        languages = facts.get("languages", [])
        yield EntryLine(
            key=entry.key,
            printed=entry.printed,
            issue_date=entry.issue_date,
            state=entry.state,
            series=series or "",
            handle=letter.handle if letter is not None else "",
            languages=" ".join(languages),
            subject=_subject(subjects, letter, languages),
            signatory=_text((facts.get("signatory") or {}).get("name"), languages),
            originator=_originator(entry, letter, names),
            audience=_audience(facts, languages),
            recipients=copies.get(letter.id, 0) if letter is not None else 0,
            annexes=_listed(_annex(one, languages) for one in facts.get("annexes", [])),
            copies=_listed(_text(one.get("label"), languages) for one in facts.get("copies", [])),
            related=_related(parents.get(entry.parent_id or 0, ""), facts, languages),
            reason=entry.reason,
            actor=entry.actor,
            reserved_at=entry.reserved_at,
            legacy=entry.legacy,
        )


def _subjects(session: Session, letters: Sequence[int]) -> dict[tuple[int, str], str]:
    asked = select(LetterVersion.letter_id, LetterVersion.language, LetterVersion.subject)
    return {
        (letter_id, language.value): subject
        for letter_id, language, subject in session.execute(asked.where(LetterVersion.letter_id.in_(letters)))
    }


def _parents(session: Session, ids: Sequence[int]) -> dict[int, str]:
    asked = select(RegisterEntry.id, RegisterEntry.printed).where(RegisterEntry.id.in_(ids))
    return dict(session.execute(asked).all())


def _subject(subjects: Mapping[tuple[int, str], str], letter: Letter | None, languages: Sequence[str]) -> str:
    found = (subjects.get((letter.id, one), "") for one in languages) if letter is not None else iter(())
    return next(found, "")


def _originator(entry: RegisterEntry, letter: Letter | None, names: Mapping[str, str]) -> str:
    signs = "/".join(sign for sign in (entry.unit, entry.initials) if sign)
    return signs or (names.get(letter.drafter, letter.drafter) if letter is not None else "")


def _audience(facts: Mapping[str, Any], languages: Sequence[str]) -> str:
    named = facts.get("addressees") or {}
    heading = _text(named.get("heading"), languages)
    return heading or _listed(str(one.get("category", "")) for one in named.get("categories", []))


def _annex(annex: Mapping[str, Any], languages: Sequence[str]) -> str:
    return _text(annex.get("title"), languages) or str(annex.get("number", ""))


def _related(parent: str, facts: Mapping[str, Any], languages: Sequence[str]) -> str:
    named = (_text(one.get("reference"), languages) for one in facts.get("relations", []))
    return _listed(dict.fromkeys([parent, *named]))


def _text(value: object, languages: Sequence[str]) -> str:
    """A text of the facts in the first language that has it; they are read as they are stored, for speed."""
    if isinstance(value, Mapping):
        value = next((value[one] for one in languages if one in value), "")
    return " ".join(str(value or "").split())


def _listed(texts: Any) -> str:
    return "; ".join(text for text in texts if text)
