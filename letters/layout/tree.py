"""The letter as blocks: what stands on the page, in order, before any renderer has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from letters.facts import Block as BlockStyle
from letters.facts import BlockName, Language, Placement
from letters.markdown.tree import Block, Inline


class CopyMark(StrEnum):
    """What a letter says it is: the original, a copy for information, a test that goes to colleagues only."""

    ORIGINAL = "original"
    COPY = "copy"
    TEST = "test"


Words: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Labelled:
    """A value, or several under one another, after a label that brings its colon with it."""

    label: str
    values: tuple[Words, ...]
    placement: Placement = Placement.INLINE


@dataclass(frozen=True)
class Lines:
    """Lines under one another, without a label."""

    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Listed:
    """Lines with a bullet before each; the bullet may be nothing."""

    bullet: str
    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Passage:
    """Paragraphs, lists and tables."""

    blocks: tuple[Block, ...]


Piece: TypeAlias = Labelled | Lines | Listed | Passage


@dataclass(frozen=True)
class Section:
    """One block of the letter: what it is, how its profile sets it, and what is in it."""

    style: BlockStyle
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> BlockName:
        """Which of the blocks it is."""
        return self.style.block


@dataclass(frozen=True)
class Letter:
    """A whole letter in one language.

    Above everything stand `draft`, the mark of one that is not approved, `note`, what a preview says of
    itself, and `banner`, empty on the original. `reference` and `date` are what further pages repeat above
    the text.
    """

    language: Language
    rtl: bool
    subject: Words
    sections: tuple[Section, ...]
    mark: CopyMark = CopyMark.ORIGINAL
    banner: str = ""
    colon: str = ": "
    reference: Words = ()
    date: str = ""
    draft: str = ""
    note: str = ""
