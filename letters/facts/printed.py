"""How the letter looks on paper: its blocks in order, their labels, its references and its date."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from letters.facts.wording import Fact, Flag, Line, Lines, Name, Text


class LabelForm(StrEnum):
    """Which of a language's own labels is printed: Réf. or Référence, Tél. or Téléphone."""

    SHORT = "short"
    LONG = "long"


class BlockName(StrEnum):
    """The blocks a letter is made of (letters.md §1.2, 2); a notice is what belongs to none of the others."""

    LETTERHEAD = "letterhead"
    DATE = "date"
    REFERENCE = "reference"
    CONTACT = "contact"
    ADDRESSEES = "addressees"
    SUBJECT = "subject"
    SALUTATION = "salutation"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    ANNEXES = "annexes"
    COPIES = "copies"
    NOTICE = "notice"


class Placement(StrEnum):
    """Where a block's value stands to its label: after it, under it, or in the next cell of a table."""

    INLINE = "inline"
    NEXT_LINE = "next-line"
    TABLE = "table"


class Block(Fact):
    """One block in its place.

    `label` replaces the language's own label; `beside` puts the block into the same table row as another;
    `close_up` leaves no blank line before it; `indented` sets it in by a tab. `printed` are its lines word
    for word, in place of what facts and formulas would make of it: for notices, and for old letters.
    """

    block: BlockName
    label_shown: Flag = True
    label: Text | None = None
    bold: Flag = False
    placement: Placement = Placement.INLINE
    indented: Flag = False
    close_up: Flag = False
    beside: BlockName | None = None
    printed: Lines | None = None


class Reference(Fact):
    """One reference of the letter (letters.md §1.2, 3; §2.3).

    Either `series` (the register gives the number at approval) or `manual` (given by hand, unique only).
    `display` is what each language prints instead of the key; `legacy` says that it was not allocated here;
    `unit` and `initials` make its second line.
    """

    series: Line | None = None
    manual: Line | None = None
    display: Text | None = None
    legacy: Flag = False
    scope: Line | None = None
    label: LabelForm = LabelForm.SHORT
    label_text: Text | None = None
    bold: Flag = False
    unit: Line | None = None
    initials: Line | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.series is None) == (self.manual is None):
            raise ValueError(
                "A reference has either a series (the number comes from the register) or manual."
            )
        if self.legacy and self.manual is None:
            raise ValueError("A legacy reference was not allocated here: write it under manual.")
        if self.display is not None and self.manual is None:
            raise ValueError("What a series prints follows from its pattern: display is for manual only.")
        return self


class DateForm(Fact):
    """Whether the place stands before the date, and the language's article ("le") between them."""

    place: Flag = True
    article: Flag = True


class AnnexDisplay(StrEnum):
    """How annexes are named under the letter: each on a line, by their number only, or by title."""

    LIST = "list"
    COUNT = "count"
    TITLED = "titled"


class AnnexLabel(StrEnum):
    """Which word is printed; singular or plural follows from their number."""

    ANNEX = "annex"
    ENCLOSURE = "enclosure"


class AnnexForm(Fact):
    """How the annexes are announced."""

    display: AnnexDisplay = AnnexDisplay.LIST
    label: AnnexLabel = AnnexLabel.ANNEX
    label_text: Text | None = None


class Layout(Fact):
    """The name of a layout profile of the house, or the letter's own blocks in order.

    `spaced_colon` sets a space before the colons of labels, as France does.
    """

    profile: Name = "standard"
    blocks: tuple[Block, ...] = ()
    spaced_colon: Flag = False

    @model_validator(mode="after")
    def _each_block_once(self) -> Self:
        """Only what is printed word for word may stand in several places."""
        names = [block.block for block in self.blocks if block.printed is None]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"The block {twice} stands in the layout twice.")
        return self

    def order(self) -> tuple[BlockName, ...]:
        """The letter's own order of blocks; empty when the profile decides."""
        return tuple(block.block for block in self.blocks)
