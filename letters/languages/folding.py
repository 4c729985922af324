"""Folds a text so that ways of writing the same word compare equal, character for character."""

from __future__ import annotations

import unicodedata
from typing import Final

_ALIKE: Final = {
    **dict.fromkeys(
        "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
    ),
    **dict.fromkeys("‐‑‒–—―−－", "-"),
    **dict.fromkeys("’‘ʼ´`′", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    "：": ":",
    "，": ",",
    "。": ".",
    "（": "(",
    "）": ")",
    "；": ";",
    "！": "!",
    "／": "/",
    "\u060c": ",",
}


class _Folding(dict[int, str]):
    """Works a character out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _ALIKE.get(character) or _without_accent(character)
        self[code] = folded
        return folded


def _without_accent(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    small = unicodedata.normalize("NFD", character)[0].lower()
    return small if len(small) == 1 else character


_TABLE: Final = _Folding()


def fold(text: str) -> str:
    """Small letters without accents, plain blanks, hyphens, quotation marks and Western digits.

    One character for each: what is found at a place of the folded text stands at that place of the text.
    """
    return text.translate(_TABLE)
