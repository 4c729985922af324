"""Writes the tree as plain text that reads well by itself, wrapped, with nothing of Markdown left in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from letters.markdown.bidi import LRI, PDI, field_apart, isolated, within_lines
from letters.markdown.links import as_url, shown_address
from letters.markdown.presence import tests_for_any
from letters.markdown.terms import fixed_for_text, suited_template, term_template
from letters.markdown.text_tables import aligned_rows, fits
from letters.markdown.tokens import template, whole, without_private_use
from letters.markdown.tree import (
    Block,
    Break,
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
    Plain,
    Quote,
    Remark,
    RemarkItem,
    RemarkRow,
    Row,
    Rule,
    Suited,
    Table,
    Term,
    inline_text,
)
from letters.markdown.widths import is_wide, no_space_between, width, wrapped

Part = TypeVar("Part")
COLUMNS: Final = 72
_UNDERLINES: Final = {1: "=", 2: "-"}
_RULE: Final = "—" * 8


@dataclass(frozen=True)
class Mark:
    """A statement between two lines; it takes no line of its own in the merged text."""

    statement: str


Line = str | Mark


class TextWriter:
    """Writes blocks as lines of at most `columns`; `colon` stands after the label of a value in a wide table.

    The lines hold tokens (see `tokens`) and marks, which `letters.markdown.finish_text` makes a template of.
    """

    def __init__(self, *, rtl: bool = False, columns: int = COLUMNS, colon: str = ": ") -> None:
        self.rtl = rtl
        self.columns = columns
        self.colon = colon

    def narrower(self, by: int) -> TextWriter:
        """The same for text that is set in by so many columns."""
        return TextWriter(rtl=self.rtl, columns=max(self.columns - by, 20), colon=self.colon)

    def blocks(self, blocks: Iterable[Block], *, spaced: bool = True) -> list[Line]:
        """The lines of all blocks, a blank one after each when `spaced`."""
        return [line for block in blocks for line in self._block(block, spaced=spaced)]

    def paragraph(self, content: tuple[Inline, ...]) -> list[str]:
        """The words of one paragraph, wrapped."""
        lines: list[str] = []
        for text in self.inlines(content).split("\n"):
            lines += wrapped(text, self.columns)
        return within_lines(lines) if self.rtl else lines

    def inlines(self, content: tuple[Inline, ...]) -> str:
        """The words without any mark of emphasis; line ends only where the author asked for them."""
        return "".join(self._inline(inline, content, index) for index, inline in enumerate(content))

    def text(self, text: str) -> str:
        """Plain characters, with every run against the direction of the letter set apart."""
        text = without_private_use(text)
        return isolated(text) if self.rtl else text

    def _inline(self, inline: Inline, around: tuple[Inline, ...], index: int) -> str:
        match inline:
            case Plain():
                return whole(self.text(inline.text)) if inline.whole else self.text(inline.text)
            case Field():
                return template(field_apart(inline.source, rtl=self.rtl))
            case Term():
                return template(term_template(inline, lambda text: fixed_for_text(self.text(text))))
            case Suited():
                return template(
                    suited_template(
                        inline,
                        lambda text: fixed_for_text(self.text(text)),
                        lambda source: field_apart(source, rtl=self.rtl),
                    )
                )
            case Placeholder():
                return self.text(f"‹{inline.name}›")
            case Emphasis():
                return self.inlines(inline.content)
            case Direction():
                return self._apart(TextWriter().inlines(inline.content), LRI)
            case Link():
                return self._link(inline)
            case Break():
                return "\n" if inline.hard else ("" if no_space_between(around, index) else " ")

    def _apart(self, text: str, mark: str) -> str:
        return f"{mark}{text}{PDI}" if self.rtl else text

    def _link(self, link: Link) -> str:
        words = self.inlines(link.content)
        match link.target:
            case str():
                address = shown_address(link.target)
                if link.bare or inline_text(link.content) == address:
                    return self._apart(TextWriter().inlines(link.content), LRI)
            case Field():
                address = template(f"{{{{ {as_url(link.target.source)} }}}}")
            case Placeholder():
                address = f"‹{link.target.name}›"
        shown = self._apart(address, LRI)
        return f"{words}（{shown}）" if words and is_wide(words[-1]) else f"{words} ({shown})"

    def _block(self, block: Block, *, spaced: bool) -> list[Line]:
        match block:
            case Control():
                return self._control(block, lambda inner: self._block(inner, spaced=spaced))
            case ItemList():
                lines = self._list(block)
                # The items of a loose list have brought their blank line with them.
                return [*lines, *_blank_after(block.items)] if spaced and block.tight else lines
            case Quote():
                quoted = self.narrower(2).blocks(block.blocks)
                lines = _prefixed(_without_last_blank(quoted), "> ", "> ")
            case Table() if self._in_columns(block):
                lines = list(self._aligned(block))
            case Table():
                # Each row has brought its blank line with it.
                return self._parts(block.rows, lambda row: self._labelled(block.head, row))
            case Heading():
                lines = list(self._heading(block))
            case Rule():
                lines = [_RULE.center(self.columns).rstrip()]
            case Paragraph():
                lines = list(self.paragraph(block.content))
            case Remark():
                told = self.paragraph((Plain(block.text),))
                return [*told, ""] if spaced and block.closes else [*told]
        return [*lines, ""] if spaced else lines

    def _heading(self, heading: Heading) -> list[str]:
        lines = self.paragraph(heading.content)
        longest = min(max(width(line) for line in lines), self.columns)
        return [*lines, _UNDERLINES.get(heading.level, "-") * longest] if heading.level <= 2 else lines

    def _list(self, block: ItemList) -> list[Line]:
        """Numbers stand only before items that are there in any case: nobody can count the others yet."""
        counted = block.ordered and not any(isinstance(part, Control | RemarkItem) for part in block.items)
        number = block.start

        def item(item: Item) -> list[Line]:
            nonlocal number
            if isinstance(item, RemarkItem):
                return self.blocks(item.blocks, spaced=not block.tight)
            bullet = f"{number}. " if counted else "- "
            number += 1
            inner = self.narrower(len(bullet)).blocks(item.blocks, spaced=not block.tight)
            return _prefixed(inner or [""], bullet, " " * len(bullet))

        return self._parts(block.items, item)

    def _in_columns(self, table: Table) -> bool:
        """Whether every value is known and all fit on the line; else a label stands before each value."""
        known = not any(isinstance(row, Control) for row in table.rows)
        return known and fits(table, self.inlines, self.columns)

    def _aligned(self, table: Table) -> Iterator[Line]:
        """The lines of a table in columns, a remark on lines of its own where it stands among the rows."""
        heading, under, *rows = aligned_rows(table, self.inlines)
        yield from (heading, under)
        for part in table.rows:
            yield from self._across(part) if isinstance(part, RemarkRow) else [rows.pop(0)]

    def _across(self, remark: RemarkRow) -> list[str]:
        return [line for cell in remark.cells for line in self.paragraph(cell)]

    def _labelled(self, head: Row, row: Row) -> list[Line]:
        if isinstance(row, RemarkRow):
            return [*self._across(row)]
        lines: list[Line] = []
        for label, cell in zip(head.cells, row.cells, strict=True):
            if cell:
                words = self.inlines(label)
                text = f"{words}{self.colon}{self.inlines(cell)}" if words else self.inlines(cell)
                lines += wrapped(text.replace("\n", " "), self.columns)
        return [*lines, ""]

    def _parts(
        self, parts: Iterable[Part | Control[Part]], write: Callable[[Part], list[Line]]
    ) -> list[Line]:
        return [
            line
            for part in parts
            for line in (self._control(part, write) if isinstance(part, Control) else write(part))
        ]

    def _control(self, control: Control[Part], write: Callable[[Part], list[Line]]) -> list[Line]:
        lines: list[Line] = []
        for branch in control.branches:
            lines += [Mark(branch.statement), *self._parts(branch.parts, write)]
        return [*lines, Mark(control.end)]


def _blank_after(parts: Sequence[Item | Control[Item]]) -> list[Line]:
    """A blank line, if any of these parts is there."""
    tests = tests_for_any(parts)
    if tests is None:
        return [""]
    return [Mark(f"if {' or '.join(tests)}"), "", Mark("endif")] if tests else []


def _prefixed(lines: Sequence[Line], first: str, later: str) -> list[Line]:
    """Every line set in, with `first` before the first and `later` before the others."""
    found: list[Line] = []
    prefix = first
    for line in lines:
        if isinstance(line, str):
            found.append((prefix + line).rstrip(" "))
            prefix = later
        else:
            found.append(line)
    return found


def _without_last_blank(lines: list[Line]) -> list[Line]:
    return lines[:-1] if lines and lines[-1] == "" else lines
