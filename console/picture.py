"""Draws how answers came in as a picture in SVG that any browser shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scheduler.replies.burndown import Burndown

WIDTH, HEIGHT = 900, 495
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 30, 90, 85
_LETTER: Final = 7.5
"""How wide a small letter is at most, as far as it matters whether words stand upon each other."""
_STYLE: Final = (
    "text{font:14px 'Noto Sans',sans-serif;fill:#222}.title{font-size:20px}.small{font-size:12px}"
    ".grid{stroke:#ddd}.axis{stroke:#222}.open{fill:#cfe0f3;stroke:none}.line{fill:none;stroke:#1f5a99;"
    "stroke-width:2.5}.deadline{stroke:#b3261e;stroke-dasharray:7 5;stroke-width:2}.was{stroke:#b3261e;"
    "stroke-dasharray:2 5}.today{stroke:#222;stroke-width:1.5}.reminder{fill:#a86200}"
)


def picture(chart: Burndown) -> str:
    """The picture as an SVG document, complete in itself: no script, no font and no link outside."""
    title = f"Answers to {chart.letter}" + (f", “{chart.ask}”" if chart.ask else "")
    answered = sum(many for day, many in chart.answered.items() if day <= chart.today)
    told = f"{answered:,} of {chart.organisations:,} organisations answered by {chart.today}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{_text(title)}</title>",
            f"<desc>{_text(told)}</desc>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text class="title" x="{_LEFT}" y="34">{_text(title)}</text>',
            f'<text x="{_LEFT}" y="58">{_text(told)}</text>',
            *_grid(chart),
            *_curve(chart),
            *_marks(chart),
            "</svg>",
            "",
        ]
    )


def _text(text: str) -> str:
    """The text for a document: escaped, and without the characters that no XML may hold."""
    return escape("".join(character if character.isprintable() else " " for character in text))


def _x(chart: Burndown, day: date, after: float = 0.0) -> float:
    """Where a day begins; `after` is a part of it."""
    span = max((chart.last - chart.first).days + 1, 1)
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * ((day - chart.first).days + after) / span


def _y(chart: Burndown, owing: float) -> float:
    """How high so many organisations stand."""
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * owing / max(chart.organisations, 1)


def _grid(chart: Burndown) -> Iterator[str]:
    """Four lines across with their numbers, and about six days with their dates."""
    for quarter in range(5):
        value = round(chart.organisations * quarter / 4)
        y = _y(chart, value)
        kind = "axis" if not quarter else "grid"
        yield f'<line class="{kind}" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{value:,}</text>'
    step = max((chart.last - chart.first).days // 6, 1)
    day = chart.first
    while day <= chart.last:
        yield (
            f'<text class="small" x="{_x(chart, day):.1f}" y="{HEIGHT - _BOTTOM + 20}"'
            f' text-anchor="middle">{day}</text>'
        )
        day += timedelta(days=step)


def _curve(chart: Burndown) -> Iterator[str]:
    """The steps of what is open, filled below."""
    points = [(_x(chart, chart.first), _y(chart, chart.organisations))]
    for day, owing in chart.open_on():
        points.append((_x(chart, day, 0.5), points[-1][1]))
        points.append((_x(chart, day, 0.5), _y(chart, owing)))
    points.append((_x(chart, min(chart.today, chart.last), 1.0), points[-1][1]))
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    base, (first, _), (last, _) = _y(chart, 0), points[0], points[-1]
    yield f'<polygon class="open" points="{first:.1f},{base:.1f} {steps} {last:.1f},{base:.1f}"/>'
    yield f'<polyline class="line" points="{steps}"/>'


def _marks(chart: Burndown) -> Iterator[str]:
    """Lines for today and each deadline, a triangle for each reminder, with words in rows above and below."""
    for number, mark in enumerate(chart.deadlines, start=1):
        kind = "deadline" if number == len(chart.deadlines) else "was"
        words_at = _TOP - 6 - 15 * (len(chart.deadlines) - number)
        yield from _upright(chart, mark.day, kind, f"{mark.what} {mark.day}", 1.0, words_at)
    if chart.today <= chart.last:
        yield from _upright(chart, chart.today, "today", "today", 1.0, HEIGHT - _BOTTOM + 38)
    yield from _reminders(chart)


def _reminders(chart: Burndown) -> Iterator[str]:
    """A triangle for each reminder; its words in the second row where they would stand upon others."""
    free = [0.0, 0.0]
    for mark in chart.reminders:
        x, y = _x(chart, mark.day, 0.5), HEIGHT - _BOTTOM
        half = len(mark.what) * _LETTER / 2
        words_at = min(x, WIDTH - half)
        row = 0 if words_at - half >= free[0] else 1
        free[row] = words_at + half
        yield f'<polygon class="reminder" points="{x - 6:.1f},{y} {x + 6:.1f},{y} {x:.1f},{y - 12}">'
        yield f"<title>{_text(f'{mark.what}, {mark.day}')}</title></polygon>"
        yield (
            f'<text class="small" x="{words_at:.1f}" y="{y + 56 + 15 * row}"'
            f' text-anchor="middle">{_text(mark.what)}</text>'
        )


def _upright(
    chart: Burndown, day: date, kind: str, what: str, after: float, words_at: float
) -> Iterator[str]:
    x = _x(chart, day, after)
    anchor = "end" if x > WIDTH / 2 else "start"
    yield f'<line class="{kind}" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{HEIGHT - _BOTTOM}"/>'
    yield f'<text class="small" x="{x:.1f}" y="{words_at:.1f}" text-anchor="{anchor}">{_text(what)}</text>'
