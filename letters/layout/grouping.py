"""Which blocks of a letter share a row or a table, the same on every kind of page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from letters.facts import BlockName, Placement
from letters.layout.tree import Labelled, Piece, Section

_LEFT_OF_DATE: Final = frozenset({BlockName.REFERENCE, BlockName.CONTACT, BlockName.DATE})
_PLAIN: Final = _LEFT_OF_DATE | {
    BlockName.ADDRESSEES,
    BlockName.SALUTATION,
    BlockName.ANNEXES,
    BlockName.COPIES,
}
"""Blocks without a look of their own, which may run into one another."""


@dataclass(frozen=True)
class Beside:
    """Sections in a row of two cells. A date fits into a `corner`; addressees want half of the page."""

    left: tuple[Section, ...]
    right: tuple[Section, ...]
    corner: bool


def grouped(sections: Sequence[Section]) -> Iterator[Section | Beside]:
    """The sections in order, those that stand beside one another together."""
    left = _closed_up(sections)
    while left:
        size = _row_of(left)
        yield _beside(left[:size]) if size > 1 else left[0]
        del left[:size]


def tabled(piece: Piece) -> bool:
    """Whether the piece is a row of a table of labels and values."""
    return isinstance(piece, Labelled) and piece.placement is Placement.TABLE and bool(piece.label)


def _beside(sections: Sequence[Section]) -> Beside:
    right = tuple(section for section in sections if section.style.beside is not None)
    corner = all(section.name in _LEFT_OF_DATE for section in right)
    return Beside(tuple(_one_table(sections)), right, corner)


def _one_table(sections: Sequence[Section]) -> list[Section]:
    """What stands on the left of a row; neighbouring tables become one, so that their columns agree."""
    joined: list[Section] = []
    for section in sections:
        before = joined[-1] if joined else None
        if section.style.beside is not None:
            continue
        if before and all(tabled(piece) for piece in before.pieces + section.pieces):
            joined[-1] = replace(before, pieces=before.pieces + section.pieces)
        else:
            joined.append(section)
    return joined


def _closed_up(sections: Sequence[Section]) -> list[Section]:
    """The sections, each that is closed up joined to the one before: no space is between them."""
    joined: list[Section] = []
    for section in sections:
        before = joined[-1] if joined else None
        close = section.style.close_up and {section.name} | ({before.name} if before else set()) <= _PLAIN
        if before and close and before.style.beside == section.style.beside:
            joined[-1] = replace(before, pieces=before.pieces + section.pieces)
        else:
            joined.append(section)
    return joined


def _row_of(sections: Sequence[Section]) -> int:
    """How many of the next sections share a row: the first, what stands beside it, what belongs to it."""
    if sections[0].name not in _LEFT_OF_DATE:
        return 1
    last = 0
    for index, section in enumerate(sections[1:], start=1):
        if section.style.beside == sections[0].name or (last and section.name in _LEFT_OF_DATE):
            last = index
        elif section.name not in _LEFT_OF_DATE:
            break
    return last + 1
