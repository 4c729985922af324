"""Lists that leave the office as CSV or XLSX: every cell disarmed, with their total and the audit head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mailer.audit import Actor, head_of, record
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.errors import Refused
from recipients.spreadsheet import SHEET_CAP, write_csv, write_xlsx
from scheduler.contacted import CONTACTED_COLUMNS, Question, all_contacted, contacted


class ListFormat(StrEnum):
    """The two formats."""

    CSV = "csv"
    XLSX = "xlsx"


def export_contacted(
    session: OfficeSession, now: datetime, question: Question, form: ListFormat, target: Path
) -> int:
    """Write who was contacted into a file; how many copies it lists.

    After the rows stand their total, the moment, and the head of the audit chain, by which a later cut of the
    chain shows. Refused for more rows than a sheet holds.
    """
    total = contacted(session, question, limit=1).total
    rows = (row.cells() for row in all_contacted(session, question))
    closing = closing_lines(session, now, total)
    return write_list(form, target, CONTACTED_COLUMNS, rows, closing, total)


def closing_lines(session: OfficeSession, now: datetime, total: int) -> list[list[str]]:
    """What ends every list that leaves: its total, when it was made, and the head of the audit chain."""
    return [["total", str(total)], ["as of", iso(now)], ["audit head", str(head_of(session))]]


def write_list(
    form: ListFormat,
    target: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    closing: Sequence[Sequence[str]] = (),
    total: int = 0,
) -> int:
    """Write a list with its closing lines; the number of rows before those.

    The file is complete or it is not there: it is written beside its place first.
    """
    if form is ListFormat.XLSX and total + len(closing) + 2 > SHEET_CAP:
        raise Refused(f"{total:,} rows are more than a sheet holds. Export them as CSV.")
    counted = _Counted(rows)
    beside = target.with_name(f".{target.name}.part")
    try:
        if form is ListFormat.CSV:
            with beside.open("w", encoding="utf-8-sig", newline="") as stream:
                write_csv(stream, header, _closed(counted, closing))
        else:
            write_xlsx(beside, header, _closed(counted, closing))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return counted.count


def note_export(session: OfficeSession, now: datetime, by: Actor, what: str, rows: int) -> None:
    """Write down that a list left the office, in a transaction of its own after the file was made."""
    record(session, now, by, "list.export", what, {"rows": rows})


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            self.count += 1
            yield row


def _closed(rows: Iterable[Sequence[str]], closing: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield from rows
    yield from ([[]] if closing else [])
    yield from closing
