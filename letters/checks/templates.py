"""The templates in a language file, each with the lines of the file that its own lines are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from letters.markdown.reading import read_body
from letters.source import VersionSource
from letters.terms import without_forms
from mailer.merge import Escaping


@dataclass(frozen=True)
class Piece:
    """One template: a name of the front matter, or the body, whose shadow has the lines of the file."""

    version: VersionSource
    written: str
    source: str
    """As it was written, without the forms of terms, which only the house knows."""
    escaping: Escaping
    front: str = ""

    def file_line(self, line: int) -> int:
        """The line of the file where this line of the template stands."""
        return self.version.lines.get(self.front, 1) if self.front else line

    def line_of(self, name: str) -> int:
        """The line of the file where the template first uses a name."""
        used = re.compile(rf"(?:{{{{|{{%)(?:(?!}}}}|%}}).)*\b{re.escape(name)}\b")
        lines = enumerate(self.source.split("\n"), start=1)
        return self.file_line(next((number for number, line in lines if used.search(line)), 1))


def pieces(version: VersionSource, terms: Collection[str]) -> Iterator[Piece]:
    """Every template of a version, with the forms of these terms taken away."""
    shadow = read_body(version.body, version.file, version.body_line).shadow
    yield Piece(version, shadow, without_forms(shadow, terms), Escaping.TEXT)
    for name in ("subject", "heading", "closing"):
        text = getattr(version, name)
        if text:
            escaping = Escaping.HEADER if name == "subject" else Escaping.TEXT
            yield Piece(version, text, without_forms(text, terms), escaping, name)
