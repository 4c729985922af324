"""Time as the house keeps it: aware, in UTC, read at the edge only."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The present moment, aware, in UTC. Commands, pages and jobs call this; everything below is told."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; ValueError if it is naive, for a naive time is no moment."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """The moment as `2026-11-22T21:30:00.000000Z`, always 27 characters, sorting as time sorts."""
    moment = in_utc(moment)
    minute = _minute(moment.year, moment.month, moment.day, moment.hour, moment.minute)
    return "%s:%02d.%06dZ" % (minute, moment.second, moment.microsecond)  # noqa: UP031 - twice as fast


@lru_cache(maxsize=64)
def _minute(year: int, month: int, day: int, hour: int, minute: int) -> str:
    """Thousands of letters go out within a minute, each with two moments to be written down."""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"
