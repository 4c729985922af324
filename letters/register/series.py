"""Series of references: defining them, and finding the epoch and period that number a letter."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from letters.register.patterns import Particulars, Pattern, ResetPolicy, comparable, read_pattern
from letters.register.tables import RegisterEntry, Series, SeriesEpoch, SeriesPeriod
from mailer.audit import Actor, record
from mailer.errors import Misused, NotFound, Refused
from mailer.staff import Role, require

LONGEST_NAME = 40
HIGHEST_START = 10**12
_OPEN = frozenset({"scope", "unit", "initials", "period"})
"""Tokens that only a letter or a period fills."""


def define_series(
    session: Session,
    now: datetime,
    actor: Actor,
    name: str,
    pattern: str,
    start: int = 1,
    reset: ResetPolicy = ResetPolicy.NEVER,
    *,
    valid_from: date | None = None,
) -> SeriesEpoch:
    """Define a series, or open its next epoch where anything differs from the last; else nothing happens.

    `valid_from` is the first issue date it numbers: for the first epoch any date, for a later one today
    (UTC), unless told. Misused for a pattern or start that cannot be; Refused if it would begin before the
    last epoch did, which would renumber the past, or would print references that were given, or that another
    series prints.
    """
    require(actor, Role.ADMINISTRATOR, "define a series of references")
    name, asked = checked_name(name, start), read_pattern(pattern, reset)
    series, last = _series_to_define(session, now, name)
    since = first_day(session, now, name, last, asked, start, reset, valid_from)
    if last and since is None:
        return last
    epoch = SeriesEpoch(
        series_id=series.id,
        number=last.number + 1 if last else 1,
        pattern=asked.text,
        start=start,
        reset=reset,
        valid_from=since,
        defined_at=now,
        actor=actor.pseudonym,
    )
    session.add(epoch)
    session.flush()
    facts = {"pattern": asked.text, "start": start, "reset": reset, "epoch": epoch.number, "from": str(since)}
    record(session, now, actor, "series.define", f"series:{name}", facts)
    return epoch


def checked_name(name: str, start: int) -> str:
    """The name of a series that is to be defined; Misused for a name or a first number that cannot be."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Misused(f"A series has a name of one line, at most {LONGEST_NAME} characters, such as DM.")
    if not 0 <= start <= HIGHEST_START:
        raise Misused("A series starts at a number from 0.")
    return name


def first_day(
    session: Session,
    now: datetime,
    name: str,
    last: SeriesEpoch | None,
    pattern: Pattern,
    start: int,
    reset: ResetPolicy,
    valid_from: date | None,
) -> date | None:
    """The first issue date that the next epoch of a series numbers; None if nothing differs from the last.

    Refused as `define_series` says.
    """
    if last and (last.pattern, last.start, last.reset) == (pattern.text, start, reset):
        return None
    since = valid_from or (now.date() if last else date.min)
    if last and since < last.valid_from:
        begins = f"The numbering of {name} that was defined last begins on {last.valid_from}"
        raise Refused(f"{begins}; name that day or a later day.")
    _refuse_repeating(session, name, pattern, start, max(since, now.date()))
    return since


def _refuse_repeating(session: Session, series: str, pattern: Pattern, start: int, day: date) -> None:
    """Refused for a pattern by which another series prints its references, or whose first one was given."""
    others = select(Series.name, SeriesEpoch).join(SeriesEpoch, SeriesEpoch.series_id == Series.id)
    for name, epoch in session.execute(others.where(Series.name != series)):
        if read_pattern(epoch.pattern, epoch.reset).shape(name) == pattern.shape(series):
            raise Refused(
                f"With {pattern.text} the series {series} would print the references of the series"
                f" {name} again ({epoch.pattern}). Choose another pattern."
            )
    if pattern.tokens & _OPEN:
        return  # what it prints depends on the letter; each number is compared when it is taken
    first = pattern.printed(Particulars(series=series, issue_date=day, seq=start))
    given = select(RegisterEntry.printed).where(RegisterEntry.compared == comparable(first))
    if session.scalars(given).first() is not None:
        raise Refused(
            f"With {pattern.text} and {start} the first reference would be {first}, which was given before."
            " Choose another pattern, or a higher start."
        )


def _series_to_define(session: Session, now: datetime, name: str) -> tuple[Series, SeriesEpoch | None]:
    asked = select(Series).where(Series.name == name).with_for_update()
    series = session.scalars(asked).first()
    if series is None:
        series = Series(name=name, defined_at=now)
        session.add(series)
        try:
            session.flush()
        except IntegrityError as error:
            raise Refused(f"Somebody defined the series {name} at this very moment. Try again.") from error
    return series, last_epoch(session, name)


def last_epoch(session: Session, name: str) -> SeriesEpoch | None:
    """The epoch of a series that was defined last; None if there is no such series, or none yet."""
    epochs = select(SeriesEpoch).join(Series, Series.id == SeriesEpoch.series_id).where(Series.name == name)
    return session.scalars(epochs.order_by(SeriesEpoch.number.desc()).limit(1)).first()


@dataclass(frozen=True)
class EpochLine:
    """How a series was numbered from a day on, and the periods that were opened in it."""

    series: str
    number: int
    pattern: str
    start: int
    reset: ResetPolicy
    valid_from: date | None
    """None for the first one, which numbers whatever came before."""
    periods: tuple[str, ...]


def list_series(session: Session) -> list[EpochLine]:
    """Every epoch of every series, by name and number."""
    asked = select(Series.name, SeriesEpoch).join(SeriesEpoch, SeriesEpoch.series_id == Series.id)
    periods = session.scalars(select(SeriesPeriod).order_by(SeriesPeriod.valid_from)).all()
    return [
        EpochLine(
            series=name,
            number=epoch.number,
            pattern=epoch.pattern,
            start=epoch.start,
            reset=epoch.reset,
            valid_from=epoch.valid_from if epoch.valid_from > date.min else None,
            periods=tuple(f"{one.name} from {one.valid_from}" for one in periods if one.epoch_id == epoch.id),
        )
        for name, epoch in session.execute(asked.order_by(Series.name, SeriesEpoch.number))
    ]


def open_period(
    session: Session, now: datetime, actor: Actor, series: str, name: str, valid_from: date
) -> SeriesPeriod:
    """Open a named period of a series that begins to count again with each; harmless when it is open.

    Refused if the series has no periods, or has one that begins later.
    """
    require(actor, Role.ADMINISTRATOR, "open a period of a series")
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Misused("A period has a name of one line, such as 2025-2028.")
    epoch = epoch_on(session, series, valid_from)
    if epoch.reset is not ResetPolicy.PERIOD:
        raise Refused(f"The series {series} does not count by periods; its counter resets: {epoch.reset}.")
    periods = session.scalars(select(SeriesPeriod).where(SeriesPeriod.epoch_id == epoch.id)).all()
    for known in periods:
        if known.name == name and known.valid_from == valid_from:
            return known
        if known.name == name or known.valid_from >= valid_from:
            raise Refused(f"The period {known.name} of {series} already began on {known.valid_from}.")
    period = SeriesPeriod(epoch_id=epoch.id, name=name, valid_from=valid_from)
    session.add(period)
    session.flush()
    facts = {"period": name, "from": str(valid_from)}
    record(session, now, actor, "series.open_period", f"series:{series}", facts)
    return period


def epoch_on(session: Session, series: str, day: date) -> SeriesEpoch:
    """The epoch that numbers a letter of this issue date; NotFound with the series there are if none does."""
    asked = (
        select(SeriesEpoch)
        .join(Series, Series.id == SeriesEpoch.series_id)
        .where(Series.name == series, SeriesEpoch.valid_from <= day)
        .order_by(SeriesEpoch.number.desc())
        .limit(1)
    )
    found = session.scalars(asked).first()
    if found is None:
        known = list(session.scalars(select(Series.name).order_by(Series.name)))
        there = f"There are: {', '.join(known) or 'none yet'}."
        define = f" An administrator defines it: `mailer register define {shlex.quote(series)} --start 1`."
        way = "" if series in known else define
        raise NotFound(f"No series “{series}” numbers letters of {day}. {there}{way}")
    return found


def period_on(session: Session, epoch: SeriesEpoch, day: date) -> str:
    """The name of the period that a day falls into; empty if none has begun."""
    asked = (
        select(SeriesPeriod.name)
        .where(SeriesPeriod.epoch_id == epoch.id, SeriesPeriod.valid_from <= day)
        .order_by(SeriesPeriod.valid_from.desc())
        .limit(1)
    )
    return session.scalars(asked).first() or ""
