"""Reading the register: its entries in natural order, one of them in full, and what is missing from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from letters.facts import Language
from letters.letter import Letter, LetterVersion
from letters.register.patterns import comparable
from letters.register.tables import (
    EntryState,
    RegisterCounter,
    RegisterEntry,
    RegisterEvent,
    RegisterText,
    Series,
    SeriesEpoch,
)
from mailer.errors import NotFound

PAGE = 500
"""Entries on a page unless told otherwise."""


@dataclass(frozen=True)
class EntryLine:
    """One line of the register."""

    key: str
    printed: str
    state: EntryState
    issue_date: date
    series: str | None
    handle: str | None
    subject: str | None
    """The subject of its letter, in the first of its languages."""
    reason: str
    actor: str
    """The pseudonym of who took the number."""
    reserved_at: datetime
    legacy: bool


@dataclass(frozen=True)
class RegisterPage:
    """Some lines in natural order, how many there are in all, and where the next page begins."""

    lines: tuple[EntryLine, ...]
    total: int
    after: str | None
    """The key to ask for the next page with; None on the last."""


@dataclass(frozen=True)
class Gap:
    """Numbers of a series that no entry accounts for."""

    series: str
    scope: str
    period: str
    numbers: tuple[int, ...]


def list_entries(
    session: Session,
    *,
    series: str | None = None,
    year: int | None = None,
    state: EntryState | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> RegisterPage:
    """The entries of a series, of a year of issue, in a state: all that is asked; 10 comes after 9."""
    chosen = _chosen(series, year, state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    page = chosen.order_by(RegisterEntry.sort_key, RegisterEntry.id)
    if after is not None:
        last = entry_of(session, after)
        page = page.where(
            or_(
                RegisterEntry.sort_key > last.sort_key,
                and_(RegisterEntry.sort_key == last.sort_key, RegisterEntry.id > last.id),
            )
        )
    ids = session.scalars(page.limit(limit + 1)).all()
    lines = _lines(session, ids[:limit])
    return RegisterPage(lines, total, lines[-1].key if len(ids) > limit else None)


def _chosen(series: str | None, year: int | None, state: EntryState | None) -> Select[int]:
    chosen = select(RegisterEntry.id)
    if series is not None:
        epochs = select(SeriesEpoch.id).join(Series, Series.id == SeriesEpoch.series_id)
        chosen = chosen.where(RegisterEntry.epoch_id.in_(epochs.where(Series.name == series)))
    if year is not None:
        chosen = chosen.where(RegisterEntry.issue_date.between(date(year, 1, 1), date(year, 12, 31)))
    return chosen if state is None else chosen.where(RegisterEntry.state == state)


def _lines(session: Session, ids: Sequence[int]) -> tuple[EntryLine, ...]:
    first = (
        select(LetterVersion.letter_id, func.min(LetterVersion.id).label("id"))
        .group_by(LetterVersion.letter_id)
        .subquery()
    )
    asked = (
        select(RegisterEntry, Series.name, Letter.handle, LetterVersion.subject)
        .outerjoin(SeriesEpoch, SeriesEpoch.id == RegisterEntry.epoch_id)
        .outerjoin(Series, Series.id == SeriesEpoch.series_id)
        .outerjoin(Letter, Letter.id == RegisterEntry.letter_id)
        .outerjoin(first, first.c.letter_id == Letter.id)
        .outerjoin(LetterVersion, LetterVersion.id == first.c.id)
        .where(RegisterEntry.id.in_(ids))
        .order_by(RegisterEntry.sort_key, RegisterEntry.id)
    )
    return tuple(
        EntryLine(
            key=entry.key,
            printed=entry.printed,
            state=entry.state,
            issue_date=entry.issue_date,
            series=name,
            handle=handle,
            subject=subject,
            reason=entry.reason,
            actor=entry.actor,
            reserved_at=entry.reserved_at,
            legacy=entry.legacy,
        )
        for entry, name, handle, subject in session.execute(asked)
    )


def entry_of(session: Session, name: str) -> RegisterEntry:
    """The entry with this key, or printed so; NotFound if there is none, or several are printed so."""
    from_key = select(RegisterEntry).where(RegisterEntry.key == name)
    found = list(session.scalars(from_key))
    if not found:
        found = list(session.scalars(select(RegisterEntry).where(RegisterEntry.compared == comparable(name))))
    if len(found) > 1:
        keys = ", ".join(sorted(entry.key for entry in found))
        raise NotFound(f"Several references are printed “{name}”. Name one by its key: {keys}.")
    if not found:
        raise NotFound(f"There is no reference “{name}” in the register.")
    return found[0]


def references_of(session: Session, letter_id: int, *, void: bool = False) -> Sequence[RegisterEntry]:
    """The references that a letter has, the primary one first; with `void`, those it lost too."""
    asked = select(RegisterEntry).where(RegisterEntry.letter_id == letter_id)
    if not void:
        asked = asked.where(RegisterEntry.state != EntryState.VOID)
    ordered = asked.order_by(RegisterEntry.position, RegisterEntry.id)
    return session.scalars(ordered, execution_options={"populate_existing": True}).all()


def texts_of(session: Session, entry: RegisterEntry) -> dict[Language, str]:
    """What each language prints instead of the reference's own text; empty for nearly all."""
    asked = select(RegisterText.language, RegisterText.printed).where(RegisterText.entry_id == entry.id)
    return dict(session.execute(asked.order_by(RegisterText.language)).all())


def history_of(session: Session, entry: RegisterEntry) -> Sequence[RegisterEvent]:
    """What happened to an entry, oldest first."""
    asked = select(RegisterEvent).where(RegisterEvent.entry_id == entry.id)
    return session.scalars(asked.order_by(RegisterEvent.id)).all()


def unexplained_gaps(session: Session) -> tuple[Gap, ...]:
    """Numbers that were counted and that no entry accounts for; none in a sound register."""
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
    return tuple(
        Gap(name, counter.scope, counter.period, _missing(session, counter, start))
        for counter, start, name in session.execute(asked)
    )


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
