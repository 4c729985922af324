"""Lists that leave the office as CSV or XLSX: every cell disarmed, with their total and the audit head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mailer.audit import Actor, head_of, record
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.errors import Refused
from recipients.files import whole_file
from recipients.spreadsheet import SHEET_CAP, Cell, write_csv, write_xlsx


class ListFormat(StrEnum):
    """The two formats."""

    CSV = "csv"
    XLSX = "xlsx"


OTHER_LINES = 10
"""Lines of a sheet that are kept for its header and what closes it."""
Closing = Callable[[int], Sequence[Sequence[Cell]]]
"""The lines that end a list, given the number of its rows."""


def closing_lines(session: OfficeSession, now: datetime, total: int) -> list[list[Cell]]:
    """What ends every list that leaves: its total, when it was made, and the head of the audit chain."""
    return [["total", total], ["as of", iso(now)], ["audit head", str(head_of(session))]]


def write_list(
    form: ListFormat,
    target: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    closing: Closing = lambda _: (),
) -> int:
    """Write a list with its closing lines; the number of rows before those.

    The file is complete or it is not there. Refused for more rows than a sheet holds; Unreachable if the file
    cannot be written.
    """
    most = SHEET_CAP - OTHER_LINES if form is ListFormat.XLSX else None
    counted = _Counted(rows, closing, most)
    with whole_file(target) as part:
        if form is ListFormat.CSV:
            with part.open("w", encoding="utf-8-sig", newline="") as stream:
                write_csv(stream, header, counted)
        else:
            write_xlsx(part, header, counted)
            if counted.count > SHEET_CAP - OTHER_LINES:
                raise Refused("The list has more rows than a sheet holds. Choose CSV.")
    return counted.count


def note_export(
    session: OfficeSession, now: datetime, by: Actor, what: str, rows: int, *, expression: str = ""
) -> None:
    """Write down that a list left the office, in a transaction of its own after the file was made.

    `expression` says which part of it, where one was given; it may name somebody, and can be erased.
    """
    details = {"expression": expression} if expression else None
    record(session, now, by, "list.export", what, {"rows": rows}, details)


class _Counted:
    """Rows that are counted as they pass, and then an empty line and what closes them."""

    def __init__(self, rows: Iterable[Sequence[Cell]], closing: Closing, most: int | None) -> None:
        self._rows = rows
        self._most = most
        self._closing = closing
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.count += 1
            if self._most is not None and self.count > self._most:
                return  # the sheet is ended properly before anybody is told
            yield row
        last = self._closing(self.count)
        if last:
            yield []
            yield from last
