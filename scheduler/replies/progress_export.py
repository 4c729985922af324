"""The table of how a letter is answered as a list that leaves the office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mailer.database import OfficeSession
from recipients.spreadsheet import Cell
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.replies.counting import Count
from scheduler.replies.progress import Progress, ProgressLine


def export_progress(
    session: OfficeSession, now: datetime, found: Progress, form: ListFormat, target: Path
) -> int:
    """Write the lines of a table with every column, and their sum below; how many lines. See `write_list`."""
    header = [found.by.value, "organisations", "contacted", *Count, "late", "replied", "replied of 100"]

    def closing(total: int) -> list[list[Cell]]:
        return [_cells(found.whole), *closing_lines(session, now, total)]

    return write_list(form, target, header, map(_cells, found.lines), closing)


def _cells(line: ProgressLine) -> list[Cell]:
    counts = [line.counts[one] for one in Count]
    return [line.name, line.total, line.contacted, *counts, line.late, line.replied, line.rate]
