"""What a version of a letter prints, portion by portion: words, fields, links, emphasis, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from letters.facts import Facts
from letters.languages import Formulas
from letters.markdown.changing import changed, with_facts, with_inlines
from letters.markdown.reading import read_body, read_line
from letters.markdown.tree import (
    Block,
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
    Quote,
    Row,
    Table,
    Term,
    fields_in,
    inline_text,
)
from letters.source import VersionSource
from letters.terms import printed_facts

SUBJECT = "subject"


@dataclass(frozen=True)
class Printed:
    """A subject, paragraph, heading, item or row of a table; `kind` says which, `under` on what condition.

    `strong` are the stretches of `text` in bold, `links` the targets, `fields` the merge fields and terms.
    """

    kind: str
    under: tuple[str, ...]
    text: str
    line: int
    strong: tuple[tuple[int, int], ...] = ()
    links: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


def printed_in(facts: Facts, version: VersionSource, formulas: Formulas) -> tuple[Printed, ...]:
    """Everything that the author of a version wrote, in order, with what the facts put into it."""
    change = with_facts(printed_facts(facts, version.language, formulas))
    body = read_body(version.body, version.file, version.body_line)
    subject = changed(read_line(version.subject, version.file)[0], change)
    head = [_portion(SUBJECT, (), subject, version.lines.get("subject", 1))] if subject else []
    return (*head, *_blocks(with_inlines(body.blocks, change), (), "paragraph"))


def _blocks(blocks: Sequence[Block], under: tuple[str, ...], plain: str) -> Iterator[Printed]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _portion(plain, under, block.content, block.line)
            case Heading():
                yield _portion(f"heading {block.level}", under, block.content, block.line)
            case Quote():
                yield from _blocks(block.blocks, under, "quotation")
            case ItemList():
                kind = "numbered item" if block.ordered else "item"
                yield from _items(block.items, under, kind)
            case Table():
                yield _row("headings of a table", block.head, under)
                yield from _rows(block.rows, under)
            case Control():
                for branch in block.branches:
                    yield from _blocks(branch.parts, (*under, _statement(branch.statement)), plain)
            case _:
                continue


def _items(parts: Sequence[Item | Control[Item]], under: tuple[str, ...], kind: str) -> Iterator[Printed]:
    for part in parts:
        if isinstance(part, Control):
            for branch in part.branches:
                yield from _items(branch.parts, (*under, _statement(branch.statement)), kind)
            continue
        for index, portion in enumerate(_blocks(part.blocks, under, kind)):
            yield (
                portion if index == 0 or portion.kind != kind else replace(portion, kind=f"more of an {kind}")
            )


def _rows(parts: Sequence[Row | Control[Row]], under: tuple[str, ...]) -> Iterator[Printed]:
    for part in parts:
        if isinstance(part, Control):
            for branch in part.branches:
                yield from _rows(branch.parts, (*under, _statement(branch.statement)))
        else:
            yield _row("row of a table", part, under)


def _row(kind: str, row: Row, under: tuple[str, ...]) -> Printed:
    """The cells of a row, a sign between them."""
    portions = [_portion(kind, under, cell, row.line) for cell in row.cells]
    text, strong = "", []
    for index, portion in enumerate(portions):
        text += " | " if index else ""
        strong += [(start + len(text), end + len(text)) for start, end in portion.strong]
        text += portion.text
    return Printed(
        f"{kind} with {len(row.cells)} columns",
        under,
        text,
        row.line,
        tuple(strong),
        tuple(link for portion in portions for link in portion.links),
        tuple(field for portion in portions for field in portion.fields),
    )


def _portion(kind: str, under: tuple[str, ...], content: tuple[Inline, ...], line: int) -> Printed:
    strong = tuple(_strong(content, 0))
    fields = tuple(one.name if isinstance(one, Term) else _name(one) for one in fields_in(content))
    return Printed(kind, under, inline_text(content), line, strong, tuple(_links(content)), fields)


def _name(field: Field) -> str:
    """The field without what is done to it: a filter may differ by language."""
    return field.source.partition("|")[0].strip()


def _statement(source: str) -> str:
    return " ".join(source.split())


def _strong(content: Sequence[Inline], start: int) -> Iterator[tuple[int, int]]:
    for inline in content:
        end = start + len(inline_text((inline,)))
        if isinstance(inline, Emphasis) and inline.strong:
            yield start, end
        elif isinstance(inline, Emphasis | Link | Direction):
            yield from _strong(inline.content, start)
        start = end


def _links(content: Sequence[Inline]) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, Link):
            yield inline.target if isinstance(inline.target, str) else inline_text((inline.target,))
        elif isinstance(inline, Emphasis | Direction):
            yield from _links(inline.content)
