"""Reads the body of a letter, Markdown with merge expressions, into the tree, with findings on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token as Piece

from letters.findings import Finding, error
from letters.markdown.expressions import conceal, conceal_line
from letters.markdown.folding import TORN, Mark, fold, join_lists
from letters.markdown.inlines import InlineReader, Used, with_breaks
from letters.markdown.links import with_bare_addresses
from letters.markdown.statement_rule import TYPE, add_statements
from letters.markdown.tokens import Kind, Token, read_token, without_private_use
from letters.markdown.tree import (
    Align,
    Block,
    Control,
    Heading,
    Inline,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
)

BODY_LIMIT: Final = 256 * 1024
"""Characters in the body of one language; a letter of a hundred pages is smaller."""
DEEPEST: Final = 6
"""How deep lists and quotations may stand inside one another."""
_DEEP: Final = f"Lists and quotations stand more than {DEEPEST} deep here. Set it out more plainly."
_UNUSED: Final = (
    "This line defines the address of a link that is not there, and would not be printed."
    " Write `\\[` for the bracket if it is meant as text."
)
_ALIGNS: Final = {"text-align:center": Align.CENTRE, "text-align:right": Align.END}


@dataclass(frozen=True)
class ReadBody:
    """The tree of a body, what is wrong in it, and its shadow.

    The shadow is a template with the expressions and statements alone, each on the line it has in the file,
    so that what the merge engine says about it names the right line. Where a statement lacks its partner,
    which is a finding, only what makes sense by itself is in it.
    """

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    shadow: str


class _Parser(MarkdownIt):
    """Leaves links as they were written: they are judged on the tree, where a finding can name the line."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's own naming
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "store_labels": True}).enable("table")
    # Escaped characters stay apart from the others, so that `\\<` is no HTML and `\\{` no expression.
    parser.disable(["code", "html_block", "html_inline", "text_join"])
    add_statements(parser)
    return parser


def read_body(body: str, file: str = "", first_line: int = 1) -> ReadBody:
    """The tree of a letter's body; `first_line` is the line of the file where the body begins.

    Paragraphs, headings, bold, italic, links, lists, quotations, tables, line breaks and rules are what a
    letter is made of; HTML, pictures and links that lead nowhere are findings.
    """
    if len(body) > BODY_LIMIT:
        message = f"The letter is longer than {BODY_LIMIT} characters."
        return ReadBody((), (error("too-long", message, file, first_line),), "")
    concealed = conceal(body.replace("\r\n", "\n").replace("\r", "\n"), file, first_line)
    reader = _BodyReader(file, first_line)
    seen: dict[str, Any] = {}
    blocks = reader.read(_parser().parse(concealed.text, seen))
    reader.report_unused(seen)
    torn = any(finding.code in TORN for finding in reader.findings)
    used = [one for one in reader.used if not torn or one.alone]
    return ReadBody(blocks, (*concealed.findings, *reader.findings), _shadow(used))


def read_line(text: str, file: str = "", line: int = 0) -> tuple[tuple[Inline, ...], tuple[Finding, ...]]:
    """A text without Markdown but with merge expressions: a subject, a heading, a closing."""
    findings: list[Finding] = []
    used: list[Used] = []
    reader = InlineReader(file, findings, used)
    content = reader.text(conceal_line(without_private_use(text), line))
    return with_breaks(with_bare_addresses(tuple(content))), tuple(findings)


def _shadow(used: Sequence[Used]) -> str:
    """One line for each line of the file up to the last that holds an expression."""
    lines: list[str] = [""] * max((one.line for one in used), default=0)
    for one in used:
        lines[one.line - 1] += one.template
    return "\n".join(lines)


class _BodyReader:
    """Walks the pieces that markdown-it found, which open and close one another."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.findings: list[Finding] = []
        self.used: list[Used] = []
        self.inlines = InlineReader(file, self.findings, self.used)
        self.pieces: Sequence[Piece] = ()
        self.at = 0
        self.depth = 0

    def read(self, pieces: Sequence[Piece]) -> tuple[Block, ...]:
        self.pieces = pieces
        return self._blocks("")

    def report_unused(self, seen: Mapping[str, Any]) -> None:
        """Lines that define the address of a link which no link names: nobody would ever read them."""
        defined = [
            (found["map"][0], label not in self.inlines.labels)
            for label, found in seen.get("references", {}).items()
        ]
        again = [(found["map"][0], True) for found in seen.get("duplicate_refs", ())]
        for line, unused in sorted(defined + again):
            if unused:
                self.findings.append(error("link-unused", _UNUSED, self.file, self.first_line + line))

    def _next(self) -> Piece:
        piece = self.pieces[self.at]
        self.at += 1
        return piece

    def _line(self, piece: Piece) -> int:
        return self.first_line + (piece.map[0] if piece.map else 0)

    def _blocks(self, end: str) -> tuple[Block, ...]:
        """Blocks up to the piece that closes them, or up to the last."""
        blocks: list[Block | Mark] = []
        while self.at < len(self.pieces):
            piece = self._next()
            if piece.type == end:
                break
            blocks += self._block(piece)
        return join_lists(fold(blocks, self.file, self.findings))

    def _block(self, piece: Piece) -> list[Block | Mark]:
        match piece.type:
            case "paragraph_open":
                return [Paragraph(self._content("paragraph_close"), self._line(piece))]
            case "heading_open":
                return [Heading(int(piece.tag[1:]), self._content("heading_close"), self._line(piece))]
            case "bullet_list_open" | "ordered_list_open":
                return [self._list(piece)]
            case "blockquote_open":
                return [Quote(self._inner(piece, "blockquote_close"))]
            case "table_open":
                return [self._table()]
            case "fence":
                return [self._verbatim(piece)]
            case "hr":
                return [Rule()]
            case _ if piece.type == TYPE:
                return [self._mark(piece.meta["token"])]
        return []

    def _inner(self, piece: Piece, end: str) -> tuple[Block, ...]:
        """The blocks inside another. The parser drops what is nested too deep; this speaks first."""
        self.depth += 1
        if self.depth == DEEPEST + 1:
            self.findings.append(error("too-deep", _DEEP, self.file, self._line(piece)))
        blocks = self._blocks(end)
        self.depth -= 1
        return blocks

    def _mark(self, token: Token) -> Mark:
        self.used.append(Used(f"{{% {token.source} %}}", token.line))
        return Mark(token.source, token.line)

    def _content(self, end: str) -> tuple[Inline, ...]:
        content: tuple[Inline, ...] = ()
        while (piece := self._next()).type != end:
            content += self.inlines.read(piece, self._line(piece))
        return content

    def _list(self, opening: Piece) -> ItemList:
        end = opening.type.replace("_open", "_close")
        items: list[Item | Control[Item]] = []
        tight = True
        while (piece := self._next()).type != end:
            follows = self.pieces[self.at]
            tight = tight and (follows.type != "paragraph_open" or follows.hidden)
            items.append(Item(self._inner(piece, "list_item_close")))
            marker = piece.markup
        start = opening.attrs.get("start", 1)
        return ItemList(tuple(items), opening.type == "ordered_list_open", marker, int(start), tight)

    def _table(self) -> Table:
        rows: list[Row | Mark] = []
        aligns = self._aligns()
        while (piece := self._next()).type != "table_close":
            if piece.type == "tr_open":
                rows.append(self._row(piece))
        head, *body = rows
        assert isinstance(head, Row)
        return Table(head, aligns, fold(body, self.file, self.findings))

    def _aligns(self) -> tuple[Align, ...]:
        """How the columns of the table that begins here are set."""
        ahead = takewhile(lambda piece: piece.type != "thead_close", islice(self.pieces, self.at, None))
        headings = (piece for piece in ahead if piece.type == "th_open")
        return tuple(_ALIGNS.get(str(piece.attrs.get("style", "")), Align.START) for piece in headings)

    def _statement(self, cell: str) -> Token | None:
        token = read_token(cell)
        return token if token and token.kind is Kind.ROW_STATEMENT else None

    def _row(self, opening: Piece) -> Row | Mark:
        statement = self._statement(self.pieces[self.at + 1].content)
        cells: list[tuple[Inline, ...]] = []
        while (piece := self._next()).type != "tr_close":
            if piece.type == "inline" and not statement:
                cells.append(self.inlines.read(piece, self._line(piece)))
        if statement:
            return self._mark(statement)
        return Row(tuple(cells), self._line(opening))

    def _verbatim(self, piece: Piece) -> Paragraph:
        """A fenced passage keeps its lines and its characters."""
        return Paragraph(self.inlines.verbatim(piece.content.rstrip("\n")), self._line(piece))
