"""Reads dates and ranges of dates out of running text, in each language as offices have written them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Final

from letters.deadlines import CENTURIES, CalendarDate
from letters.languages.date_patterns import DateGrammar, DateNames, DatePattern, date_grammar
from letters.languages.folding import fold
from letters.languages.formulas import Formulas

_HOLDS: Final = 12
_LONGEST_ENUMERATION: Final = 7


@dataclass(frozen=True)
class PrintedDay:
    """A day as far as it is printed: the year may be missing, or the day where only a month is named."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def in_year(self, year: int) -> CalendarDate | None:
        """The date, in this year where none is printed; None where there is no such day."""
        found = CalendarDate(self.year or year, self.month, self.day)
        try:
            found.first_day()
        except ValueError:
            return None
        return found


@dataclass(frozen=True)
class DateSpan:
    """A date, or a range with its `last` day, and the characters of the text that print it.

    `weekday` (Monday is 0) is that printed before the first day; `numeric` says that the order of day and
    month was taken for granted (day first).
    """

    start: int
    end: int
    text: str
    first: PrintedDay
    last: PrintedDay | None = None
    weekday: int | None = None
    numeric: bool = False

    @property
    def whole(self) -> bool:
        """Whether year, month and day are printed."""
        return None not in {self.first.year, self.first.month, self.first.day}

    def dates(self, year: int) -> tuple[CalendarDate, CalendarDate | None] | None:
        """First and last day, in this year where none is printed; None for days that are not there."""
        first = self.first.in_year(year)
        if first is None or self.last is None:
            return (first, None) if first else None
        last = self.last.in_year(first.year)
        if last is not None and self.last.year is None and last.first_day() < first.first_day():
            last = self.last.in_year(first.year + 1)
        return (first, last) if last else None


def read_dates(text: str, formulas: Formulas) -> tuple[DateSpan, ...]:
    """Every date and range of dates in a text, in order; none of them overlap.

    Days, months with a year, ranges and enumerations of days, ISO dates and dates in figures are read, with
    any kind of blank, hyphen and digit, whatever the case. What is no day of the calendar is left out, and so
    is a bare year. Where no year is printed, the span has none.
    """
    return _spans(text, DateNames.of(formulas))


# The same sentence is read for its deadlines, its events and its relations.
@lru_cache(maxsize=4096)
def _spans(text: str, names: DateNames) -> tuple[DateSpan, ...]:
    found = _matches(text, fold(text), date_grammar(names))
    kept: list[DateSpan] = []
    end = 0
    for match in sorted(found, key=lambda match: (match.start, -match.end)):
        if match.start >= end:
            end = match.end
            kept += [match.span] if match.span else []
    return tuple(kept)


def near(printed: DateSpan, day: date, *, past: bool = False) -> DateSpan:
    """The same span with a year: where none is printed, the one that brings it soonest after this day.

    With `past` it is the one that brings it last before the day.
    """
    if printed.first.year is not None or printed.first.month is None:
        return printed
    year = day.year
    found = printed.first.in_year(year)
    if found is not None and past and found.first_day() > day:
        year -= 1
    elif found is not None and not past and found.last_day() < day:
        year += 1
    dated = replace(printed, first=replace(printed.first, year=year))
    dates = dated.dates(year)
    if dated.last is None or dates is None or dates[1] is None:
        return dated
    return replace(dated, last=replace(dated.last, year=dates[1].year))


@dataclass(frozen=True)
class _Match:
    """What looks like a date; without a span it is none, and none of its parts is one either."""

    start: int
    end: int
    span: DateSpan | None


def _matches(text: str, folded: str, grammar: DateGrammar) -> Iterator[_Match]:
    for pattern in grammar.patterns:
        for match in pattern.regex.finditer(folded):
            if not _capital(text, match, pattern):
                continue
            span = _span(text, match, pattern, grammar.months, grammar.weekdays)
            if span is not None:
                yield _Match(span.start, span.end, span)
            elif match.groupdict().get("d1") and not match.groupdict().get("d2"):
                # "45 March 2010" is no date, and its March 2010 is not meant by itself.
                yield _Match(match.start(), match.end(), None)


def _capital(text: str, match: re.Match[str], pattern: DatePattern) -> bool:
    """Whether months begin with a capital where the language writes them so: `may` is no month."""
    if not pattern.capital_months:
        return True
    groups = [name for name in ("m1", "m2") if match.groupdict().get(name)]
    return all(text[match.start(name)].isupper() for name in groups)


def _span(
    text: str,
    match: re.Match[str],
    pattern: DatePattern,
    months: dict[str, int],
    weekdays: dict[str, int],
) -> DateSpan | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    last = _day(parts, "2", months) if "d2" in parts else None
    first = _day(parts, "1", months)
    if pattern.day_first:
        first = _day_first(first)
    if last is not None:
        last = replace(last, month=last.month or first.month, year=last.year or first.year)
        first = _with_year_of(replace(first, month=first.month or last.month), last)
    if not _sensible(first) or (last is not None and (not _sensible(last) or not _follows(first, last))):
        return None
    if pattern.enumeration and last is not None and not _is_short(first, last):
        return None
    weekday = weekdays.get(parts.get("w1", ""))
    start, end = match.span("at") if "at" in parts else match.span()
    return DateSpan(start, end, text[start:end], first, last, weekday, pattern.day_first)


def _with_year_of(first: PrintedDay, last: PrintedDay) -> PrintedDay:
    """The first day with the year of the last, or the year before in `28 December to 3 January 2005`."""
    if first.year is not None or last.year is None:
        return first
    over_new_year = (first.month or 0) > (last.month or 0)
    return replace(first, year=last.year - 1 if over_new_year else last.year)


def _day(parts: dict[str, str], number: str, months: dict[str, int]) -> PrintedDay:
    year, month, day = (parts.get(f"{name}{number}") for name in ("y", "m", "d"))
    return PrintedDay(
        year=_year(year) if year else None,
        month=(int(month) if month.isdigit() else months[_name(month)]) if month else None,
        day=int(day) if day else None,
    )


def _year(printed: str) -> int:
    """Two figures mean the years from 1950 to 2049."""
    number = int(printed)
    return number if number > 99 else number + (1900 if number >= 50 else 2000)


@cache
def _name(month: str) -> str:
    return re.sub(r"\s+", " ", month)


def _day_first(printed: PrintedDay) -> PrintedDay:
    """Figures stand as day, month, year; as month, day, year only where nothing else is possible."""
    if printed.month and printed.day and printed.month > _HOLDS >= printed.day:
        return replace(printed, month=printed.day, day=printed.month)
    return printed


def _sensible(printed: PrintedDay) -> bool:
    # A leap year, so that 29 February without a year is a day.
    year = printed.year or 2024
    if year not in CENTURIES or not printed.month or not 1 <= printed.month <= _HOLDS:
        return False
    return printed.in_year(2024) is not None and (printed.day is None or printed.day > 0)


def _is_short(first: PrintedDay, last: PrintedDay) -> bool:
    """Whether days joined by `and` are so near each other that they are days of one thing."""
    return (last.day or 0) - (first.day or 0) <= _LONGEST_ENUMERATION


def _follows(first: PrintedDay, last: PrintedDay) -> bool:
    """Whether the last day comes after the first, as far as that can be told."""
    one, other = first.in_year(2024), last.in_year(2024)
    if one is None or other is None:
        return False
    if first.year is None or last.year is None:
        return True
    return one < other
