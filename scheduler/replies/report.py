"""The report on a letter as offices print it: every organisation, when and how it replied, and the rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select

from mailer.database import OfficeSession
from recipients.among import among
from recipients.regions import Regions
from recipients.spreadsheet import Cell
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.replies.addressed import addressed_organisations
from scheduler.replies.asked import Asking
from scheduler.replies.counting import Count, counts, standings
from scheduler.replies.progress import counted_in
from scheduler.replies.reply import WHOLE, Reply

REPORT_COLUMNS: Final = (
    "category", "organisation", "country", "region", "language", "replied on", "how", "complete", "late",
    "counted as",
)  # fmt: skip
_AT_ONCE: Final = 1_000
_COMPLETE: Final = {
    Count.COMPLETE: "yes",
    Count.PARTIAL: "in part",
    Count.DECLINED: "declined",
    Count.ACKNOWLEDGED: "not yet",
    Count.TO_ASSESS: "being read",
}
"""What the report says under `complete`; nothing for who has not replied."""


@dataclass(frozen=True)
class ReportLine:
    """One organisation of the report."""

    category: str
    organisation: str
    country: str
    region: str
    language: str
    replied_on: date | None
    """When its answer was there, by the calendar of the letter's place; of an open one, when the last piece
    came."""
    how: str
    counted: Count
    late: bool

    @property
    def complete(self) -> str:
        """What its answer amounts to, in a word or two."""
        return _COMPLETE.get(self.counted, "")

    def cells(self) -> list[Cell]:
        """As a row of an export, in the order of REPORT_COLUMNS."""
        replied_on = self.replied_on or ""
        return [
            self.category, self.organisation, self.country, self.region, self.language, replied_on, self.how,
            self.complete, "late" if self.late else "", self.counted,
        ]  # fmt: skip


def report_lines(
    session: OfficeSession, asking: Asking, regions: Regions, *, ask: str | None = None
) -> Iterator[ReportLine]:
    """Every organisation that a letter was addressed to, by category and name, streamed."""
    zone = ZoneInfo(asking.time_zone)
    asked = _organisations(asking, ask).execution_options(yield_per=_AT_ONCE)
    with session.execute(asked) as found:
        for rows in found.partitions():
            came = _came(session, asking, ask, [row.organisation_id for row in rows])
            for row in rows:
                yield _line(row, came.get(row.organisation_id, []), zone, regions)


def write_report_list(
    session: OfficeSession,
    now: datetime,
    asking: Asking,
    regions: Regions,
    ask: str | None,
    form: ListFormat,
    target: Path,
) -> int:
    """Write the report as a list with its total; how many organisations. See `write_list`."""
    rows = (line.cells() for line in report_lines(session, asking, regions, ask=ask))
    return write_list(form, target, REPORT_COLUMNS, rows, lambda total: closing_lines(session, now, total))


def _line(
    row: Row[*tuple[Any, ...]], pieces: Sequence[tuple[datetime, str]], zone: ZoneInfo, regions: Regions
) -> ReportLine:
    """The line of one organisation, with when and how its replies came."""
    at = row.settled_at or max((at for at, _ in pieces), default=None)
    return ReportLine(
        category=row.category,
        organisation=row.organisation,
        country=row.country,
        region=regions.of(row.country),
        language=row.language,
        replied_on=at.astimezone(zone).date() if at else None,
        how=", ".join(dict.fromkeys(channel for _, channel in pieces)),
        counted=Count(row.counted),
        late=bool(row.late),
    )


def _organisations(asking: Asking, ask: str | None) -> Select[*tuple[Any, ...]]:
    addressed, towards = addressed_organisations(asking), standings(asking, ask)
    return (
        select(
            addressed, counted_in(addressed, towards).label("counted"), towards.c.late, towards.c.settled_at
        )
        .select_from(addressed)
        .outerjoin(towards, towards.c.organisation_id == addressed.c.organisation_id)
        .order_by(addressed.c.category, addressed.c.organisation, addressed.c.organisation_id)
    )


def _came(
    session: OfficeSession, asking: Asking, ask: str | None, organisations: Sequence[int]
) -> dict[int, list[tuple[datetime, str]]]:
    """When and how the replies of these organisations came, the first one first."""
    names = [one.name for one in asking.towards(ask)]
    asked = (
        select(Reply.organisation_id, Reply.came_at, Reply.channel)
        .where(
            Reply.letter_id == asking.letter.id,
            among(session, Reply.organisation_id, organisations),
            Reply.ask.in_((*names, WHOLE)),
            counts(),
        )
        .order_by(Reply.came_at, Reply.id)
    )
    found: dict[int, list[tuple[datetime, str]]] = {}
    for organisation, at, channel in session.execute(asked):
        found.setdefault(organisation, []).append((at, channel.value))
    return found
