"""What somebody wrote in an answer, told apart from what they quoted and from their signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mailer.bounces.message import Part, parse
from mailer.bounces.page import text_of_html
from scheduler.replies.quoting import (
    ATTRIBUTION,
    BESIDE_FROM,
    CLOSING,
    DEVICE,
    FROM,
    RULE,
    SEPARATOR,
    field_name,
)

MOST_LINES: Final = 5_000
"""Lines of a mail that are looked at; what stands below is taken as quoted."""
LONGEST_LINE: Final = 1_000
WRAPPED: Final = 3
"""Lines over which a mail program may break the line above a quotation."""
SIGNED_WITHIN: Final = 12
"""Lines that a signature below a closing has at most."""
_DATED: Final = re.compile(r"[\d@]")
"""What tells the line above a quotation from a sentence that somebody wrote."""
_REST: Final = "\0the rest is quoted\0"
_REST_IN_HTML: Final = re.compile(
    r'<div[^<>]{0,200}(?:id=["\']?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION)'
    r'|class=["\']?(?:yahoo_quoted|moz-forward-container)'
    r"|style=[\"'][^\"'<>]{0,200}border-top:\s?solid #[0-9A-F]{6} 1\.0pt)",
    re.IGNORECASE,
)
"""Where mail programs begin a quotation that takes the whole rest of a page."""
_BLOCKQUOTE: Final = re.compile(r"<(/?)blockquote\b[^<>]{0,500}>", re.IGNORECASE)


class Piece(StrEnum):
    """What a line of an answer is."""

    ANSWER = "answer"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Pieces:
    """The lines of an answer, each with what it is; none is lost."""

    lines: tuple[tuple[Piece, str], ...]

    def text(self, piece: Piece) -> str:
        """All lines of a sort, without the empty ones around them."""
        return "\n".join(line for kind, line in self.lines if kind is piece).strip()

    @property
    def answer(self) -> str:
        """What the writer says."""
        return self.text(Piece.ANSWER)


def pieces_of_mail(raw: bytes) -> Pieces:
    """The pieces of a mail as it came; none where it has no text."""
    leaves = [leaf for leaf in parse(raw).leaves() if not _is_file(leaf)]
    plain = next((leaf for leaf in leaves if leaf.type == "text/plain" and leaf.text.strip()), None)
    if plain is not None:
        return pieces_of(plain.text)
    page = next((leaf for leaf in leaves if leaf.type == "text/html"), None)
    return pieces_of(_text_with_quotes(page.text)) if page is not None else Pieces(())


def pieces_of(text: str) -> Pieces:
    """The lines of a text, each told to be answer, quotation or signature; linear in its length."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    looked_at = [line[:LONGEST_LINE] for line in lines[:MOST_LINES]]
    kinds = [*_quoted(looked_at), *[Piece.QUOTED] * (len(lines) - len(looked_at))]
    _sign(looked_at, kinds)
    return Pieces(tuple((kind, line) for kind, line in zip(kinds, lines, strict=True) if line != _REST))


def _is_file(leaf: Part) -> bool:
    return leaf.fields.get("content-disposition").lower().startswith("attachment")


def _text_with_quotes(markup: str) -> str:
    """A page as text, quoted blocks marked with `>`, and a mark where a quotation takes the rest."""
    found = _REST_IN_HTML.search(markup)
    own, rest = (markup[: found.start()], markup[found.start() :]) if found else (markup, "")
    pieces, depth, at = list[str](), 0, 0
    for tag in _BLOCKQUOTE.finditer(own):
        pieces.append(_block(own[at : tag.start()], depth))
        depth, at = max(depth + (-1 if tag[1] else 1), 0), tag.end()
    pieces.append(_block(own[at:], depth))
    return "\n".join([*pieces, *([_REST, text_of_html(rest)] if rest else [])])


def _block(markup: str, depth: int) -> str:
    lines = text_of_html(markup).split("\n")
    return "\n".join(f"> {line.strip()}" if depth else line.strip() for line in lines)


def _quoted(lines: Sequence[str]) -> Iterator[Piece]:
    """For each line whether it is quoted."""
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if _takes_the_rest(lines, number, line):
            yield from [Piece.QUOTED] * (len(lines) - number)
            return
        introduced = _attribution(lines, number)
        if introduced:
            yield from [Piece.QUOTED] * introduced
            number += introduced
            if not _next_is_marked(lines, number):
                yield from [Piece.QUOTED] * (len(lines) - number)
                return
            continue
        yield Piece.QUOTED if line.startswith((">", "＞")) else Piece.ANSWER
        number += 1


def _takes_the_rest(lines: Sequence[str], number: int, line: str) -> bool:
    """Whether all from this line on is quoted."""
    if line == _REST or SEPARATOR.fullmatch(line):
        return True
    if RULE.fullmatch(line):
        return any(_is_head(lines, after) for after in range(number + 1, min(number + 3, len(lines))))
    return _is_head(lines, number)


def _is_head(lines: Sequence[str], number: int) -> bool:
    """Whether the fields of a quoted mail begin here: its sender, and at least two others just below."""
    if field_name(lines[number]) not in FROM:
        return False
    below = [field_name(line) for line in lines[number + 1 : number + 8] if line.strip()]
    return sum(name in BESIDE_FROM for name in below[:5]) >= 2


def _attribution(lines: Sequence[str], number: int) -> int:
    """How many lines the words above a quotation take that begin here; 0 if they do not."""
    joined = ""
    for taken in range(1, WRAPPED + 1):
        if number + taken > len(lines) or not lines[number + taken - 1].strip():
            return 0
        joined = f"{joined} {lines[number + taken - 1].strip(' *')}".strip()
        if joined[-1:] in (":", "：") and _DATED.search(joined) and ATTRIBUTION.fullmatch(joined):
            return taken
    return 0


def _next_is_marked(lines: Sequence[str], number: int) -> bool:
    following = next((line for line in lines[number : number + 4] if line.strip()), "")
    return following.lstrip().startswith((">", "＞"))


def _sign(lines: Sequence[str], kinds: list[Piece]) -> None:
    """Mark the signature among the lines that are not quoted."""
    own = [number for number in range(len(lines)) if kinds[number] is Piece.ANSWER]
    told = [number for number in own if lines[number].strip()]
    for number in told:
        if lines[number].rstrip() == "--":
            _mark(kinds, number, own)
            return
        if DEVICE.match(lines[number].strip()):
            kinds[number] = Piece.SIGNATURE
    for place, number in enumerate(told):
        closing = CLOSING.fullmatch(lines[number].strip().rstrip(",.،，!").strip())
        below = told[place + 1 :]
        if closing and below and len(below) <= SIGNED_WITHIN and below[-1] == told[-1]:
            _mark(kinds, number, own)
            return


def _mark(kinds: list[Piece], first: int, own: Sequence[int]) -> None:
    """The signature: from a line on as far as nothing quoted comes between."""
    for number in own:
        if number >= first:
            if Piece.QUOTED in kinds[first:number]:
                return
            kinds[number] = Piece.SIGNATURE
