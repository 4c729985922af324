"""Checks the dates that the texts print against those of the facts, and against the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from letters.checks.places import fact_error, new_letters_only
from letters.facts import Deadline, DeadlineKind, Facts, LetterKind
from letters.findings import Finding, error, warning
from letters.languages import format_weekday
from letters.languages.folding import fold
from letters.parity.differences import Version
from letters.parity.quantities import PrintedDate
from letters.source import LetterSource

_FOLLOWING: Final = frozenset(
    {LetterKind.REMINDER, LetterKind.ADDENDUM, LetterKind.CORRIGENDUM, LetterKind.REVISION}
)
_NAMED: Final = 4
"""How many deadlines a message names."""


def check_printed_dates(letter: LetterSource, versions: Sequence[Version]) -> Iterator[Finding]:
    """Deadlines in a text that the facts lack, deadlines of the facts that no text prints, wrong weekdays."""
    known = known_days(letter.facts)
    for version in versions:
        for found in version.dates:
            for finding in _of_one(letter.facts, version, found, known):
                yield new_letters_only(letter, finding)
    for index, deadline in enumerate(letter.facts.deadlines):
        if deadline.kind is DeadlineKind.RESPONSE:
            without = [version.file for version in versions if not _prints(version, deadline)]
            if without:
                message = (
                    f"{_lacking(without, versions)} the deadline {deadline.date}, by which answers are due."
                )
                found_in = fact_error(letter, "deadline-not-printed", message, "deadlines", index, "date")
                yield new_letters_only(letter, found_in)


def _lacking(without: Sequence[str], versions: Sequence[Version]) -> str:
    if len(without) == len(versions):
        return "No language prints"
    return f"{', '.join(without)} {'does' if len(without) == 1 else 'do'} not print"


def known_days(facts: Facts) -> frozenset[tuple[date, date]]:
    """The days, each as its first and its last, that the facts know: deadlines, events, other letters."""
    days = {(facts.date, facts.date), *((one.date, one.date) for one in facts.deadlines)}
    days |= {(day, day) for move in facts.moves for day in (move.was, move.date) if day is not None}
    rough = [(event.start, event.end or event.start) for event in facts.events]
    rough += [(one.date, one.date) for one in facts.relations if one.date]
    rough += [(one.due, one.due) for one in facts.promises if one.due]
    return frozenset(days | {(start.first_day(), end.last_day()) for start, end in rough})


def _of_one(
    facts: Facts, version: Version, found: PrintedDate, known: frozenset[tuple[date, date]]
) -> Iterator[Finding]:
    file, line = version.file, found.portion.line
    weekday = found.span.weekday
    if weekday is not None and weekday != found.first.weekday():
        right = format_weekday(found.first, version.formulas)
        message = f"The {found.first} is a {right}; the text says another day: “{found.span.text}”."
        yield error("weekday", message, file, line)
    deadlines = [deadline for deadline in facts.deadlines if deadline.date == found.last]
    if found.wording and deadlines:
        if all(deadline.wording.value != found.wording.value for deadline in deadlines):
            message = (
                f"The text words the deadline {found.last} as {found.wording}, letter.yaml has it"
                f" {deadlines[0].wording}: does the day still count?"
            )
            yield error("deadline-text-wording", message, file, line)
    elif found.wording and found.last >= facts.date and not _is_known(found, known):
        message = f"This reads like a deadline: {found.span.text}. {_those_there_are(facts)}"
        # What follows up another letter may well name the deadline that was.
        if facts.kind in _FOLLOWING:
            yield warning("deadline-text", message, file, line)
        else:
            yield error("deadline-text", message, file, line)
    elif found.last > facts.date and not _is_known(found, known):
        message = f"“{found.span.text}” is no deadline and no event of letter.yaml. Is the date right?"
        yield warning("date-text", message, file, line)


def _is_known(found: PrintedDate, known: frozenset[tuple[date, date]]) -> bool:
    """Whether the facts know these days: each of them alone, or the range as one, or a part of an event."""
    if found.first == found.last:
        return any(first <= found.first <= last for first, last in known)
    ends = {day for days in known for day in days}
    return (found.first, found.last) in known or {found.first, found.last} <= ends


def _those_there_are(facts: Facts) -> str:
    days = sorted({str(deadline.date) for deadline in facts.deadlines})
    if not days:
        return "letter.yaml has no deadline."
    return f"letter.yaml has no deadline on that day; it has {', '.join(days[:_NAMED])}."


def _prints(version: Version, deadline: Deadline) -> bool:
    if any(found.first <= deadline.date <= found.last for found in version.dates):
        return True
    own = deadline.printed.get(version.source.language) if deadline.printed else None
    return own is not None and any(fold(own) in fold(portion.words) for portion in version.portions)
