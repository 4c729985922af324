"""Every number that no letter bears: those that are explained, and those that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from letters.register.tables import (
    ABBREVIATIONS,
    EntryState,
    RegisterCounter,
    RegisterEntry,
    Series,
    SeriesEpoch,
)


@dataclass(frozen=True)
class Gap:
    """Numbers of a series, or under a reference, that no entry accounts for."""

    series: str
    """The series; for numbers under a reference that, with their sort: `DM-1276 Corr.`."""
    scope: str
    period: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """`DM 2027: 1002, 1003`."""
        named = " ".join(part for part in (self.series, self.scope, self.period) if part)
        return f"{named}: {', '.join(map(str, self.numbers))}"


@dataclass(frozen=True)
class Explained:
    """A number that was taken and never went out, or that waits without a letter; and why."""

    printed: str
    issue_date: date
    state: EntryState
    reason: str
    actor: str
    """The pseudonym of who took it."""
    at: datetime


def unexplained_gaps(session: Session) -> tuple[Gap, ...]:
    """Numbers that were counted and that no entry accounts for; none in a sound register.

    Asked each night (`scheduler.clockwork`): one query over the counters and one over the numbers under
    references, whatever the register holds.
    """
    return (*_in_series(session), *_under_references(session))


def explained_gaps(
    session: Session, *, series: str | None = None, year: int | None = None
) -> tuple[Explained, ...]:
    """Numbers that no letter bears, in natural order: void ones, and reserved ones without a letter."""
    asked = (
        select(RegisterEntry)
        .where(
            (RegisterEntry.state == EntryState.VOID)
            | ((RegisterEntry.state == EntryState.RESERVED) & RegisterEntry.letter_id.is_(None))
        )
        .order_by(RegisterEntry.sort_key, RegisterEntry.id)
    )
    if series is not None:
        asked = asked.where(RegisterEntry.epoch_id.in_(epochs_of(series)))
    if year is not None:
        asked = asked.where(in_year(year))
    return tuple(
        Explained(
            entry.printed,
            entry.issue_date,
            entry.state,
            entry.reason,
            entry.actor,
            entry.ended_at or entry.reserved_at,
        )
        for entry in session.scalars(asked)
    )


def epochs_of(series: str) -> Select[int]:
    """The epochs of a series, by its name."""
    return (
        select(SeriesEpoch.id).join(Series, Series.id == SeriesEpoch.series_id).where(Series.name == series)
    )


def in_year(year: int) -> ColumnElement[bool]:
    """The condition that an entry has its issue date in a year."""
    return RegisterEntry.issue_date.between(date(year, 1, 1), date(year, 12, 31))


def _in_series(session: Session) -> Iterator[Gap]:
    held = (
        select(RegisterEntry.epoch_id, RegisterEntry.scope, RegisterEntry.period, func.count().label("held"))
        .where(RegisterEntry.seq.is_not(None))
        .group_by(RegisterEntry.epoch_id, RegisterEntry.scope, RegisterEntry.period)
        .subquery()
    )
    same = and_(
        held.c.epoch_id == RegisterCounter.epoch_id,
        held.c.scope == RegisterCounter.scope,
        held.c.period == RegisterCounter.period,
    )
    asked = (
        select(RegisterCounter, SeriesEpoch.start, Series.name)
        .join(SeriesEpoch, SeriesEpoch.id == RegisterCounter.epoch_id)
        .join(Series, Series.id == SeriesEpoch.series_id)
        .outerjoin(held, same)
        .where(func.coalesce(held.c.held, 0) != RegisterCounter.next_seq - SeriesEpoch.start)
        .order_by(Series.name, RegisterCounter.scope, RegisterCounter.period)
    )
    for counter, start, name in session.execute(asked):
        yield Gap(name, counter.scope, counter.period, _missing(session, counter, start))


def _missing(session: Session, counter: RegisterCounter, start: int) -> tuple[int, ...]:
    held = set(
        session.scalars(
            select(RegisterEntry.seq).where(
                RegisterEntry.epoch_id == counter.epoch_id,
                RegisterEntry.scope == counter.scope,
                RegisterEntry.period == counter.period,
            )
        )
    )
    return tuple(number for number in range(start, counter.next_seq) if number not in held)


def _under_references(session: Session) -> Iterator[Gap]:
    parent = aliased(RegisterEntry)
    asked = (
        select(
            RegisterEntry.parent_id, parent.printed, RegisterEntry.modifier,
            func.max(RegisterEntry.modifier_number),
        )
        .join(parent, parent.id == RegisterEntry.parent_id)
        .group_by(RegisterEntry.parent_id, parent.printed, RegisterEntry.modifier)
        .having(func.max(RegisterEntry.modifier_number) != func.count())
        .order_by(parent.printed, RegisterEntry.modifier)
    )  # fmt: skip
    for parent_id, printed, modifier, highest in session.execute(asked).all():
        there = select(RegisterEntry.modifier_number).where(
            RegisterEntry.parent_id == parent_id, RegisterEntry.modifier == modifier
        )
        held = set(session.scalars(there))
        numbers = tuple(number for number in range(1, (highest or 0) + 1) if number not in held)
        yield Gap(f"{printed} {ABBREVIATIONS[modifier] if modifier else ''}", "", "", numbers)
