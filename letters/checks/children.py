"""Checks a letter that follows on another: its kind, its parent, and the deadlines that it may move."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from letters.checks.places import fact_error, fact_warning
from letters.facts import FOLLOWING, Deadline, DeadlineMove, LetterKind
from letters.findings import Finding, error, warning
from letters.languages import load_formulas
from letters.languages.reading import read_dates
from letters.source import LetterSource, VersionSource
from mailer.errors import MailerError

_MOVED_BY: Final = (
    "A deadline that was sent is moved by an addendum alone: write one, with the new date in moves:."
)


@dataclass(frozen=True)
class ParentLetter:
    """The letter that another one follows on: its reference, and its deadlines as they hold today."""

    printed: str
    time_zone: str
    deadlines: Mapping[str, Deadline]


ParentLookup = Callable[[str, LetterKind], ParentLetter]
"""Finds the parent of a letter of this kind; a MailerError, with its sentence, where there is none."""


def check_children(letter: LetterSource, today: date, lookup: ParentLookup | None) -> Iterator[Finding]:
    """A parent that is missing or cannot be, moves that are none, deadlines changed in passing.

    Without a `lookup`, as much is looked at as shows without an office.
    """
    yield from _kind(letter)
    facts = letter.facts
    if not facts.is_child:
        return
    yield from _audiences(letter)
    parent = None
    if lookup is not None and facts.parent is not None:
        try:
            parent = lookup(facts.parent, facts.kind)
        except MailerError as refused:
            yield fact_error(letter, "parent", refused.message, "parent")
    for index, move in enumerate(facts.moves):
        yield from _printed(letter, move, parent)
        if parent is not None:
            yield from _move(letter, index, move, parent, today)
    if parent is not None:
        yield from _changed_in_passing(letter, parent)


def _kind(letter: LetterSource) -> Iterator[Finding]:
    facts = letter.facts
    if facts.kind.needs_parent and facts.parent is None and not facts.legacy:
        message = (
            f"A letter of the kind {facts.kind} follows on another: name that one's reference as parent:."
        )
        yield fact_error(letter, "no-parent", message, "kind")
    if facts.parent is not None and facts.kind not in FOLLOWING:
        kinds = ", ".join(sorted(FOLLOWING))
        message = f"A letter with a parent: says in kind: how it follows on it: {kinds}."
        yield fact_error(letter, "parent", message, "parent")
    if facts.moves and facts.kind is not LetterKind.ADDENDUM:
        yield fact_error(letter, "moves", _MOVED_BY, "moves")
    cancels = facts.kind is LetterKind.CANCELLATION
    if cancels and facts.reason is None and not facts.legacy:
        message = "Say under reason: why the letter is cancelled; the register keeps it."
        yield fact_error(letter, "no-reason", message, "kind")
    if facts.reason is not None and not cancels:
        yield fact_error(letter, "reason", "Only a cancellation has a reason:. Take it out.", "reason")


def _audiences(letter: LetterSource) -> Iterator[Finding]:
    message = (
        "By itself this letter goes to exactly those who got its parent. This audience is not asked, unless a"
        " campaign is given one of its own (--audience)."
    )
    facts = letter.facts
    if facts.addressees is not None and facts.addressees.audience is not None:
        yield fact_warning(letter, "not-asked", message, "addressees", "audience")
    for index, group in enumerate(facts.copies):
        if group.audience is not None:
            yield fact_warning(letter, "not-asked", message, "copies", index, "audience")


def _move(
    letter: LetterSource, index: int, move: DeadlineMove, parent: ParentLetter, today: date
) -> Iterator[Finding]:
    known = parent.deadlines.get(move.deadline)
    if known is None:
        there = ", ".join(parent.deadlines) or "none"
        message = f"{parent.printed} has no deadline “{move.deadline}”. It has: {there}."
        yield fact_error(letter, "moves", message, "moves", index, "deadline")
        return
    becomes = move.applied_to(known)
    if move.was is not None and move.was != known.date:
        message = (
            f"The deadline “{move.deadline}” of {parent.printed} is {known.date} now, and not {move.was}."
        )
        yield fact_error(letter, "moves", message, "moves", index, "was")
    if _same(becomes, known):
        message = (
            f"The deadline “{move.deadline}” of {parent.printed} is {known.date} already: nothing moves."
        )
        yield fact_error(letter, "moves", message, "moves", index, "date")
    zone = known.zone or parent.time_zone
    late = becomes.too_late_from(parent.time_zone)
    if late <= datetime.combine(today, time(), ZoneInfo(zone)).astimezone(UTC):
        message = f"The deadline would move to {move.date}, which has passed. Set a later day."
        yield fact_error(letter, "deadline-past", message, "moves", index, "date")
    elif late < known.too_late_from(parent.time_zone):
        message = f"The deadline becomes earlier: {move.date}, and it was {known.date}. Is that meant?"
        yield fact_warning(letter, "moves-earlier", message, "moves", index, "date")


def _printed(letter: LetterSource, move: DeadlineMove, parent: ParentLetter | None) -> Iterator[Finding]:
    """Every language names the new day; the old one too, so that nobody takes the two for two deadlines."""
    known = parent.deadlines.get(move.deadline) if parent else None
    old = move.was or (known.date if known else None)
    for version in letter.versions.values():
        days = _days_in(version, letter.facts.date.year)
        if move.date not in days:
            message = f"This version does not print {move.date}, the day to which the deadline moves."
            yield error("move-not-printed", message, version.file, version.body_line)
        if old is not None and old not in days:
            message = f"This version does not print {old}, the day that the deadline was before."
            yield warning("move-not-printed", message, version.file, version.body_line)


def _days_in(version: VersionSource, year: int) -> set[date]:
    text = f"{version.subject}\n{version.body}".replace("*", "")
    spans = read_dates(text, load_formulas(version.language))
    return {day.first_day() for span in spans for day in (span.dates(year) or ()) if day is not None}


def _changed_in_passing(letter: LetterSource, parent: ParentLetter) -> Iterator[Finding]:
    """Deadlines of the parent that the letter repeats must be those that hold, or as it moves them itself."""
    moved = {move.deadline: move for move in letter.facts.moves}
    for index, own in enumerate(letter.facts.deadlines):
        known = parent.deadlines.get(own.id)
        if known is None:
            continue
        holds = moved[own.id].applied_to(known) if own.id in moved else known
        if not _same(own, holds):
            message = (
                f"The deadline “{own.id}” of {parent.printed} is {holds.date} ({holds.wording}), and this"
                f" letter says {own.date} ({own.wording}). {_MOVED_BY}"
            )
            yield fact_error(letter, "deadline-changed", message, "deadlines", index, "date")


def _same(one: Deadline, other: Deadline) -> bool:
    return (one.date, one.time, one.wording) == (other.date, other.time, other.wording)
