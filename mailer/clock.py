"""Time as the house keeps it: aware, in UTC, read at the edge only."""

from __future__ import annotations

from datetime import UTC, datetime


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
    told = moment if moment.tzinfo is UTC else in_utc(moment)
    return told.isoformat("T", "microseconds")[:26] + "Z"
