"""Turns what the writers wrote, with tokens in it, into the source of a merge template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from letters.markdown.terms import fixed_for_html, fixed_for_text
from letters.markdown.to_text import Line, Mark
from letters.markdown.tokens import revealed

_STYLE: Final = re.compile(r"(<style>.*?</style>)", re.DOTALL)
_OPENING: Final = re.compile(r"\{(?=[{%#])")


def finish_html(document: str) -> str:
    """The template source of an HTML document or fragment; a brace of the text is written as a character
    reference, and can open nothing.
    """
    return revealed(document, _fixed_html)


def _fixed_html(piece: str) -> str:
    """Style sheets know no character references; there a space after the brace does the same."""
    return "".join(
        _OPENING.sub("{ ", part) if part.startswith("<style>") else fixed_for_html(part)
        for part in _STYLE.split(piece)
    )


def finish_text(lines: Iterable[Line]) -> str:
    """The template source of a plain text; statements stand on lines of their own, which leave no trace."""
    return "".join(
        f"{{% {line.statement} %}}\n" if isinstance(line, Mark) else f"{revealed(line, fixed_for_text)}\n"
        for line in lines
    )


def finish_line(line: str) -> str:
    """The template source of one line, such as a subject."""
    return revealed(line, fixed_for_text)
