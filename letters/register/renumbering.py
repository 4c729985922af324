"""What changes where a series that gave numbers is numbered otherwise, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from letters.register.patterns import Particulars, ResetPolicy, read_pattern
from letters.register.series import checked_name, epoch_on, first_day, last_epoch
from letters.register.tables import RegisterEntry, SeriesEpoch
from mailer.audit import Actor
from mailer.errors import NotFound
from mailer.staff import Role, require


@dataclass(frozen=True)
class Renumbering:
    """How a series is numbered now, and how it would be."""

    series: str
    before: str
    """The pattern that numbers letters of today; of a series that begins later, its last one."""
    taken: int
    """Numbers that the series gave, by all its patterns."""
    last: str
    """The reference that it gave last."""
    since: date
    """The first issue date that is numbered otherwise."""
    first: str
    """The first reference then; what only a letter or a period fills stands as ‹name›."""


def renumbering(
    session: Session,
    now: datetime,
    actor: Actor,
    name: str,
    pattern: str,
    start: int,
    reset: ResetPolicy,
    *,
    valid_from: date | None,
) -> Renumbering | None:
    """What `define_series` would change in a series that is in use; None where no letter would notice.

    Misused and Refused as that says, so that nobody is asked in vain.
    """
    require(actor, Role.ADMINISTRATOR, "define a series of references")
    name, asked = checked_name(name, start), read_pattern(pattern, reset)
    defined = last_epoch(session, name)
    since = first_day(session, now, name, defined, asked, start, reset, valid_from)
    if defined is None or since is None:
        return None
    epochs = select(SeriesEpoch.id).where(SeriesEpoch.series_id == defined.series_id)
    given = RegisterEntry.epoch_id.in_(epochs)
    taken = session.scalar(select(func.count()).where(given)) or 0
    if not taken:
        return None
    latest = select(RegisterEntry.printed).where(given).order_by(RegisterEntry.id.desc()).limit(1)
    first = Particulars(name, max(since, now.date()), start, "‹scope›", "‹unit›", "‹initials›", "‹period›")
    return Renumbering(
        series=name,
        before=_pattern_on(session, name, now.date(), defined),
        taken=taken,
        last=session.scalars(latest).one(),
        since=since,
        first=asked.printed(first),
    )


def _pattern_on(session: Session, name: str, day: date, defined: SeriesEpoch) -> str:
    try:
        return epoch_on(session, name, day).pattern
    except NotFound:
        return defined.pattern
