"""How wide text is in a fixed-width reader, and where a line of it may end (Unicode annexes 11 and 14)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from letters.markdown.tokens import Kind, Token, split_tokens
from letters.markdown.tree import Inline, Plain

FIELD_WIDTH: Final = 16
"""What a field is taken to be wide before anybody knows its value, in columns."""
NO_BREAK_SPACE: Final = "\u00a0"
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})
_NEVER_FIRST: Final = frozenset("，。、；：？！）》〉」』】〕％…—,.;:?!)]}’”")
_NEVER_LAST: Final = frozenset("（《〈「『【〔([{‘“")


def is_wide(character: str) -> bool:
    """Whether it takes two columns, as Han characters do."""
    return unicodedata.east_asian_width(character) in {"W", "F"}


def width(text: str) -> int:
    """The columns that the text takes; tokens by what they are likely to become."""
    return sum(_width(piece) for piece in split_tokens(text))


def _width(piece: str | Token) -> int:
    if isinstance(piece, Token):
        return width(piece.source) if piece.kind is Kind.WHOLE else FIELD_WIDTH
    return sum(_columns(character) for character in piece)


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if is_wide(character) else 1


def no_space_between(content: tuple[Inline, ...], index: int) -> bool:
    """Whether the line end at this place parts two Han characters, between which no space is written."""
    before = content[index - 1] if index else None
    after = content[index + 1] if index + 1 < len(content) else None
    if not isinstance(before, Plain) or not isinstance(after, Plain) or not (before.text and after.text):
        return False
    return is_wide(before.text[-1]) and is_wide(after.text[0])


@dataclass(frozen=True)
class _Unit:
    """Characters that stay on one line, and whether a space parts them from those before."""

    text: str
    spaced: bool


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns; what cannot be parted (an address) may be longer.

    Lines end at spaces and between Han characters; a non-breaking space holds, and so does a token.
    """
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(text):
        gap = 1 if unit.spaced and line else 0
        size = width(unit.text)
        if line and used + gap + size > columns:
            lines.append(line)
            line, used, gap = "", 0, 0
        line += " " * gap + unit.text
        used += gap + size
    return [*lines, line] if line else lines or [""]


def _units(text: str) -> Iterator[_Unit]:
    for index, word in enumerate(text.split(" ")):
        spaced = index > 0
        for part in _parts(word):
            yield _Unit(part, spaced)
            spaced = False


def _parts(word: str) -> Iterator[str]:
    """A word in pieces between which a line may end: around wide characters, but not before a comma."""
    start = 0
    for index in range(1, len(word)):
        before, after = word[index - 1], word[index]
        breakable = is_wide(before) or is_wide(after)
        if breakable and after not in _NEVER_FIRST and before not in _NEVER_LAST:
            yield word[start:index]
            start = index
    if word[start:]:
        yield word[start:]
