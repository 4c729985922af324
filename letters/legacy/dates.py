"""Lists every date of an old letter with what it is for, and assumes one for a letter that bears none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from letters.deadlines import CalendarDate
from letters.languages.reading import near, read_dates
from letters.legacy.letter import Blocks, Matters, Parties
from letters.legacy.lines import Line
from letters.legacy.matters import DateRole, FoundSpan
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_LONGEST: Final = 1500
"""Characters of a line of head or tail in which dates are looked for."""


def spans_in(
    blocks: Blocks,
    parties: Parties,
    sentences: Sequence[Sentence],
    matters: Matters,
    issued: date,
    tongue: Tongue,
) -> list[FoundSpan]:
    """Every date and range, line by line: in head and tail, in the subject, in the sentences."""
    places = [(cell.words, cell.number) for run in blocks.runs for cell in (part.cell for part in run.parts)]
    subject = set(parties.subject.lines) if parties.subject else set()
    texts = [(text, line) for text, line in places if line not in subject]
    found = [span for text, line in texts for span in _spans(text, line, issued, tongue)]
    once = {(sentence.text, sentence.line): sentence for sentence in sentences}
    found += [span for sentence in once.values() for span in _of_sentence(sentence, issued, tongue)]
    ordered = sorted(found, key=lambda span: span.line)
    return [_with_role(span, parties, matters) for span in ordered]


def _spans(text: str, line: int, issued: date, tongue: Tongue) -> Iterator[FoundSpan]:
    yield from _of_sentence(Sentence(text[:_LONGEST], line, line, -1), issued, tongue)


def _of_sentence(sentence: Sentence, issued: date, tongue: Tongue) -> Iterator[FoundSpan]:
    for printed in read_dates(sentence.text, tongue.formulas):
        dates = near(printed, issued).dates(issued.year)
        if dates:
            yield FoundSpan(
                printed.text,
                *dates,
                sentence.line_at(printed.start),
                year_printed=printed.first.year is not None,
                weekday=printed.weekday,
            )


def _with_role(span: FoundSpan, parties: Parties, matters: Matters) -> FoundSpan:
    return FoundSpan(
        span.text,
        span.first,
        span.last,
        span.line,
        _role(span, parties, matters),
        span.year_printed,
        span.weekday,
    )


def _role(span: FoundSpan, parties: Parties, matters: Matters) -> DateRole:
    days = {span.first, span.last}
    if parties.date and span.line in parties.date.lines and span.first == _calendar(parties.date.day):
        return DateRole.ISSUE
    if any(_calendar(deadline.day) in days for deadline in matters.deadlines) or any(
        span.text in deadline.phrase for deadline in matters.deadlines
    ):
        return DateRole.DEADLINE
    if any((event.start, event.end) == (span.first, span.last) for event in matters.events):
        return DateRole.EVENT
    if any(relation.date == span.first for relation in matters.relations):
        return DateRole.RELATION
    if any(promise.due == span.first for promise in matters.promises):
        return DateRole.PROMISE
    return DateRole.OTHER


def _calendar(day: date) -> CalendarDate:
    return CalendarDate(day.year, day.month, day.day)


def assumed_date(lines: Sequence[Line], tongue: Tongue) -> date | None:
    """A day for a letter without one: the first of a month named in its head, else its earliest date.

    What is assumed is said in the report; the letter is printed without it.
    """
    top = [line for line in lines if not line.blank][:12]
    for line in top:
        for span in read_dates(line.words[:_LONGEST], tongue.formulas):
            if span.first.year and span.first.month and len(line.words) < 50:
                return date(span.first.year, span.first.month, span.first.day or 1)
    days = [
        date(span.first.year, span.first.month, span.first.day)
        for line in lines
        for span in read_dates(line.words[:_LONGEST], tongue.formulas)
        if span.first.year and span.first.month and span.first.day
    ]
    return min(days, default=None)
