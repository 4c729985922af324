"""The moment that a local time means, where clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment_at(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, of a time of day at a place, by the rules of the time zone as they are known now.

    A time that the clocks skip is taken later by as much as they skip (02:30 is 03:30); of a time that comes
    twice the first one is taken (F37). Whoever keeps a plan keeps day, clock and zone, and asks anew each
    time, so that a zone whose rules change is followed (F39).
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The day that it is at a place at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()
