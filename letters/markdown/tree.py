"""The tree that a letter's Markdown is read into, and that every renderer walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

Part = TypeVar("Part", covariant=True)


@dataclass(frozen=True)
class Plain:
    """Characters that mean nothing but themselves; `whole` ones, such as a date, stay on one line."""

    text: str
    whole: bool = False


@dataclass(frozen=True)
class Field:
    """A merge expression: `source` is what stands between the braces, `line` the line of the file."""

    source: str
    line: int = 0


@dataclass(frozen=True)
class Term:
    """A wording that depends on the recipient's category.

    `choices` are pairs of category and text; anyone else gets `otherwise`, or the field when there is none.
    """

    name: str
    choices: tuple[tuple[str, str], ...]
    otherwise: str | None = None


@dataclass(frozen=True)
class Suited:
    """Words that depend on the recipient: those of the first condition that holds, else the last ones.

    A condition is what stands after `if` in the template language.
    """

    cases: tuple[tuple[str, tuple[Inline, ...]], ...]
    otherwise: tuple[Inline, ...]


@dataclass(frozen=True)
class Placeholder:
    """A field shown by its name, in a preview without a recipient."""

    name: str


@dataclass(frozen=True)
class Emphasis:
    """Words set in italics, or in bold when `strong`."""

    content: tuple[Inline, ...]
    strong: bool = False


@dataclass(frozen=True)
class Link:
    """Words that lead to an address, or to the one that a field holds; `bare` when they are the address."""

    content: tuple[Inline, ...]
    target: str | Field | Placeholder
    bare: bool = False


@dataclass(frozen=True)
class Break:
    """The end of a line: one that the author asked for when `hard`, else only the end of a source line."""

    hard: bool


@dataclass(frozen=True)
class Direction:
    """A run that goes from left to right whatever surrounds it: a phone number, an address, a reference."""

    content: tuple[Inline, ...]


Inline: TypeAlias = Plain | Field | Term | Suited | Placeholder | Emphasis | Link | Break | Direction


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    content: tuple[Inline, ...]
    line: int = 0


@dataclass(frozen=True)
class Heading:
    """A heading inside the letter; `level` counts from 1."""

    level: int
    content: tuple[Inline, ...]
    line: int = 0


@dataclass(frozen=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True)
class Quote:
    """A passage quoted."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Item:
    """One item of a list."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Remark:
    """Words of a preview about what follows them, or that it ends; they are no part of the letter."""

    text: str
    closes: bool = False


@dataclass(frozen=True)
class RemarkItem(Item):
    """A remark that stands where an item would, without a marker."""


@dataclass(frozen=True)
class ItemList:
    """A list; `marker` is the character written before its items, `tight` that no blank lines part them."""

    items: tuple[Item | Control[Item], ...]
    ordered: bool
    marker: str
    start: int = 1
    tight: bool = True


class Align(StrEnum):
    """How a column of a table is set."""

    START = "start"
    CENTRE = "center"
    END = "end"


@dataclass(frozen=True)
class Row:
    """One row of a table, a tuple of inlines for each cell."""

    cells: tuple[tuple[Inline, ...], ...]
    line: int = 0


@dataclass(frozen=True)
class RemarkRow(Row):
    """A remark that stands where a row would, in one cell over all columns."""


@dataclass(frozen=True)
class Table:
    """A table with one row of headings."""

    head: Row
    aligns: tuple[Align, ...]
    rows: tuple[Row | Control[Row], ...]


@dataclass(frozen=True)
class Branch(Generic[Part]):
    """What stands under one statement: `if x`, `elif y`, `else`, `for row in rows`."""

    statement: str
    parts: tuple[Part | Control[Part], ...]


@dataclass(frozen=True)
class Control(Generic[Part]):
    """Parts of a letter that are there on a condition, or once for each row; `end` is `endif` or `endfor`."""

    branches: tuple[Branch[Part], ...]
    end: str


Block: TypeAlias = "Paragraph | Heading | Rule | Quote | ItemList | Table | Remark | Control[Block]"


def inline_text(content: tuple[Inline, ...]) -> str:
    """The words alone; fields as `{{ source }}`, ends of lines as spaces."""
    return "".join(_text_of(inline) for inline in content)


def _text_of(inline: Inline) -> str:
    match inline:
        case Plain():
            return inline.text
        case Field():
            return f"{{{{ {inline.source} }}}}"
        case Term():
            return f"{{{{ {inline.name} }}}}"
        case Placeholder():
            return f"‹{inline.name}›"
        case Suited():
            return inline_text(inline.otherwise)
        case Break():
            return " "
        case Emphasis() | Link() | Direction():
            return inline_text(inline.content)


def fields_in(content: tuple[Inline, ...]) -> Iterator[Field | Term]:
    """The merge fields among inlines, those inside others and inside link targets too."""
    for inline in content:
        match inline:
            case Field() | Term():
                yield inline
            case Emphasis() | Direction():
                yield from fields_in(inline.content)
            case Link():
                yield from fields_in(inline.content)
                if isinstance(inline.target, Field):
                    yield inline.target
            case _:
                pass
