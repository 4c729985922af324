"""Sets a small table in columns of plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from letters.markdown.tree import Align, Inline, RemarkRow, Row, Table, fields_in
from letters.markdown.widths import width

Words: TypeAlias = Callable[[tuple[Inline, ...]], str]
_GAP: Final = "  "


def fits(table: Table, words: Words, columns: int) -> bool:
    """Whether every value is known now and the widest row has room."""
    rows = [table.head, *_rows(table)]
    cells = [cell for row in rows for cell in row.cells]
    if any(True for cell in cells for _ in fields_in(cell)) or any("\n" in words(cell) for cell in cells):
        return False
    widths = _widths(rows, words)
    return sum(widths) + len(_GAP) * (len(widths) - 1) <= columns


def aligned_rows(table: Table, words: Words) -> list[str]:
    """The heading, a line under it, and the rows but for remarks, each column as wide as its widest value."""
    rows = _rows(table)
    widths = _widths([table.head, *rows], words)
    lines = [_GAP.join("-" * columns for columns in widths)]
    return [_line(table.head, table, widths, words), *lines] + [
        _line(row, table, widths, words) for row in rows
    ]


def _rows(table: Table) -> list[Row]:
    """The rows that are there in any case, without remarks."""
    return [row for row in table.rows if isinstance(row, Row) and not isinstance(row, RemarkRow)]


def _widths(rows: list[Row], words: Words) -> list[int]:
    return [
        max(width(words(cell)) for cell in column)
        for column in zip(*(row.cells for row in rows), strict=True)
    ]


def _line(row: Row, table: Table, widths: list[int], words: Words) -> str:
    cells = (
        _set(words(cell), columns, align)
        for cell, columns, align in zip(row.cells, widths, table.aligns, strict=True)
    )
    return _GAP.join(cells).rstrip()


def _set(text: str, columns: int, align: Align) -> str:
    room = columns - width(text)
    left = {Align.START: 0, Align.CENTRE: room // 2, Align.END: room}[align]
    return " " * left + text + " " * (room - left)
