"""Spreadsheets we hand out: CSV and XLSX in which no cell can act as a formula (trust.md A16)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from mailer.clock import iso

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell: TypeAlias = str | int | date
"""What a table holds: a word, a number, a day. A moment, which is a date to Python, becomes its ISO text."""
SHEET_CAP: Final = 1_048_576
"""Rows of an XLSX sheet."""

FIRST_DAY: Final = date(1900, 3, 1)
"""Before it spreadsheets count days each in their own way; such a day is written as text."""
_ACTIVE: Final = "=+\\-@\t\r\n＝＋－＠"
_ARMED: Final = re.compile(rf"'*[{_ACTIVE}]")
_DISARMED: Final = re.compile(rf"'+[{_ACTIVE}]")
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def disarm(cell: str) -> str:
    """The cell with a leading apostrophe where a spreadsheet might take it for a formula.

    `rearm` gives back exactly what was disarmed, also what began with an apostrophe before.
    """
    return f"'{cell}" if _ARMED.match(cell) else cell


def rearm(cell: str) -> str:
    """The cell as it was before `disarm`."""
    return cell[1:] if _DISARMED.match(cell) else cell


def write_csv(stream: IO[str], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table as CSV (comma, CRLF), every cell disarmed; the number of rows below the header.

    Open the stream with `encoding="utf-8-sig"` and `newline=""`, so that spreadsheets read it rightly.
    """
    writer = csv.writer(stream)
    writer.writerow([disarm(cell) for cell in header])
    count = 0
    for row in rows:
        writer.writerow([disarm(cell) if isinstance(cell, str) else _text(cell) for cell in row])
        count += 1
    return count


def write_xlsx(target: Path | IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table as an XLSX sheet of texts, each disarmed, numbers and days; the rows below the header.

    ValueError if there are more rows than a sheet holds.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    count = 0
    for row in _with_header(header, rows):
        if count >= SHEET_CAP:
            raise ValueError(f"a sheet holds {SHEET_CAP} rows")
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    book.save(target)
    return count - 1


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> object:
    """What is appended to a sheet: a text is told from a formula here, numbers and days are known there."""
    if isinstance(value, int) or (type(value) is date and value >= FIRST_DAY):
        return value
    cell = WriteOnlyCell(sheet, _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", disarm(_text(value))))
    cell.data_type = "s"
    return cell


def _text(value: Cell) -> str:
    """The cell in words; ValueError for a moment without a zone."""
    return iso(value) if isinstance(value, datetime) else str(value)


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    yield header
    yield from rows
