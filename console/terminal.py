"""Tables, facts and long texts for people: aligned, and in a terminal never wider than it is."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from console.printing import say, visible

WIDEST: Final = 48
"""Columns of a terminal that a cell of a table takes at most."""
WIDEST_LAST: Final = 120
"""The same for the cells of the last column, where what explains stands."""
LEGIBLE: Final = 14
"""Columns below which a text is not shortened while there is anything that can be left out instead."""
NARROWEST: Final = (LEGIBLE, 10, 6)
"""How narrow texts become, step by step, where nothing can be left out any more."""
TYPED_AGAIN: Final = frozenset({"reference", "campaign", "letter", "number"})
"""Headings of columns whose cells are given to other commands, and are of no use when they are cut."""
GAP: Final = "  "
BOUNDLESS: Final = 100_000


def width(text: str) -> int:
    """How many columns of a terminal the text takes (UAX 11)."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def room() -> int:
    """How wide the terminal is, or COLUMNS says; boundless where the output goes to no terminal."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return BOUNDLESS
    return shutil.get_terminal_size((80, 24)).columns


def print_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widest: int = WIDEST,
    spare: Sequence[str] = (),
    whole: Sequence[str] = (),
    legible: int = LEGIBLE,
) -> None:
    """A table with aligned columns, numbers to the right; nothing where there are no rows.

    Where the terminal is too narrow, headings are broken over lines, then the columns of `spare` are left out
    one after the other, and told of, and long texts are cut with an ellipsis, to six columns at least, and
    below `legible` columns only where nothing of `spare` is left; references, numbers, days, the names of
    letters and campaigns, and the columns of `whole` are never cut. Where that leaves no room, lines are
    longer than the terminal is wide.
    """
    given = [list(row) for row in rows]
    if not given:
        return
    caps = [widest] * (len(headings) - 1) + [WIDEST_LAST]
    columns = [
        _Column.of(heading, [row[index] for row in given], cap, typed=heading in {*TYPED_AGAIN, *whole})
        for index, (heading, cap) in enumerate(zip(headings, caps, strict=True))
    ]
    shown, left_out = fitted(columns, room(), spare, legible)
    for line in _lines(shown):
        say(line)
    if left_out:
        say(f"Not shown here: {', '.join(left_out)}. A wider window or --json shows all.")


def print_facts(facts: Mapping[str, object]) -> None:
    """Name and value, one under the other; in a terminal a long value goes on below."""
    size = max((width(name) for name in facts), default=0)
    space = max(room() - size - len(GAP), LEGIBLE)
    for name, value in facts.items():
        first, *others = _wrapped(_plain(value), space) or [""]
        say(f"{name}{' ' * (size - width(name))}{GAP}{first}".rstrip())
        for line in others:
            say(f"{' ' * size}{GAP}{line}")


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis where it is longer."""
    if len(text) * 2 <= columns or width(text) <= columns:
        return text
    taken, kept = 1, 0
    while taken + _columns(text[kept]) <= columns:
        taken += _columns(text[kept])
        kept += 1
    return f"{text[:kept]}…"


def say_indented(text: str, indent: int) -> None:
    """A long text set in; in a terminal it goes on below, as far in."""
    for line in _wrapped(_plain(text), max(room() - indent, LEGIBLE)):
        say(f"{' ' * indent}{line}")


@dataclass(frozen=True)
class _Column:
    """One column: its heading, its cells as they print, and how wide it is."""

    heading: str
    cells: tuple[str, ...]
    size: int
    numeric: bool
    fixed: bool
    """Whether it holds numbers, days, moments, or names that are typed again, which are never cut."""

    @classmethod
    def of(cls, heading: str, values: Sequence[object], cap: int, *, typed: bool) -> _Column:
        cells = tuple(cut(_plain(value), BOUNDLESS if typed else cap) for value in values)
        numeric = all(isinstance(value, (int, float)) for value in values)
        fixed = typed or numeric or all(isinstance(value, date) or value is None for value in values)
        return cls(heading, cells, max(width(heading), *map(width, cells)), numeric, fixed)

    def sized(self, size: int) -> _Column:
        return replace(self, size=size)

    @property
    def longest_word(self) -> int:
        """How wide the heading is at least."""
        return max(map(width, self.heading.split()), default=0)

    def folded(self) -> _Column:
        """No wider than its cells and the longest word of its heading."""
        return self.sized(max(*map(width, self.cells), self.longest_word))

    def heading_lines(self) -> list[str]:
        """The heading, broken between words where the column is narrower."""
        return [cut(line, self.size) for line in _wrapped(self.heading, self.size)]

    def padded(self, text: str) -> str:
        text = cut(text, self.size)
        gap = " " * (self.size - width(text))
        return gap + text if self.numeric else text + gap


def fitted(
    columns: Sequence[_Column], space: int, spare: Sequence[str], legible: int = LEGIBLE
) -> tuple[list[_Column], list[str]]:
    """The columns as they fit into so much space, and the headings of those that are left out for it."""
    shown, left_out = list(columns), list[str]()
    if _total(shown) > space:
        shown = [column.folded() for column in shown]
    for name in spare:
        if _total(_narrowed(shown, space, legible)) <= space:
            break
        left_out += [column.heading for column in shown if column.heading == name]
        shown = [column for column in shown if column.heading != name]
    for least in NARROWEST:
        shown = _narrowed(shown, space, least)
    return shown, left_out


def _narrowed(columns: Sequence[_Column], space: int, least: int) -> list[_Column]:
    """The columns with the widest texts cut first, and none below `least`, until they fit if they can."""
    sizes = [column.size for column in columns]
    floors = [max(least, column.longest_word if least > NARROWEST[-1] else 0) for column in columns]
    over = _total(columns) - space
    while over > 0:
        texts = [i for i, column in enumerate(columns) if not column.fixed and sizes[i] > floors[i]]
        if not texts:
            break
        sizes[max(texts, key=sizes.__getitem__)] -= 1
        over -= 1
    return [column.sized(size) for column, size in zip(columns, sizes, strict=True)]


def _total(columns: Sequence[_Column]) -> int:
    return sum(column.size for column in columns) + len(GAP) * (len(columns) - 1)


def _lines(columns: Sequence[_Column]) -> Iterator[str]:
    headings = [column.heading_lines() for column in columns]
    tall = max(map(len, headings))
    above = [[""] * (tall - len(lines)) + lines for lines in headings]
    under = ["─" * column.size for column in columns]
    for line in (*zip(*above, strict=True), under, *zip(*(column.cells for column in columns), strict=True)):
        cells = (column.padded(cell) for column, cell in zip(columns, line, strict=True))
        yield GAP.join(cells).rstrip()


def _wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of so many columns, broken between words, and within one that is longer."""
    lines = [""]
    for word in text.split():
        if lines[-1] and width(lines[-1]) + 1 + width(word) > columns:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
        while width(lines[-1]) > columns:
            head = cut(lines[-1], columns + 1)[:-1] or lines[-1][:1]
            lines[-1:] = [head, lines[-1][len(head) :]]
    return lines


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return visible(" ".join(str(value).split()))
