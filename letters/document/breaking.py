"""Lets a line end inside long runs without a blank: an address, a formula, a word in a narrow cell."""

from __future__ import annotations

import re
from typing import Final

MAY_BREAK: Final = "\u200b"
"""ZERO WIDTH SPACE, where a line may end and nothing is seen (UAX 14, class ZW)."""
LONGEST_IN_TEXT: Final = 40
LONGEST_IN_CELLS: Final = 22
LONGEST_IN_MANY_CELLS: Final = 12
_EVERY: Final = 10
# Letters that join their neighbours are left alone, and so are those after which a line may end anyway.
_RUN: Final = re.compile(r"[!-~\u00a1-\u05ff]+")
_MARKS: Final = r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7]"
_PIECE: Final = re.compile(rf"(?:[^\n]{_MARKS}*){{1,{_EVERY}}}")


def with_breaks(text: str, longest: int) -> str:
    """The text with places where a line may end in every run that is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    return _RUN.sub(lambda run: _broken(run[0]) if len(run[0]) > longest else run[0], text)


def _broken(run: str) -> str:
    return MAY_BREAK.join(_PIECE.findall(run))
