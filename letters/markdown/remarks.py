"""Opens conditions and loops for a preview: every branch, one turn of each loop, and remarks that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

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


def with_remarks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks without statements: remarks say who gets each branch, and where that ends."""
    return tuple(_opened(blocks, _within, _remark))


def _within(block: Block) -> Block:
    match block:
        case Quote():
            return Quote(with_remarks(block.blocks))
        case ItemList():
            items = _opened(block.items, _item, _remark_item)
            return replace(block, items=tuple(items))
        case Table():
            rows = _opened(block.rows, _row, _remark_row)
            return replace(block, rows=tuple(rows))
        case _:
            return block


def _item(item: Item) -> Item:
    return replace(item, blocks=with_remarks(item.blocks))


def _row(row: Row) -> Row:
    return row


def _remark(text: str) -> Remark:
    return Remark(f"[{text}]", closes=not text.endswith(":"))


def _remark_item(text: str) -> Item:
    return RemarkItem((_remark(text),))


def _remark_row(text: str) -> Row:
    return RemarkRow(((Plain(f"[{text}]"),),))


def _opened(
    parts: Iterable[Part | Control[Part]], within: Callable[[Part], Part], remark: Callable[[str], Part]
) -> Iterator[Part]:
    for part in parts:
        if not isinstance(part, Control):
            yield within(part)
            continue
        control: Control[Part] = part
        told: list[str] = []
        for branch in control.branches:
            yield remark(_beginning(branch, told))
            yield from _opened(branch.parts, within, remark)
        yield remark(_end(control, told))


def _beginning(branch: Branch[Part], told: list[str]) -> str:
    """What stands before a branch; the fields that decide it are added to those told of."""
    word, _, rest = branch.statement.partition(" ")
    if word == "for":
        told.append(rows_of(rest))
        return f"Once for each row of ‹{told[-1]}›:"
    if word == "else":
        return "Otherwise:"
    condition = condition_in_words(rest)
    told += [name for name in condition.names if name not in told]
    return f"{'Only' if word == 'if' else 'Otherwise, only'} where {condition.words}:"


def _end(control: Control[Part], told: list[str]) -> str:
    listed = [f"‹{name}›" for name in told]
    names = " and ".join(filter(None, (", ".join(listed[:-1]), *listed[-1:])))
    if control.end == "endfor":
        return f"End of what stands once for each row of {names}."
    return f"End of what depends on {names}." if names else "End of this part."
