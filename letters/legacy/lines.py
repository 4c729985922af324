"""The lines of an old letter, the cells that tabs and wide gaps make of them, and their words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from letters.languages.folding import fold

_LINK: Final = re.compile(r"\[((?:[^\[\]\\]|\\.|\[[^\]]*\])+)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)")
_LOST: Final = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]\(\s*#?[\w-]*\s*\)")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)?[^<>\s]{1,1000}[.@:][^<>\s]+)>")
_EMPHASIS: Final = re.compile(
    r"(?<!\\)(?:\*{1,3}|(?<!_)__(?!_))(?=[^\s*_])(.+?)(?<=[^\s\\*_])(?:\*{1,3}|(?<!_)__(?!_))"
)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANKS: Final = " \t\u00a0\u2002\u2003\u2009\u202f\u3000"
_CELLS: Final = re.compile(
    r"\t+| {3,}|\s\|\s|(?<=\S) {2,}(?=[^\W\d_][\w.-]{0,24}(?:\s[\w.-]{1,24}){0,2}\s?[:：])"
)
BULLET: Final = re.compile(r"(?:[-–—•·▪■●○◦*‣]|o(?=\s)|\uf0b7)\s+(?=\S)")
ENUMERATOR: Final = re.compile(
    r"(?:\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})\)|(?:[IVX]{1,5}|\d{1,2})\.(?!\d))\s+(?=\S)"
)


def words_of(text: str) -> str:
    """The text without marks of emphasis, link targets and escapes, and without blanks around it."""
    text = text.strip(_BLANKS)
    text = text[:-1].rstrip(_BLANKS) if text.endswith("\\") else text
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    for _ in range(2):
        text = _EMPHASIS.sub(r"\1", text)
    return _ESCAPE.sub(r"\1", text).strip(_BLANKS)


def lost_links_in(text: str) -> list[str]:
    """The words of every link that has lost its address."""
    return [_ESCAPE.sub(r"\1", match[1]) for match in _LOST.finditer(text)]


def is_bold(text: str) -> bool:
    """Whether the whole text stands between marks of bold print."""
    text = text.strip(_BLANKS + "\\")
    return len(text) > 4 and text[:2] == text[-2:] == "**" and "**" not in text[2:-2]


class _Worded:
    """What has a text, of which often the words alone are wanted."""

    text: str

    @cached_property
    def words(self) -> str:
        """Its words alone."""
        return words_of(self.text)

    @cached_property
    def folded(self) -> str:
        """Its words, folded for comparing."""
        return fold(self.words)


@dataclass(frozen=True)
class Line(_Worded):
    """One line of the file; `new_page` says that a form feed stood in it."""

    number: int
    text: str
    new_page: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.words

    @property
    def indent(self) -> int:
        """The columns before its first character; a tab counts as eight."""
        text = self.text.expandtabs(8)
        return len(text) - len(text.lstrip(_BLANKS))

    @property
    def tabbed(self) -> bool:
        """Whether a tab stands before its first character."""
        return "\t" in self.text[: len(self.text) - len(self.text.lstrip(_BLANKS))]


@dataclass(frozen=True)
class Cell(_Worded):
    """A piece of a line between tabs, wide gaps or bars.

    `gap` says that blank lines part it from the one before, `followed` that others stand after it on the
    line.
    """

    line: Line
    text: str
    column: int
    index: int = 0
    gap: bool = False
    followed: bool = False

    @property
    def number(self) -> int:
        """The number of its line."""
        return self.line.number

    @property
    def bold(self) -> bool:
        """Whether all of it is printed in bold."""
        return is_bold(self.text)

    @property
    def bullet(self) -> str:
        """The bullet it begins with; nothing where there is none."""
        found = BULLET.match(self.words)
        return found[0].strip() if found else ""


def cells_of(lines: Iterable[Line]) -> Iterator[Cell]:
    """The cells of lines that are not blank, in order."""
    gap = False
    for line in lines:
        if line.blank:
            gap = True
            continue
        pieces = list(_pieces(line.text))
        for index, (column, text) in enumerate(pieces):
            followed = index + 1 < len(pieces)
            yield Cell(line, text, column, index, gap=gap and index == 0, followed=followed)
        gap = False


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The texts between the gaps of a line, each with its column; gaps at its edges make no cell."""
    wide = text.expandtabs(8)
    start = 0
    barred = text.strip().startswith("|") and text.strip().endswith("|") and text.strip("|: -")
    for part in re.split(r"\s*\|\s*", text) if barred else _CELLS.split(text):
        if part is None or not part.strip(_BLANKS + "\\"):
            continue
        words = part.strip(_BLANKS)
        at = wide.find(words, start)
        start = at + len(words) if at >= 0 else start
        yield max(at, 0), words


@dataclass(frozen=True)
class Paragraph:
    """Lines without a blank one between them."""

    lines: tuple[Line, ...]

    @property
    def number(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.lines[-1].number

    @cached_property
    def words(self) -> str:
        """Its words on one line."""
        return " ".join(line.words for line in self.lines)

    @cached_property
    def folded(self) -> str:
        """Its words, folded for comparing."""
        return fold(self.words)


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs that blank lines part."""
    found: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            found.append([])
        else:
            found[-1].append(line)
    return [Paragraph(tuple(group)) for group in found if group]
