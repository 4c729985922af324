"""Writes the blocks of a letter as lines of JSON, one block a line, which are merged before they are set.

Statements stand on lines of their own between them, as in the plain text, so that the document of each
recipient is merged by the same engine with the same strictness. `["+list", ...]` opens what holds other
blocks and `["-"]` closes it; `letters.document.reading` reads the merged lines back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final, TypeVar

from letters.document.words import Json, WordWriter, array
from letters.facts import BlockName, Placement
from letters.layout.grouping import Beside, grouped, tabled
from letters.layout.tree import Labelled, Letter, Lines, Listed, Passage, Piece, Section
from letters.markdown.tree import (
    Block,
    Control,
    Heading,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Remark,
    RemarkItem,
    RemarkRow,
    Row,
    Rule,
    Table,
)

Part = TypeVar("Part")
CLOSE: Final = array("-")


def document_lines(letter: Letter) -> str:
    """The template source of the letter's document."""
    return "".join(f"{line}\n" for line in _LineWriter(letter).lines())


class _LineWriter:
    """Writes one letter, section by section."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.writer = WordWriter(rtl=letter.rtl)
        self.words = self.writer.words

    def lines(self) -> Iterator[str]:
        letter = self.letter
        direction = "rtl" if letter.rtl else "ltr"
        subject, reference = self.words(letter.subject), self.words(letter.reference)
        date = array(self.writer.text(letter.date))
        yield array("+letter", letter.language.value, direction, subject, reference, date, letter.colon)
        for kind, text in (("draft", letter.draft), ("note", letter.note)):
            if text:
                yield array(kind, array(self.writer.text(text)))
        if letter.banner:
            yield array("banner", array(self.writer.text(letter.banner)), letter.mark.value)
        for group in grouped(letter.sections):
            yield from self._beside(group) if isinstance(group, Beside) else self._section(group)
        yield CLOSE

    def _beside(self, row: Beside) -> Iterator[str]:
        yield array("+beside", row.corner)
        for sections in (row.left, row.right):
            yield array("+side")
            for section in sections:
                yield from self._section(section)
            yield CLOSE
        yield CLOSE

    def _section(self, section: Section) -> Iterator[str]:
        yield array("+section", section.name.value, section.style.indented, section.style.close_up)
        for in_table, pieces in groupby(section.pieces, key=tabled):
            if in_table:
                yield array("+labels")
            for piece in pieces:
                yield from self._piece(piece, section)
            if in_table:
                yield CLOSE
        yield CLOSE

    def _piece(self, piece: Piece, section: Section) -> Iterator[str]:
        match piece:
            case Passage():
                yield from self._blocks(piece.blocks)
            case Lines():
                yield array("lines", array(*map(self.words, piece.lines)))
            case Listed():
                yield array("listed", piece.bullet, array(*map(self.words, piece.lines)))
            case Labelled():
                label = array(self.writer.text(piece.label))
                lower = piece.placement is Placement.NEXT_LINE and bool(piece.label)
                heads = section.name is BlockName.SUBJECT
                yield array("labelled", label, array(*map(self.words, piece.values)), lower, heads)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                yield array("paragraph", self.words(block.content))
            case Heading():
                yield array("heading", block.level, self.words(block.content))
            case Rule():
                yield array("rule")
            case Quote():
                yield array("+quote")
                yield from self._blocks(block.blocks)
                yield CLOSE
            case ItemList():
                yield array("+list", block.ordered, block.start, block.tight)
                yield from _parts(block.items, self._item)
                yield CLOSE
            case Table():
                yield array("+table", array(*(align.value for align in block.aligns)))
                yield self._cells("head", block.head)
                yield from _parts(block.rows, self._row)
                yield CLOSE
            case Remark():
                yield array("remark", array(self.writer.text(block.text)), block.closes)
            case Control():
                yield from _control(block, self._block)

    def _item(self, item: Item) -> Iterator[str]:
        yield array("+remark-item" if isinstance(item, RemarkItem) else "+item")
        yield from self._blocks(item.blocks)
        yield CLOSE

    def _row(self, row: Row) -> Iterator[str]:
        if isinstance(row, RemarkRow):
            yield array("remark-row", self.words(row.cells[0]))
        else:
            yield self._cells("row", row)

    def _cells(self, kind: str, row: Row) -> Json:
        return array(kind, array(*map(self.words, row.cells)))


def _parts(parts: Iterable[Part | Control[Part]], write: Callable[[Part], Iterator[str]]) -> Iterator[str]:
    for part in parts:
        yield from _control(part, write) if isinstance(part, Control) else write(part)


def _control(control: Control[Part], write: Callable[[Part], Iterator[str]]) -> Iterator[str]:
    for branch in control.branches:
        yield f"{{% {branch.statement} %}}"
        yield from _parts(branch.parts, write)
    yield f"{{% {control.end} %}}"
