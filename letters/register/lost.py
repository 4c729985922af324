"""Numbers that may have been given beyond these records: reserved, so that none is given twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from letters.facts import Reference
from letters.reason import checked_reason
from letters.register.allocation import take_references
from letters.register.patterns import period_of, read_pattern
from letters.register.series import epoch_on, period_on
from letters.register.tables import RegisterCounter, RegisterEntry, Series, SeriesEpoch
from mailer.audit import Actor, record
from mailer.errors import Misused
from mailer.staff import Role, require

MOST: Final = 1_000
"""Numbers that are reserved at once; more is a slip of the finger."""
UNKNOWN: Final = "?"
"""What stands in a reference for a unit or initials that nobody knows."""


@dataclass(frozen=True)
class LastNumber:
    """The last number of a series, in one of its scopes, that the register knows."""

    series: str
    scope: str
    printed: str
    """Its reference; empty where none was given yet."""

    def __str__(self) -> str:
        """The series as it is called: `CL`, or with its scope `CL:ECO`."""
        return f"{self.series}:{self.scope}" if self.scope else self.series


def last_numbers(session: Session) -> Sequence[LastNumber]:
    """Of each series and scope the last number given; by name."""
    latest = (
        select(SeriesEpoch.series_id, func.max(RegisterEntry.id).label("id"))
        .join(SeriesEpoch, SeriesEpoch.id == RegisterEntry.epoch_id)
        .group_by(SeriesEpoch.series_id, RegisterEntry.scope)
        .subquery()
    )
    asked = (
        select(Series.name, RegisterEntry.scope, RegisterEntry.printed)
        .outerjoin(latest, latest.c.series_id == Series.id)
        .outerjoin(RegisterEntry, RegisterEntry.id == latest.c.id)
        .order_by(Series.name, RegisterEntry.scope)
    )
    return [LastNumber(name, scope or "", printed or "") for name, scope, printed in session.execute(asked)]


def reserve_to(
    session: Session,
    now: datetime,
    actor: Actor,
    series: str,
    last: int,
    reason: str,
    *,
    issue_date: date,
    scope: str = "",
) -> Sequence[RegisterEntry]:
    """Reserve the numbers of a series up to `last` that are not taken, without a letter; their entries.

    They were given where these records do not reach; each can be voided when it turns out not to have been.
    Harmless when repeated. Refused without a reason; NotFound for a series that there is not; Misused for
    more than a thousand at once, and for a scope where the series has none.
    """
    require(actor, Role.ADMINISTRATOR, "reserve numbers")
    why = checked_reason(reason, "reserve the numbers")
    epoch = epoch_on(session, series, issue_date)
    tokens = read_pattern(epoch.pattern, epoch.reset).tokens
    if bool(scope) is not ("scope" in tokens):
        wanted = f"{series}:SCOPE" if not scope else series
        raise Misused(f"The series {series} prints {epoch.pattern}: write {wanted}={last}.")
    unknown = {name: UNKNOWN for name in ("unit", "initials") if name in tokens}
    reference = Reference(series=series, scope=scope or None, **unknown)
    period = period_of(epoch.reset, issue_date, period_on(session, epoch, issue_date))
    counter = session.get(RegisterCounter, (epoch.id, scope, period), populate_existing=True)
    first = counter.next_seq if counter is not None else epoch.start
    if last - first >= MOST:
        raise Misused(f"{series}: the next number is {first:,}; {last:,} would reserve more than {MOST:,}.")
    reserved: list[RegisterEntry] = []
    for _ in range(first, last + 1):
        reserved += take_references(session, now, actor, [reference], issue_date=issue_date)
    for entry in reserved:
        entry.reason = why
    session.flush()
    if reserved:
        facts = {"references": [entry.printed for entry in reserved]}
        record(session, now, actor, "register.reserve", f"series:{series}", facts, {"reason": why})
    return reserved
