"""Dates, times of day and zones, read strictly: what is not plain ISO is refused with a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

END_OF_DAY: Final = "24:00"
CENTURIES: Final = range(1800, 3000)
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PART: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def read_date(text: str) -> date:
    """The day written as `2027-03-29`; ValueError with a sentence for anything else."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is not a date. Write year, month and day like 2027-03-29.")
    try:
        return _sensible(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        raise ValueError(f"There is no day {text} in the calendar.") from None


def _sensible(day: date) -> date:
    """The day; ValueError beyond the centuries in which letters are written."""
    if day.year not in CENTURIES:
        raise ValueError(day)
    return day


def read_time(text: str) -> str:
    """The time of day written as `23:59`; `24:00`, the end of the day, is one too. ValueError otherwise."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"“{text}” is not a time of day. Write hours and minutes like 23:59.")
    return text


def read_zone(text: str) -> str:
    """The name of a time zone, `Europe/Zurich` or `UTC`; ValueError for offsets and abbreviations.

    `UTC+1` and `CET` are refused on purpose: the first is read with either sign, the second knows no summer.
    """
    if text not in _zones():
        raise ValueError(f"“{text}” is not the name of a time zone. Write one like Europe/Zurich, or UTC.")
    return text


@cache
def _zones() -> frozenset[str]:
    """Names of places, and UTC; the data base's own odd names (`CET`, `Etc/GMT-1`) left out."""
    return frozenset(z for z in available_timezones() if "/" in z and not z.startswith("Etc/")) | {"UTC"}


def too_late_from(day: date, clock: str | None, zone: str, *, inclusive: bool) -> datetime:
    """The first moment, in UTC, at which an answer is late.

    With a time, that time (it counts as the last good moment when inclusive, to the minute); without one
    the end of the day when inclusive, its start when exclusive ("before 31 January").
    """
    if clock is None:
        start = day + timedelta(days=1) if inclusive else day
        return datetime.combine(start, time(), ZoneInfo(zone)).astimezone(UTC)
    if clock == END_OF_DAY:
        return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    moment = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)
    return moment + timedelta(minutes=1) if inclusive else moment


@dataclass(frozen=True, order=True)
class CalendarDate:
    """A day, or only a month or a year where a letter says no more ("in December 2003")."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> CalendarDate:
        """From `2003-12-10`, `2003-12` or `2003`; ValueError with a sentence for anything else."""
        match = _PART.fullmatch(text)
        if not match:
            raise ValueError(f"“{text}” is not a date. Write 2027-03-29, or 2027-03 for a whole month.")
        month, day = (int(part) if part else None for part in (match[2], match[3]))
        found = cls(int(match[1]), month, day)
        try:
            _sensible(found.first_day())
        except ValueError:
            raise ValueError(f"There is no day {text} in the calendar.") from None
        return found

    def first_day(self) -> date:
        """The first day it can mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def last_day(self) -> date:
        """The last day it can mean."""
        if self.day is not None:
            return self.first_day()
        if self.month is None:
            return date(self.year, 12, 31)
        beyond = date(self.year, self.month, 28) + timedelta(days=4)
        return beyond - timedelta(days=beyond.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
