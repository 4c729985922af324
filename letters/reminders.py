"""Reminders as letters: how a written one becomes that of a day, and what it must quote of the first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources

from letters.effective import effective_deadlines
from letters.facts import Deadline, DeadlineKind, Language, LetterKind
from letters.findings import Finding, error
from letters.languages import load_formulas
from letters.languages.reading import read_dates
from letters.letter import Letter
from letters.new_child import child_files
from letters.register import RegisterEntry, texts_of
from letters.source import LetterSource, VersionSource
from mailer.database import OfficeSession


def as_reminder(
    source: LetterSource, parent: RegisterEntry, day: date, deadlines: Sequence[Deadline]
) -> LetterSource:
    """A reminder as it is submitted for a day: of this parent, dated so, with those deadlines that it prints.

    Texts print deadlines by their fields, so that they are right whenever one moves.
    """
    printed = [one for one in deadlines if any(_prints(version, one) for version in source.versions.values())]
    facts = source.facts.model_copy(
        update={
            "kind": LetterKind.REMINDER,
            "parent": parent.printed,
            "date": day,
            "deadlines": tuple(printed),
        }
    )
    return LetterSource(facts, source.versions, source.annexes, source.unreadable, source.read)


def deadlines_in(session: OfficeSession, letter: Letter) -> tuple[Deadline, ...]:
    """What a letter's reminders may print of its deadlines: those for answers, as they hold now.

    Each names its own zone, for a reminder's own place may be another one.
    """
    return tuple(
        one.now.model_copy(update={"zone": one.now.zone or one.time_zone, "event": None})
        for one in effective_deadlines(session, letter)
        if one.now.kind is DeadlineKind.RESPONSE
    )


def check_quotes(
    session: OfficeSession, source: LetterSource, parent: RegisterEntry, day: date
) -> Iterator[Finding]:
    """A version that does not quote the reference of the first letter, or the date (`day`) that one bears."""
    own = texts_of(session, parent)
    for version in source.versions.values():
        references = {parent.printed, own.get(version.language, parent.printed)}
        if not any(reference in version.body for reference in references):
            message = f"This reminder does not quote the letter's reference, {parent.printed}."
            yield error("no-quote", message, version.file, version.body_line)
        if day not in _days_in(version, day.year):
            message = f"This reminder does not quote the letter's date, {day}."
            yield error("no-quote", message, version.file, version.body_line)


def reminder_folder(
    session: OfficeSession, parent: RegisterEntry, letter: Letter, tone: str, day: date, deadline: str | None
) -> Mapping[str, bytes]:
    """The files of a reminder to begin with, by their names; `tone` is first, second, last or overdue.

    `deadline` is the id of the deadline that it prints; None for a letter without one. No groups are named
    that got copies of the first letter: a reminder goes to the silent alone.
    """
    field = f"{{{{ deadline_{deadline.replace('-', '_')} }}}}" if deadline else "____"
    bodies = {language: words[tone].replace("{deadline}", field) for language, words in _words().items()}
    facts = {"deadlines": [one.model_dump(mode="json", exclude_defaults=True)
                           for one in deadlines_in(session, letter)]}  # fmt: skip
    return child_files(
        session, parent, letter, LetterKind.REMINDER, day, bodies=bodies, more=facts, without=("copies",)
    )


def _prints(version: VersionSource, deadline: Deadline) -> bool:
    """Whether a version prints a deadline by one of its fields (`letters.date_fields`)."""
    name = deadline.id.replace("-", "_")
    written = f"{version.subject}\n{version.body}"
    return bool(re.search(rf"\{{\{{-?\s*(deadline|date)_{re.escape(name)}\b", written))


def _days_in(version: VersionSource, year: int) -> set[date]:
    spans = read_dates(version.body.replace("*", ""), load_formulas(version.language))
    return {day.first_day() for span in spans for day in (span.dates(year) or ()) if day is not None}


@cache
def _words() -> Mapping[Language, Mapping[str, str]]:
    text = resources.files("letters.starters").joinpath("reminders.toml").read_text(encoding="utf-8")
    return {Language(language): texts for language, texts in tomllib.loads(text).items()}
