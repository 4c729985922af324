"""Office hours at somebody's place: the first moment at which they are at work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from letters.deadlines import END_OF_DAY, read_time
from scheduler.office_calendar.local_time import moment_at
from scheduler.office_calendar.working_days import WorkingDays

_HOURS: Final = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True)
class OfficeHours:
    """From when to when somebody is written to, by the clock of their place."""

    opens: time
    closes: time

    def __str__(self) -> str:
        """`09:00-17:00`, as it is read back."""
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def read_hours(text: str) -> OfficeHours:
    """From `09:00-17:00`; ValueError, with a sentence, for anything else or an end before the beginning."""
    match = _HOURS.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}” are no office hours. Write them like 09:00-17:00.")
    opens, closes = (read_time(part) for part in match.groups())
    if closes == END_OF_DAY:
        closes = "23:59"
    if closes <= opens:
        raise ValueError(f"“{text}” ends before it begins.")
    return OfficeHours(time.fromisoformat(opens), time.fromisoformat(closes))


def first_open(moment: datetime, hours: OfficeHours, days: WorkingDays, zone: str) -> datetime:
    """The moment itself if somebody at that place is at work then, else the next at which they are; UTC."""
    there = moment.astimezone(ZoneInfo(zone))
    if days.works(there.date()) and hours.opens <= there.time() < hours.closes:
        return moment
    day = there.date() if there.time() < hours.opens else there.date() + timedelta(days=1)
    return moment_at(days.on_or_after(day), hours.opens, zone)
