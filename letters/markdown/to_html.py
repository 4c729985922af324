"""Writes the tree as HTML: simple tags that say what things are, and tokens for everything that is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Final, TypeVar

from letters.markdown.bidi import left_to_right_runs
from letters.markdown.links import as_url
from letters.markdown.terms import fixed_for_html, suited_template, term_template
from letters.markdown.tokens import comment, template, without_private_use
from letters.markdown.tree import (
    Align,
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
)
from letters.markdown.widths import NO_BREAK_SPACE, is_wide, no_space_between

Part = TypeVar("Part")
_DEEPEST: Final = 6


class HtmlWriter:
    """Writes blocks and inlines for a text that runs one way; headings begin at `first_heading`.

    The output holds tokens (see `tokens`): it is HTML to a sanitiser, and becomes a template by
    `letters.markdown.finish_html`.
    """

    def __init__(self, *, rtl: bool = False, first_heading: int = 2) -> None:
        self.rtl = rtl
        self.first_heading = first_heading

    def blocks(self, blocks: Iterable[Block]) -> str:
        """The blocks one after the other."""
        return "".join(self._block(block) for block in blocks)

    def inlines(self, content: tuple[Inline, ...]) -> str:
        """The words of one paragraph."""
        return "".join(self._inline(inline, content, index) for index, inline in enumerate(content))

    def text(self, text: str) -> str:
        """Plain characters, with every run against the direction of the letter set apart."""
        text = without_private_use(text)
        if not self.rtl:
            return escape(text, quote=False)
        return "".join(
            f'<bdi dir="ltr">{escape(run, quote=False)}</bdi>' if against else escape(run, quote=False)
            for run, against in left_to_right_runs(text)
        )

    def _inline(self, inline: Inline, around: tuple[Inline, ...], index: int) -> str:
        match inline:
            case Plain():
                return self._whole(inline.text) if inline.whole else self.text(inline.text)
            case Field():
                return f"<bdi>{template(f'{{{{ {inline.source} }}}}')}</bdi>"
            case Term():
                return template(term_template(inline, lambda text: fixed_for_html(self.text(text))))
            case Suited():
                return template(
                    suited_template(
                        inline,
                        lambda text: fixed_for_html(self.text(text)),
                        lambda source: f"<bdi>{{{{ {source} }}}}</bdi>",
                    )
                )
            case Placeholder():
                return f"<mark>‹{escape(inline.name, quote=False)}›</mark>"
            case Emphasis():
                tag = "strong" if inline.strong else "em"
                return f"<{tag}>{self.inlines(inline.content)}</{tag}>"
            case Direction():
                words = HtmlWriter().inlines(inline.content)
                return f'<bdi dir="ltr">{words}</bdi>' if self.rtl else words
            case Link():
                return self._link(inline)
            case Break():
                return "<br>\n" if inline.hard else ("" if no_space_between(around, index) else "\n")

    def _whole(self, text: str) -> str:
        """No-break spaces hold in every mail reader; between Han characters only the style sheet does."""
        held = self.text(text.replace(" ", NO_BREAK_SPACE))
        return f'<span class="whole">{held}</span>' if any(map(is_wide, text)) else held

    def _link(self, link: Link) -> str:
        words = HtmlWriter().inlines(link.content) if link.bare else self.inlines(link.content)
        match link.target:
            case Placeholder():
                return f"{words} {self._inline(link.target, (), 0)}"
            case Field():
                href = template(f"{{{{ {as_url(link.target.source)} }}}}")
            case str():
                href = escape(link.target)
        anchor = f'<a href="{href}">{words}</a>'
        return f'<bdi dir="ltr">{anchor}</bdi>' if link.bare and self.rtl else anchor

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return f"<p>{self.inlines(block.content)}</p>\n"
            case Heading():
                level = min(block.level - 1 + self.first_heading, _DEEPEST)
                return f"<h{level}>{self.inlines(block.content)}</h{level}>\n"
            case Rule():
                return "<hr>\n"
            case Quote():
                return f"<blockquote>\n{self.blocks(block.blocks)}</blockquote>\n"
            case ItemList():
                return self._list(block)
            case Table():
                return self._table(block)
            case Remark():
                kind = "remark end" if block.closes else "remark"
                return f'<p class="{kind}">{self.text(block.text)}</p>\n'
            case Control():
                return self._control(block, self._block)

    def _list(self, block: ItemList) -> str:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        items = self._parts(block.items, lambda item: self._item(item, tight=block.tight))
        return f"<{tag}{start}>\n{items}</{tag}>\n"

    def _item(self, item: Item, *, tight: bool) -> str:
        if isinstance(item, RemarkItem):
            return f'<li class="remark">{self.blocks(item.blocks)}</li>\n'
        inner = "".join(
            f"{self.inlines(block.content)}\n"
            if tight and isinstance(block, Paragraph)
            else self._block(block)
            for block in item.blocks
        )
        return f"<li>{inner.rstrip()}</li>\n"

    def _table(self, table: Table) -> str:
        head = self._row(table.head, table.aligns, heading=True)
        rows = self._parts(table.rows, lambda row: self._row(row, table.aligns, heading=False))
        return f'<table class="data">\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n'

    def _row(self, row: Row, aligns: tuple[Align, ...], *, heading: bool) -> str:
        if isinstance(row, RemarkRow):
            words = self.inlines(row.cells[0])
            return f'<tr><td class="remark" colspan="{len(aligns)}">{words}</td></tr>\n'
        tag = 'th scope="col"' if heading else "td"
        cells = "".join(
            f'<{tag} class="{align}">{self.inlines(cell)}</{tag[:2]}>'
            for cell, align in zip(row.cells, aligns, strict=True)
        )
        return f"<tr>{cells}</tr>\n"

    def _parts(self, parts: Iterable[Part | Control[Part]], write: Callable[[Part], str]) -> str:
        return "".join(
            self._control(part, write) if isinstance(part, Control) else write(part) for part in parts
        )

    def _control(self, control: Control[Part], write: Callable[[Part], str]) -> str:
        branches = "".join(
            comment(f"{{% {branch.statement} %}}") + self._parts(branch.parts, write)
            for branch in control.branches
        )
        return f"{branches}{comment(f'{{% {control.end} %}}')}\n"
