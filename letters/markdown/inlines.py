"""Reads the words of a paragraph: fields, emphasis, links, line ends, and what does not belong there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token as Piece

from letters.findings import Finding, error, warning
from letters.markdown.links import shown_address, target_of, with_bare_addresses
from letters.markdown.tokens import Kind, Token, read_token, restored, split_tokens, typed
from letters.markdown.tree import Break, Emphasis, Field, Inline, Link, Plain, inline_text
from mailer.direction import MARKS

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
# Four low lines or more are no marks but a blank to be filled in, of which the checks say so.
_EMPHASIS: Final = re.compile(r"\*\*|(?<!_)_{2,3}(?!_)")
_LOOSE: Final = {
    "{{": "A merge field opens here but cannot be read. Write `{{ name }}` on one line,"
    " or `\\{{` for the characters.",
    "{%": "A statement must stand on a line of its own, and be one of"
    " `if`, `elif`, `else`, `endif`, `for` and `endfor`.",
    "{#": "A letter has no comments: this would be printed. Take it out, or write `\\{#` for the characters.",
}
_HTML: Final = (
    "HTML is not part of a letter: this would be printed as it stands."
    " Use Markdown, or write `\\<` for the character."
)
_STARS: Final = (
    "These marks do not make anything bold here and would be printed. Bold marks stand directly at a word's"
    " letters; in Chinese put punctuation outside them."
)
_PICTURE: Final = "Pictures cannot stand in a letter. Send it as an annex."
_TURNS: Final = "This stands for an invisible character that turns the direction of reading. Take it out."
_LOST: Final = "The link “{words}” leads nowhere. Write its address between the round brackets."
_REFUSED: Final = (
    "The link “{words}” must lead to an address that begins with https://, http://, mailto: or tel:."
)
_MIXED: Final = "The address of the link “{words}” must be fixed, or be one merge field and nothing more."


@dataclass(frozen=True)
class Used:
    """A piece of template that the letter uses, and the line of the file it stands on."""

    template: str
    line: int

    @property
    def alone(self) -> bool:
        """Whether it makes sense without the statements around it: a field, and not one of a loop's row."""
        return self.template.startswith("{{") and "." not in self.template


class InlineReader:
    """Reads one line or paragraph after another; findings and expressions are added to the lists."""

    def __init__(self, file: str, findings: list[Finding], used: list[Used]) -> None:
        self.file = file
        self.findings = findings
        self.used = used
        self.labels: set[str] = set()

    def read(self, piece: Piece, line: int) -> tuple[Inline, ...]:
        """The words of one inline piece of markdown-it's, which begins on this line."""
        children = piece.children or []
        return with_bare_addresses(tuple(self._sequence(iter(_numbered(children, line)), "")))

    def text(self, text: str, line: int = 0) -> list[Inline]:
        """Plain words with tokens among them."""
        found: list[Inline] = []
        for piece in split_tokens(text):
            if isinstance(piece, Token):
                found.append(self._token(piece))
            else:
                self._look_at(piece, line)
                found.append(Plain(piece))
        return _joined(found)

    def _look_at(self, text: str, line: int) -> None:
        """What an author meant as something else than characters."""
        if _TAG.search(text):
            self._report("html", _HTML, line)
        if _EMPHASIS.search(text):
            self.findings.append(warning("loose-emphasis", _STARS, self.file, line or None))

    def verbatim(self, text: str) -> tuple[Inline, ...]:
        """What is to be printed as it was typed, line by line."""
        found: list[Inline] = []
        for line in restored(text).split("\n"):
            found += [Plain(line), Break(hard=True)]
        return tuple(found[:-1])

    def _report(self, code: str, message: str, line: int) -> None:
        self.findings.append(error(code, message, self.file, line or None))

    def _token(self, token: Token) -> Inline:
        if token.kind is Kind.FIELD and token.source:
            self.used.append(Used(f"{{{{ {token.source} }}}}", token.line))
            return Field(token.source, token.line)
        opening = token.source if token.kind is Kind.LOOSE else "{%"
        self._report("loose-expression", _LOOSE["{{" if token.kind is Kind.FIELD else opening], token.line)
        return Plain(typed(token))

    def _sequence(self, pieces: Iterator[tuple[Piece, int]], end: str) -> list[Inline]:
        found: list[Inline] = []
        for piece, line in pieces:
            if piece.type == end:
                break
            found += self._inline(piece, line, pieces)
        return _joined(found)

    def _inline(self, piece: Piece, line: int, pieces: Iterator[tuple[Piece, int]]) -> list[Inline]:
        match piece.type:
            case "text":
                return self.text(piece.content, line)
            case "text_special":
                if MARKS.search(piece.content):
                    self._report("direction", _TURNS, line)
                return [Plain(piece.content)]
            case "code_inline":
                return [Plain(restored(piece.content))]
            case "softbreak" | "hardbreak":
                return [Break(hard=piece.type == "hardbreak")]
            case "em_open":
                return [Emphasis(tuple(self._sequence(pieces, "em_close")))]
            case "strong_open":
                return [Emphasis(tuple(self._sequence(pieces, "strong_close")), strong=True)]
            case "link_open":
                self.labels.add(str(piece.meta.get("label", "")))
                content = tuple(self._sequence(pieces, "link_close"))
                return self._link(str(piece.attrs.get("href", "")), content, line)
            case "image":
                self._report("picture", _PICTURE, line)
                return [Plain(restored(piece.content))]
        return []

    def _link(self, address: str, content: tuple[Inline, ...], line: int) -> list[Inline]:
        token = read_token(address)
        if token and token.kind is Kind.FIELD:
            field = self._token(token)
            return [Link(content, field)] if isinstance(field, Field) else list(content)
        words = inline_text(content)
        if any(isinstance(piece, Token) for piece in split_tokens(address)):
            self._report("link-mixed", _MIXED.format(words=words), line)
        elif address.strip() in {"", "#"}:
            self._report("link-lost", _LOST.format(words=words), line)
        elif (target := target_of(address)) is None:
            self._report("link-refused", _REFUSED.format(words=words), line)
        else:
            return [Link(content, target, bare=words in {address, shown_address(address)})]
        return list(content)


def with_breaks(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """The same inlines; where a plain text runs over several lines, each is a line of the letter too."""
    found: list[Inline] = []
    for inline in content:
        if not isinstance(inline, Plain):
            found.append(inline)
            continue
        first, *others = inline.text.split("\n")
        found.append(Plain(first))
        for line in others:
            found += [Break(hard=True), Plain(line)]
    return tuple(found)


def _numbered(pieces: Sequence[Piece], line: int) -> list[tuple[Piece, int]]:
    """Each piece with the line it stands on."""
    numbered = []
    for piece in pieces:
        numbered.append((piece, line))
        line += piece.type in {"softbreak", "hardbreak"}
    return numbered


def _joined(content: Sequence[Inline]) -> list[Inline]:
    """Neighbouring plain texts as one."""
    joined: list[Inline] = []
    for inline in content:
        before = joined[-1] if joined else None
        if isinstance(inline, Plain) and isinstance(before, Plain):
            joined[-1] = Plain(before.text + inline.text)
        else:
            joined.append(inline)
    return joined
