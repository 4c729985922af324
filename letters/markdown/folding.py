"""Folds statements and what stands between them into conditions and loops, at one level of the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from letters.findings import Finding, error
from letters.markdown.expressions import word_of
from letters.markdown.tree import Block, Branch, Control, Item, ItemList

Part = TypeVar("Part")
_ENDS: Final = {"if": "endif", "for": "endfor"}
TORN: Final = frozenset({"stray-statement", "open-statement"})
"""The codes of findings about statements that do not fit together."""
_MIDDLES: Final = frozenset({"elif", "else"})


@dataclass(frozen=True)
class Mark:
    """A statement as it stands among the parts, not yet folded."""

    source: str
    line: int


@dataclass
class _Open(Generic[Part]):
    """A statement that waits for its end, with the branches read so far."""

    mark: Mark
    branches: list[tuple[str, list[Part | Control[Part]]]] = field(default_factory=list)

    @property
    def end(self) -> str:
        return _ENDS[word_of(self.mark.source)]

    def folded(self) -> Control[Part]:
        return Control(tuple(Branch(source, tuple(parts)) for source, parts in self.branches), self.end)


def fold(
    parts: Sequence[Part | Mark], file: str, findings: list[Finding]
) -> tuple[Part | Control[Part], ...]:
    """The parts with every statement folded; a statement without its partner is a finding and left out."""
    top: list[Part | Control[Part]] = []
    opened: list[_Open[Part]] = []

    def here() -> list[Part | Control[Part]]:
        return opened[-1].branches[-1][1] if opened else top

    for part in parts:
        if not isinstance(part, Mark):
            here().append(part)
            continue
        word = word_of(part.source)
        if word in _ENDS:
            opened.append(_Open(part, [(part.source, [])]))
        elif word in _MIDDLES and opened and opened[-1].end == "endif":
            opened[-1].branches.append((part.source, []))
        elif opened and opened[-1].end == word:
            done = opened.pop().folded()
            here().append(done)
        else:
            findings.append(error("stray-statement", _stray(part, opened), file, part.line))
    while opened:
        left = opened.pop()
        findings.append(error("open-statement", _open(left), file, left.mark.line))
        here().extend(inner for _, branch in left.branches for inner in branch)
    return tuple(top)


def _stray(mark: Mark, opened: Sequence[_Open[Part]]) -> str:
    if opened:
        inside = opened[-1]
        return (
            f"`{{% {mark.source} %}}` does not fit here: the `{{% {inside.mark.source} %}}` of line"
            f" {inside.mark.line} is still open and ends with `{{% {inside.end} %}}`."
        )
    return (
        f"`{{% {mark.source} %}}` has no beginning here. Its `if` or `for` must stand at the same depth,"
        " inside the same list item, table or quotation."
    )


def _open(left: _Open[Part]) -> str:
    return (
        f"`{{% {left.mark.source} %}}` is not ended. Write `{{% {left.end} %}}` on a line of its own,"
        " inside the same list item, table or quotation."
    )


def join_lists(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Lists that only statements part become one list, whose items are there on a condition or repeated."""
    joined: list[Block] = []
    for block in blocks:
        as_list = _only_items(block)
        before = joined[-1] if joined else None
        if as_list and isinstance(before, ItemList) and _same_kind(before, as_list):
            joined[-1] = ItemList(
                before.items + as_list.items,
                before.ordered,
                before.marker,
                before.start,
                tight=before.tight and as_list.tight,
            )
        else:
            joined.append(as_list or _joined_within(block))
    return tuple(joined)


def _joined_within(block: Block) -> Block:
    if not isinstance(block, Control):
        return block
    branches: list[Branch[Block]] = [
        Branch(branch.statement, join_lists(branch.parts)) for branch in block.branches
    ]
    return Control(tuple(branches), block.end)


def _only_items(block: Block) -> ItemList | None:
    """A list, or a condition or loop that holds nothing but lists of one kind, as one list."""
    if isinstance(block, ItemList):
        return block
    if not isinstance(block, Control):
        return None
    branches: list[Branch[Item]] = []
    lists: list[ItemList] = []
    for branch in block.branches:
        inner = join_lists(branch.parts)
        only = inner[0] if len(inner) == 1 else None
        if not isinstance(only, ItemList) or (lists and not _same_kind(lists[0], only)):
            return None
        lists.append(only)
        branches.append(Branch(branch.statement, only.items))
    first = lists[0]
    control = Control(tuple(branches), block.end)
    return ItemList((control,), first.ordered, first.marker, first.start, all(one.tight for one in lists))


def _same_kind(one: ItemList, other: ItemList) -> bool:
    return (one.ordered, one.marker) == (other.ordered, other.marker)
