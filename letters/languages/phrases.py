"""Turns lists of phrases into patterns that find them in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from letters.languages.folding import fold

_PIECE: Final = re.compile(r"\*|…|\s+|[^*…\s]+")
_GAP: Final = r"[^.;:!?\n]{0,80}?"


@cache
def pattern_of(phrases: tuple[str, ...], *, unspaced: bool = False) -> re.Pattern[str]:
    """A pattern that finds any of the phrases in folded text, the longest first.

    In a phrase `*` stands for the rest of a word, `…` for a few words of the same sentence. `unspaced` is for
    languages that put no blanks between words.
    """
    return re.compile(alternatives(phrases, unspaced=unspaced))


def alternatives(phrases: Iterable[str], *, unspaced: bool = False) -> str:
    """The same as the source of a pattern without groups, to be built into a larger one."""
    return _alternatives(tuple(phrases), unspaced=unspaced)


@cache
def _alternatives(phrases: tuple[str, ...], *, unspaced: bool) -> str:
    folded = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return f"(?:{'|'.join(_source(phrase, unspaced=unspaced) for phrase in folded)})" if folded else r"(?!)"


def _source(phrase: str, *, unspaced: bool) -> str:
    body = "".join(_piece(piece) for piece in _PIECE.findall(phrase))
    before = r"(?<!\w)" if phrase[:1].isalnum() and not unspaced else ""
    after = r"(?!\w)" if phrase[-1:].isalnum() and not unspaced else ""
    return f"{before}{body}{after}"


def _piece(piece: str) -> str:
    if piece == "*":
        return r"\w*"
    if piece == "…":
        return _GAP
    return r"\s+" if piece.isspace() else re.escape(piece)
