"""The limits and the fixed words of the template language, in one place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mailer.direction import HIDING

SOURCE_LIMIT: Final = 512 * 1024
"""Characters in a template; an annex is no template, and no letter is half a million characters long."""
STATEMENT_LIMIT: Final = 5_000
"""Expressions and statements in a template, which bounds the time to compile it."""
NESTING_LIMIT: Final = 20
LOOP_NESTING_LIMIT: Final = 2
ROW_LIMIT: Final = 500
COLUMN_LIMIT: Final = 20
TURN_LIMIT: Final = 50_000
"""Turns that all loops of one merge may take together, which bounds the time of a merge."""
VALUE_LIMIT: Final = 64 * 1024
OUTPUT_LIMIT: Final = 1024 * 1024
HEADER_LIMIT: Final = 2_000
"""Characters in one header value: more than any reader shows, less than any server refuses."""

FILTERS: Final = frozenset({"url", "upper", "lower", "title", "trim", "default", "apart"})
RESERVED: Final = frozenset(
    {
        "self",
        "super",
        "loop",
        "caller",
        "varargs",
        "kwargs",
        "config",
        "request",
        "cycler",
        "joiner",
        "namespace",
        "lipsum",
        "range",
        "dict",
    }
)
"""Words that mean something in Jinja or in other products' templates, and would only mislead as fields."""

CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""C0, DEL, C1 (with U+0085) and the line and paragraph separators: none may enter a header."""
HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoding can write."""
UNFIT: Final = re.compile(f"{HALVES.pattern}|{HIDING.pattern}")
"""What no text may hold."""
UNFIT_FOR_HEADER: Final = re.compile(f"{CONTROLS.pattern}|{UNFIT.pattern}")


class Escaping(StrEnum):
    """Where merged text will stand, which decides how values are made harmless."""

    TEXT = "text"
    HTML = "html"
    HEADER = "header"
    JSON = "json"
    """Inside the quotes of a JSON text (RFC 8259 section 7)."""


@dataclass(frozen=True)
class Coding:
    """How pieces are written for transport: `fixed` once at compiling, `printed` at each merge.

    Each takes one piece of final text and must give text that may follow, and be followed by, any other coded
    piece; the empty text stays empty. `growth` bounds how much longer coded text gets.
    """

    fixed: Callable[[str], str]
    printed: Callable[[str], str]
    growth: int = 1


def _unchanged(text: str) -> str:
    return text


NO_CODING: Final = Coding(_unchanged, _unchanged)
