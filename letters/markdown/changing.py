"""Makes a changed copy of a tree: other inlines in place of some."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from letters.languages.remark_words import RemarkWords
from letters.markdown.tree import (
    Block,
    Branch,
    Control,
    Direction,
    Emphasis,
    Field,
    Heading,
    Inline,
    Item,
    ItemList,
    Link,
    Paragraph,
    Placeholder,
    Quote,
    Remark,
    Row,
    Rule,
    Suited,
    Table,
    Term,
    inline_text,
)

Part = TypeVar("Part")
_DEFAULT: Final = re.compile(r"default\(\s*(['\"])(.*?)(?<!\\)\1\s*\)")
Change: TypeAlias = Callable[[Inline], Inline]


def with_inlines(blocks: Iterable[Block], change: Change) -> tuple[Block, ...]:
    """The same blocks, every inline that holds no others replaced by what `change` gives for it."""
    return tuple(_block(block, change) for block in blocks)


def changed(content: Iterable[Inline], change: Change) -> tuple[Inline, ...]:
    """The same for the words of one paragraph; the field that a link leads to is changed too."""
    return tuple(_inline(inline, change) for inline in content)


def _inline(inline: Inline, change: Change) -> Inline:
    if isinstance(inline, Link):
        target = inline.target if isinstance(inline.target, str) else change(inline.target)
        assert isinstance(target, str | Field | Placeholder)
        return Link(changed(inline.content, change), target, inline.bare)
    if isinstance(inline, Emphasis | Direction):
        return replace(inline, content=changed(inline.content, change))
    return change(inline)


def _block(block: Block, change: Change) -> Block:
    match block:
        case Paragraph() | Heading():
            return replace(block, content=changed(block.content, change))
        case Quote():
            return Quote(with_inlines(block.blocks, change))
        case ItemList():
            return replace(block, items=_parts(block.items, lambda item: _item(item, change)))
        case Table():
            rows = _parts(block.rows, lambda row: _row(row, change))
            return replace(block, head=_row(block.head, change), rows=rows)
        case Control():
            return _control(block, lambda inner: _block(inner, change))
        case Rule() | Remark():
            return block


def _item(item: Item, change: Change) -> Item:
    return replace(item, blocks=with_inlines(item.blocks, change))


def _row(row: Row, change: Change) -> Row:
    return replace(row, cells=tuple(changed(cell, change) for cell in row.cells))


def _parts(
    parts: Iterable[Part | Control[Part]], change: Callable[[Part], Part]
) -> tuple[Part | Control[Part], ...]:
    return tuple(_control(part, change) if isinstance(part, Control) else change(part) for part in parts)


def _control(control: Control[Part], change: Callable[[Part], Part]) -> Control[Part]:
    branches = (Branch(branch.statement, _parts(branch.parts, change)) for branch in control.branches)
    return Control(tuple(branches), control.end)


def with_facts(printed: Mapping[str, Inline]) -> Change:
    """A change that puts what the facts say in the place of fields, by what stands between the braces."""

    def change(inline: Inline) -> Inline:
        return printed.get(inline.source, inline) if isinstance(inline, Field) else inline

    return change


def placeholders(words: RemarkWords) -> Change:
    """A change that shows every field by its name, with its default, and every term by all its wordings."""

    def change(inline: Inline) -> Inline:
        if isinstance(inline, Field):
            usual = _DEFAULT.search(inline.source)
            name = inline.source.partition("|")[0].strip()
            return Placeholder(words.default.format(name=name, text=usual[2]) if usual else name)
        if isinstance(inline, Term):
            texts = [text for _, text in inline.choices] + ([inline.otherwise] if inline.otherwise else [])
            return Placeholder(" / ".join(dict.fromkeys(texts)))
        if isinstance(inline, Suited):
            shown = [inline_text(changed(case, change)) for _, case in inline.cases]
            return Placeholder(" / ".join(dict.fromkeys([*shown, inline_text(inline.otherwise)])))
        return inline

    return change
