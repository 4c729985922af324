"""Chooses the layout of an old letter: a profile of the house, or its own blocks, some word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from letters.facts import Block, BlockName, Facts
from letters.languages.folding import fold
from letters.layout.building import build_letter
from letters.layout.profiles import profiles
from letters.layout.to_text import letter_text
from letters.legacy.letter import OldLetter
from letters.legacy.same_words import tokens_of
from letters.legacy.stands import Stand, stands_of
from letters.markdown.reading import read_body
from letters.source import VersionSource

B = BlockName
Plain = dict[str, Any]
_SPACED: Final = re.compile(r"[\w.)][ \u00a0\u202f]:(?:\s|$)")
_LONGEST_ROW: Final = 490


@dataclass(frozen=True)
class FoundLayout:
    """The blocks in order, the profile that has them so, and whether colons of labels are spaced."""

    stands: Sequence[Stand]
    profile: str | None
    spaced_colon: bool

    @property
    def as_printed(self) -> list[BlockName]:
        """The blocks that are kept word for word."""
        return [stand.name for stand in self.stands if stand.printed]

    @property
    def plain(self) -> object:
        """What stands under `layout:` in `letter.yaml`."""
        blocks = [_short(stand) for stand in self.stands]
        if not self.spaced_colon:
            return self.profile or blocks
        chosen: Plain = {"profile": self.profile} if self.profile else {"blocks": blocks}
        return {**chosen, "spaced_colon": "yes"}


def _short(stand: Stand) -> object:
    """A block without particulars is just its name."""
    block = stand.block
    return block["block"] if len(block) == 1 else {name: _yes(value) for name, value in block.items()}


def _yes(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def layout_of(letter: OldLetter, facts: Plain, version: VersionSource) -> FoundLayout:
    """The layout under which the facts print the words of the file in their order.

    A block whose words neither facts nor formulas would make is kept as printed.
    """
    spaced = _colons_are_spaced(letter)
    stands = stands_of(letter)
    names = [stand.name for stand in stands]
    kept = []
    for stand in stands:
        alone = names.count(stand.name) == 1 and stand.name is not B.NOTICE
        said = stand.name is B.BODY or (alone and _prints(stand, facts, version, letter, spaced=spaced))
        kept.append(stand if said else replace(stand, printed=True, rows=tuple(_held(stand.rows))))
    return FoundLayout(kept, _profile(kept), spaced)


def _colons_are_spaced(letter: OldLetter) -> bool:
    labelled = [
        part.cell.text
        for run in letter.blocks.runs
        for part in run.parts
        if part.label and part.label.colon and not part.value_only
    ]
    return sum(bool(_SPACED.search(text)) for text in labelled) * 2 > len(labelled)


def _prints(
    stand: Stand, facts: Mapping[str, Any], version: VersionSource, letter: OldLetter, *, spaced: bool
) -> bool:
    """Whether facts and formulas print the block's words in their order."""
    block = {name: _yes(value) for name, value in stand.block.items() if name != "beside"}
    layout = {"blocks": [block], "spaced_colon": "yes" if spaced else "no"}
    read = Facts.model_validate({**facts, "layout": layout})
    built = build_letter(read, version, read_body("").blocks, letter.tongue.formulas)
    printed = tokens_of(letter_text(built)) if built.sections else []
    return printed == [word for row in stand.rows for word in tokens_of(row)]


def _held(rows: Sequence[str]) -> Iterator[str]:
    """Rows that facts can hold: none longer than a line of them."""
    for row in rows:
        left = row
        while len(left) > _LONGEST_ROW:
            cut = left.rfind(" ", 1, _LONGEST_ROW)
            cut = cut if cut > 0 else _LONGEST_ROW
            yield left[:cut]
            left = left[cut:].strip()
        yield left


def _profile(stands: Sequence[Stand]) -> str | None:
    """The profile whose blocks are these, in this order and setting; None where there is none."""
    if any(stand.printed for stand in stands):
        return None
    own = [Block.model_validate(stand.block) for stand in stands]
    names = {block.block for block in own}
    for name, blocks in profiles().items():
        if [_setting(block) for block in blocks if block.block in names] == [
            _setting(block) for block in own
        ]:
            return name
    return None


def _setting(block: Block) -> tuple[object, ...]:
    """How a block is set; a bold reference is a fact of the reference."""
    label = fold(str(block.label.root)) if block.label else ""
    bold = block.bold and block.block is not B.REFERENCE
    placing = block.placement, block.indented, block.close_up, block.beside
    return block.block, block.label_shown, label, bold, *placing
