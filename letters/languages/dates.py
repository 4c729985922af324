"""Dates, ranges and deadline phrases as each language writes them (letters.md §3)."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from letters.languages.formulas import Formulas, RangePatterns

END_OF_DAY: Final = "24:00"


class RangeStyle(StrEnum):
    """Where a range stands: in a sentence, in a heading (kept on one line), or in brackets without a year."""

    PROSE = "prose"
    HEADING = "heading"
    BRACKETS = "brackets"


def format_date(day: date, formulas: Formulas) -> str:
    """`1er septembre 2005`, `6 ноября 2023 года`, `2015年3月11日`."""
    return formulas.dates.date.format(
        day=_day(day, formulas), month=formulas.dates.names[day.month - 1], year=day.year
    )


def format_weekday(day: date, formulas: Formulas) -> str:
    """The name of the day of the week."""
    return formulas.dates.weekdays[day.weekday()]


def format_place_date(day: date, place: str, formulas: Formulas, *, article: bool = True) -> str:
    """`Genève, le 6 novembre 2023`; without a place the date alone: `Le 15 janvier 2010`.

    `article` asks for the article where the language has one.
    """
    dates = formulas.dates
    if place:
        pattern = dates.place_with_article if article else dates.place
    else:
        pattern = (article and dates.alone_with_article) or dates.alone
    return pattern.format(place=place, date=format_date(day, formulas))


def format_range(start: date, end: date, formulas: Formulas, style: RangeStyle = RangeStyle.PROSE) -> str:
    """`du 16 au 18 novembre 2005`; in a heading `16-18 novembre 2005`, with characters that do not break.

    ValueError when it ends before it starts.
    """
    if end < start:
        raise ValueError(f"A range cannot run from {start} back to {end}.")
    patterns: RangePatterns = getattr(formulas.dates, style)
    return _pattern(patterns, start, end).format(
        **{"from": patterns.from_on_day.get(start.day, patterns.from_)},
        **_parts("1", start, formulas),
        **_parts("2", end, formulas),
    )


def _pattern(patterns: RangePatterns, start: date, end: date) -> str:
    if start == end:
        return patterns.day
    if (start.year, start.month) == (end.year, end.month):
        return patterns.month
    return patterns.year if start.year == end.year else patterns.years


def _parts(number: str, day: date, formulas: Formulas) -> dict[str, str]:
    month = formulas.dates.names[day.month - 1]
    return {f"day{number}": _day(day, formulas), f"month{number}": month, f"year{number}": str(day.year)}


def _day(day: date, formulas: Formulas) -> str:
    return formulas.dates.first_day if day.day == 1 else str(day.day)


def format_deadline(
    day: date, formulas: Formulas, *, inclusive: bool, clock: str | None = None, zone: str = "UTC"
) -> str:
    """The phrase for a deadline: `d'ici au 30 mars 2010` when the day still counts, else `avant le …`.

    `clock` is a time of day like `23:59` (`24:00` is the end of the day) in the zone, an IANA name, which is
    printed beside it.
    """
    kind = "inclusive" if inclusive else "exclusive"
    if clock is None:
        phrase: str = getattr(formulas.deadlines, kind)
        return phrase.format(date=format_date(day, formulas))
    phrase = getattr(formulas.deadlines, f"{kind}_with_time")
    return phrase.format(
        date=format_date(day, formulas),
        time=_clock(clock, formulas),
        zone=_zone(day, clock, zone, formulas),
    )


def _clock(clock: str, formulas: Formulas) -> str:
    hour, minute = clock.split(":")
    return formulas.dates.time.format(hour=int(hour), minute=int(minute))


def _zone(day: date, clock: str, zone: str, formulas: Formulas) -> str:
    """The office's own name for the zone, else the locale data's ("Central European Summer Time")."""
    own = formulas.deadlines.zones.get(zone)
    if own:
        return own
    hour = time(23, 59) if clock == END_OF_DAY else time.fromisoformat(clock)
    moment = datetime.combine(day, hour, ZoneInfo(zone))
    return str(get_timezone_name(moment, locale=str(formulas.language)))
