"""Cuts texts of an old letter to what facts can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_BRACES: Final = re.compile(r"\{(?=[{%#])")
_JOINER: Final = "\u2060"
"""Keeps two braces of an old letter from opening a merge field; nobody sees it."""
_LONGEST_LINE: Final = 490
_LONGEST_TEXT: Final = 3900


def line(words: str) -> str:
    """The words on one line that facts can hold."""
    return harmless(re.sub(r"[\t\n]+", " ", words))[:_LONGEST_LINE].strip()


def text(words: str) -> str:
    """The words as a text that facts can hold."""
    return harmless(re.sub(r"\t+", " ", words))[:_LONGEST_TEXT].strip()


def harmless(words: str) -> str:
    """The words, with nothing in them that opens a merge field."""
    return _BRACES.sub("{" + _JOINER, words.strip())


def without_nothing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without names that have no value."""
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}
