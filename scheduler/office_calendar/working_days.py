"""On which days somebody works: weekends, holidays and quiet periods left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from letters.deadlines import read_date

SATURDAY_SUNDAY: Final = frozenset({5, 6})
"""The usual weekend, as `date.weekday` counts."""
FARTHEST: Final = 400
"""Days within which there has to be a working one."""
_YEARLY: Final = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_LEAP: Final = 2024


@dataclass(frozen=True)
class QuietPeriod:
    """Days on which nobody is reminded, the first and the last included; without years every year's."""

    first: date
    last: date
    yearly: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        if not self.yearly:
            return self.first <= day <= self.last
        place, first, last = ((one.month, one.day) for one in (day, self.first, self.last))
        return first <= place <= last if first <= last else place >= first or place <= last


def read_quiet_period(text: str) -> QuietPeriod:
    """From `2027-12-24 to 2028-01-02`, or `12-24 to 01-02` for every year; ValueError with a sentence."""
    parts = [part.strip() for part in text.split(" to ")]
    if len(parts) != 2:
        raise ValueError(f"“{text}” is no period. Write 2027-12-24 to 2028-01-02, or 12-24 to 01-02.")
    yearly = [_YEARLY.fullmatch(part) for part in parts]
    if all(yearly):
        first, last = (read_date(f"{_LEAP}-{part}") for part in parts)
        return QuietPeriod(first, last, yearly=True)
    first, last = map(read_date, parts)
    if last < first:
        raise ValueError(f"“{text}” ends before it begins.")
    return QuietPeriod(first, last)


@dataclass(frozen=True)
class WorkingDays:
    """Who works when: the days of the week that are free, single free days, and quiet periods."""

    weekend: frozenset[int] = SATURDAY_SUNDAY
    """Monday is 0."""
    holidays: frozenset[date] = frozenset()
    quiet: tuple[QuietPeriod, ...] = ()

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        free = day.weekday() in self.weekend or day in self.holidays
        return not free and not any(period.holds(day) for period in self.quiet)

    def on_or_after(self, day: date) -> date:
        """The day itself or the next working day; ValueError if there is none within a year."""
        return self._first(day + timedelta(days=ahead) for ahead in range(FARTHEST))

    def on_or_before(self, day: date) -> date:
        """The day itself or the working day before it; ValueError if there is none within a year."""
        return self._first(day - timedelta(days=back) for back in range(FARTHEST))

    def moved(self, day: date, count: int) -> date:
        """The working day that lies so many working days after a day, or before it where negative."""
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day += timedelta(days=step)
            day = self.on_or_after(day) if step > 0 else self.on_or_before(day)
        return day

    def _first(self, days: Iterable[date]) -> date:
        found = next((day for day in days if self.works(day)), None)
        if found is None:
            raise ValueError("There is no working day within a year: too much is holiday or quiet.")
        return found
