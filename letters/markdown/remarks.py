"""Opens conditions and loops for a preview: every branch, one turn of each loop, and remarks that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from letters.languages.remark_words import RemarkWords
from letters.markdown.tree import (
    Block,
    Branch,
    Control,
    Item,
    ItemList,
    Plain,
    Quote,
    Remark,
    RemarkItem,
    RemarkRow,
    Row,
    Table,
)
from mailer.merge import condition_in_words, rows_of

Part = TypeVar("Part")
Made = TypeVar("Made", covariant=True)


class _MakesRemark(Protocol[Made]):
    """Makes a remark that stands where a part of this kind would."""

    def __call__(self, text: str, *, closes: bool) -> Made: ...


def with_remarks(blocks: Iterable[Block], words: RemarkWords) -> tuple[Block, ...]:
    """The blocks without statements: remarks in these words say who gets each branch, and where that ends."""
    return _Opening(words).blocks(blocks)


def _remark(text: str, *, closes: bool) -> Remark:
    return Remark(f"[{text}]", closes)


def _remark_item(text: str, *, closes: bool) -> Item:
    return RemarkItem((_remark(text, closes=closes),))


def _remark_row(text: str, *, closes: bool) -> Row:
    return RemarkRow(((Plain(_remark(text, closes=closes).text),),))


class _Opening:
    """Opens the statements of one letter, at every depth."""

    def __init__(self, words: RemarkWords) -> None:
        self.words = words

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(self._opened(blocks, self._within, _remark))

    def _within(self, block: Block) -> Block:
        match block:
            case Quote():
                return Quote(self.blocks(block.blocks))
            case ItemList():
                items = self._opened(block.items, self._item, _remark_item)
                return replace(block, items=tuple(items))
            case Table():
                rows = self._opened(block.rows, lambda row: row, _remark_row)
                return replace(block, rows=tuple(rows))
            case _:
                return block

    def _item(self, item: Item) -> Item:
        return replace(item, blocks=self.blocks(item.blocks))

    def _opened(
        self,
        parts: Iterable[Part | Control[Part]],
        within: Callable[[Part], Part],
        remark: _MakesRemark[Part],
    ) -> Iterator[Part]:
        for part in parts:
            if not isinstance(part, Control):
                yield within(part)
                continue
            control: Control[Part] = part
            told: list[str] = []
            for branch in control.branches:
                yield remark(self._beginning(branch, told), closes=False)
                yield from self._opened(branch.parts, within, remark)
            yield remark(self._end(control, told), closes=True)

    def _beginning(self, branch: Branch[Part], told: list[str]) -> str:
        """What stands before a branch; the fields that decide it are added to those told of."""
        word, _, rest = branch.statement.partition(" ")
        if word == "for":
            told.append(rows_of(rest))
            return self.words.each_row.format(names=f"‹{told[-1]}›")
        if word == "else":
            return self.words.otherwise
        condition = condition_in_words(rest, self.words.conditions)
        told += [name for name in condition.names if name not in told]
        pattern = self.words.only if word == "if" else self.words.otherwise_only
        return pattern.format(condition=condition.words)

    def _end(self, control: Control[Part], told: list[str]) -> str:
        conditions = self.words.conditions
        names = conditions.listed([f"‹{name}›" for name in told], conditions.both)
        if control.end == "endfor":
            return self.words.end_of_rows.format(names=names)
        return self.words.end.format(names=names) if names else self.words.end_of_part
