"""Opaque tokens: pieces of template that pass through Markdown, sanitiser and wrapping unread and whole.

A token is a run of private-use characters that spells its own content, so that no table has to travel beside
the text. Private-use characters of an author never get so far: `without_private_use` takes them out first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_OPEN: Final = "\ue000"
_CLOSE: Final = "\ue001"
_BASE: Final = 0xF0000
TOKEN: Final = re.compile(f"{_OPEN}([\U000f0000-\U000f00ff]*){_CLOSE}")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_COMMENT: Final = re.compile(f"<!--({TOKEN.pattern})-->")


class Kind(StrEnum):
    """What a token holds."""

    FIELD = "f"
    STATEMENT = "s"
    ROW_STATEMENT = "r"
    LOOSE = "l"
    TEMPLATE = "t"
    WHOLE = "w"


@dataclass(frozen=True)
class Token:
    """The content of a token, and the line of the file it was written on."""

    kind: Kind
    source: str
    line: int = 0


def concealed(token: Token) -> str:
    """The token as private-use characters: no space, no mark of Markdown or HTML is among them."""
    spelled = f"{token.kind}{token.line}:{token.source}".encode()
    return _OPEN + "".join(chr(_BASE + byte) for byte in spelled) + _CLOSE


def read_token(text: str) -> Token | None:
    """The token that this text spells; None when it is anything else."""
    match = TOKEN.fullmatch(text)
    return _read(match[1]) if match else None


def _read(spelled: str) -> Token:
    text = bytes(ord(character) - _BASE for character in spelled).decode()
    line, _, source = text[1:].partition(":")
    return Token(Kind(text[0]), source, int(line))


def split_tokens(text: str) -> list[str | Token]:
    """The text in pieces: plain ones, none of them empty, and tokens."""
    pieces: list[str | Token] = []
    end = 0
    for match in TOKEN.finditer(text):
        pieces += [text[end : match.start()]] if match.start() > end else []
        pieces.append(_read(match[1]))
        end = match.end()
    return [*pieces, text[end:]] if end < len(text) else pieces


def template(source: str) -> str:
    """A piece of template source as a token that a renderer may put anywhere into its output."""
    return concealed(Token(Kind.TEMPLATE, source))


def whole(text: str) -> str:
    """Fixed text as a token, so that no line ends inside it."""
    return concealed(Token(Kind.WHOLE, text))


def comment(source: str) -> str:
    """The same inside an HTML comment, which may stand where no text may (between rows and items)."""
    return f"<!--{template(source)}-->"


def revealed(text: str, fixed: Callable[[str], str]) -> str:
    """The template source: tokens opened, and everything that is no template made fixed text by `fixed`."""
    opened = _COMMENT.sub(r"\1", text)
    return "".join(_opened(piece, fixed) for piece in split_tokens(opened))


def _opened(piece: str | Token, fixed: Callable[[str], str]) -> str:
    if isinstance(piece, str):
        return fixed(piece)
    return fixed(piece.source) if piece.kind is Kind.WHOLE else piece.source


def restored(text: str) -> str:
    """The author's own characters, where a token stands in something that is to be shown as it was typed."""
    return "".join(piece if isinstance(piece, str) else typed(piece) for piece in split_tokens(text))


def typed(token: Token) -> str:
    """What the author typed for this token."""
    if token.kind is Kind.FIELD:
        return f"{{{{ {token.source} }}}}"
    return token.source if token.kind is Kind.LOOSE else f"{{% {token.source} %}}"


def has_private_use(text: str) -> bool:
    """Whether the text holds characters that only tokens may hold."""
    return bool(_PRIVATE.search(text))


def without_private_use(text: str) -> str:
    """The text with every private-use character replaced by U+FFFD."""
    return _PRIVATE.sub("\ufffd", text)
