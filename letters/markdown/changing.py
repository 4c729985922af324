"""Makes a changed copy of a tree: other inlines in place of some."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
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
Change: TypeAlias = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
"""What the words of one paragraph, or of a part of it in bold or behind a link, become."""


def each(change: Callable[[Inline], Inline]) -> Change:
    """A change of one inline after the other, but for those that hold others."""

    def change_each(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(one if isinstance(one, Link | Emphasis | Direction) else change(one) for one in content)

    return change_each


def with_inlines(blocks: Iterable[Block], change: Change) -> tuple[Block, ...]:
    """The same blocks, their words changed."""
    return tuple(_block(block, change) for block in blocks)


def changed(content: Iterable[Inline], change: Change) -> tuple[Inline, ...]:
    """The same for the words of one paragraph, from within; the field that a link leads to is changed too."""
    return change(tuple(_within(inline, change) for inline in content))


def _within(inline: Inline, change: Change) -> Inline:
    if isinstance(inline, Link):
        target = inline.target
        if not isinstance(target, str):
            (new,) = change((target,))
            assert isinstance(new, Field | Placeholder)
            target = new
        return Link(changed(inline.content, change), target, inline.bare)
    if isinstance(inline, Emphasis | Direction):
        return replace(inline, content=changed(inline.content, change))
    return inline


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
    return each(lambda inline: printed.get(inline.source, inline) if isinstance(inline, Field) else inline)


def placeholders(words: RemarkWords, *, but: Collection[str] = ()) -> Change:
    """A change that shows every field by its name, with its default, and every term by all its wordings.

    The fields in `but` stay fields.
    """

    def change(inline: Inline) -> Inline:
        match inline:
            case Field() if inline.source not in but:
                usual = _DEFAULT.search(inline.source)
                name = inline.source.partition("|")[0].strip()
                return Placeholder(words.default.format(name=name, text=usual[2]) if usual else name)
            case Term():
                return _any_of([*(text for _, text in inline.choices), inline.otherwise or ""])
            case Suited():
                cases = [inline_text(changed(case, each(change))) for _, case in inline.cases]
                return _any_of([*cases, inline_text(inline.otherwise)])
            case _:
                return inline

    return each(change)


def _any_of(texts: Iterable[str]) -> Placeholder:
    return Placeholder(" / ".join(dict.fromkeys(filter(None, texts))))
