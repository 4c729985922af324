"""Compares the words of two texts, in order."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import LCSseq

from letters.legacy.lines import words_of

_INVISIBLE: Final = re.compile("[\u2060\u2066-\u2069\u200e\u200f\u061c\u00ad]")
_ADDRESS_AFTER: Final = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]\(((?:https?://|mailto:|www\.)[^()\s]+)\)")
_TEMPLATE: Final = re.compile(r"\{\{ '([^']*)' \}\}")


def tokens_of(text: str) -> list[str]:
    """The words of a text, marks of emphasis and lost link targets left out.

    A link that has kept its target counts with it, as plain text prints it: words, then the address.
    """
    text = _TEMPLATE.sub(r"\1", _INVISIBLE.sub("", text))
    text = _ADDRESS_AFTER.sub(_spelled, text)
    return [word for line in text.split("\n") for word in words_of(line).split() if word != "\\"]


def _spelled(match: re.Match[str]) -> str:
    words, target = match.groups()
    shown = target.removeprefix("mailto:")
    return words if words == shown else f"{words} ({shown})"


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words in the same order."""
    return tokens_of(one) == tokens_of(other)


def share_kept(source: list[str], shown: list[str]) -> tuple[int, int]:
    """How many words of the source stand in the shown text in their order, and how many there are."""
    return int(LCSseq.similarity(source, shown)), len(source)
