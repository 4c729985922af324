"""Spans of time as people write them (`2 weeks`), and the day that lies so far from another."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = 1_000
"""Of whatever unit: nobody plans further, and no day leaves the calendar."""
_SPAN: Final = re.compile(r"(\d{1,4}) (hour|day|working day|week|month|year)s?", re.ASCII)
_WRITE: Final = "Write a number and hours, days, working days, weeks, months or years, such as 2 weeks."


class Unit(StrEnum):
    """What a span is counted in."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Span:
    """So many of a unit."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """`2 weeks`, as it is read back."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def exact(self) -> timedelta:
        """Its length; ValueError for working days, months and years, which have none of their own."""
        lengths = {
            Unit.HOUR: timedelta(hours=1),
            Unit.DAY: timedelta(days=1),
            Unit.WEEK: timedelta(weeks=1),
        }
        if self.unit not in lengths:
            raise ValueError(f"“{self}” has no fixed length. Write hours, days or weeks.")
        return self.count * lengths[self.unit]


def read_span(text: str) -> Span:
    """The span written as `30 days`; ValueError, with a sentence, for anything else."""
    match = _SPAN.fullmatch(" ".join(text.split()))
    if not match:
        raise ValueError(f"“{text}” is no span of time. {_WRITE}")
    count = int(match[1])
    if not 0 < count <= LONGEST:
        raise ValueError(f"“{text}” cannot be: the number goes from 1 to {LONGEST}.")
    return Span(count, Unit(match[2]))


def day_from(day: date, span: Span, *, before: bool, times: int = 1) -> date:
    """The day that lies a span (or `times` of it) before or after another; not for hours or working days.

    A month from the 31st is the last day of a shorter month, and a year from 29 February is 28 February
    (F38). Several months are counted in one go, so that the 31st comes back where a month has one.
    """
    count = span.count * times * (-1 if before else 1)
    if span.unit is Unit.DAY:
        return day + timedelta(days=count)
    if span.unit is Unit.WEEK:
        return day + timedelta(weeks=count)
    if span.unit is Unit.MONTH:
        return _months_from(day, count)
    if span.unit is Unit.YEAR:
        return _months_from(day, 12 * count)
    raise ValueError(f"{span} from a day is no day by itself")


def _months_from(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
