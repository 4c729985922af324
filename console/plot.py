"""Draws how answers came in as a plot of blocks, for a terminal of eighty columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scheduler.replies.burndown import Burndown

WIDTH: Final = 80
NARROWEST: Final = 24
"""Columns that the plot itself takes at least, so that both days stand below it."""
HEIGHT: Final = 12
"""Lines of the plot itself."""
_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_TODAY, _DEADLINE, _REMINDER = "│", "┆", "▲"


def plot(chart: Burndown, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """The lines of the plot: how many organisations owe an answer, day by day, with what fell on each day."""
    label = len(f"{chart.organisations:,}")
    columns = max(width - label - 2, NARROWEST)
    open_on = dict(chart.open_on())
    heights = [open_on.get(_day(chart, column, columns)) for column in range(columns)]
    most = max(chart.organisations, 1)
    lines = []
    for row in range(height, 0, -1):
        cells = [_cell(owing, row, height, most) for owing in heights]
        value = round(most * row / height)
        said = f"{value:,}" if row in (height, (height + 1) // 2) else ""
        lines.append(f"{said:>{label}} ┤{''.join(cells)}".rstrip())
    lines.append(f"{0:>{label}} └{'─' * columns}")
    lines.append(f"{'':>{label}}  {_below(chart, columns)}".rstrip())
    lines += [f"{'':>{label}}  {line}" for line in _dates(chart, columns)]
    return lines


def key_of(chart: Burndown) -> Iterator[str]:
    """What the signs of the plot mean, with their days."""
    yield f"█ still open   {_TODAY} today, {chart.today}"
    for mark in chart.deadlines:
        yield f"{_DEADLINE} {mark.what}, {mark.day}"
    for mark in chart.reminders:
        yield f"{_REMINDER} {mark.what}, {mark.day}"


def _day(chart: Burndown, column: int, columns: int) -> date:
    """The day that a column shows."""
    return date.fromordinal(
        chart.first.toordinal() + column * (chart.last.toordinal() - chart.first.toordinal()) // (columns - 1)
    )


def _column(chart: Burndown, day: date, columns: int) -> int | None:
    """The first column that shows a day; None for one that lies outside."""
    if not chart.first <= day <= chart.last:
        return None
    span = max(chart.last.toordinal() - chart.first.toordinal(), 1)
    return -(-(day.toordinal() - chart.first.toordinal()) * (columns - 1) // span)


def _cell(owing: int | None, row: int, height: int, most: int) -> str:
    """One place of the plot: so much of a block as the day fills of it."""
    if owing is None:
        return " "
    eighths = -(-owing * height * 8 // most)
    return _EIGHTHS[min(max(eighths - (row - 1) * 8, 0), 8)]


def _below(chart: Burndown, columns: int) -> str:
    """The line of signs under the days."""
    line = [" "] * columns
    for sign, days in (
        (_REMINDER, [mark.day for mark in chart.reminders]),
        (_DEADLINE, [mark.day for mark in chart.deadlines]),
        (_TODAY, [chart.today]),
    ):
        for day in days:
            column = _column(chart, day, columns)
            if column is not None:
                line[column] = sign
    return "".join(line)


def _dates(chart: Burndown, columns: int) -> list[str]:
    """The first and the last day, at both ends of a line."""
    first, last = f"{chart.first}", f"{chart.last}"
    return [f"{first}{last:>{columns - len(first)}}"]
