"""Sets merged letters as PDF: tagged (PDF/UA-1), archivable (PDF/A-2a), with the same bytes each time."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from letters.document.emblem import Emblem
from letters.document.engine import TEMPLATE, engine, font_files, template_text
from letters.document.reading import clean_line, let_lines_end, plain_words, read_lines, settle_headings
from letters.facts import Facts, Language
from mailer.errors import Refused

if TYPE_CHECKING:
    import typst

STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
MOST_COLUMNS: Final = 10
"""A table with more columns is set row by row, each value after its label, for no page is wide enough."""
_NOON: Final = time(12)
_NO_SIGN: Final = re.compile(
    r"(?:the text|disallowed codepoint) `\"(?P<text>(?:[^\"\\]|\\.)+)\"`(?: could not be displayed)?"
)
_CODE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


class Side(StrEnum):
    """Where an envelope's window is: left as in DIN 5008 (form B), right as in NF Z 11-001."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Window:
    """What shows in the window of an envelope: whom a printed letter is posted to, line by line."""

    lines: tuple[str, ...]
    side: Side


@dataclass(frozen=True)
class House:
    """What a document bears beside its text: who wrote it, its day, the emblem.

    `window` is for letters that are posted, and no part of the letter itself.
    """

    author: str
    issued: date
    emblem: Emblem | None = None
    window: Window | None = None


def house_of(facts: Facts, language: Language, emblem: Emblem | None = None) -> House:
    """What the document of a letter bears in this language; its author heads the letter, or signs it."""
    lines = facts.letterhead.get(language) if facts.letterhead else ()
    signs = facts.signatory.name.get(language) if facts.signatory else None
    return House(lines[0] if lines else signs or "", facts.date, emblem)


class Unprintable(Refused):
    """A document that cannot be set; `signs` are the characters that no font of the house has."""

    def __init__(self, message: str, signs: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.signs = signs


class Typesetter:
    """Sets one document after another; to be used by one thread only, as a context manager, or closed.

    Unreachable where the extra is not installed. It reads no file but the house's template, its fonts and the
    emblem, and reaches no network.
    """

    def __init__(self) -> None:
        compiler, fonts = engine().Compiler, _fonts()
        self._folder = tempfile.TemporaryDirectory(prefix="letters-")
        root = Path(self._folder.name)
        (root / TEMPLATE).write_text(template_text(), encoding="utf-8")
        self._root = root
        self._compiler: typst.Compiler = compiler(str(root / TEMPLATE), root=str(root), font_paths=fonts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the working files away."""
        self._folder.cleanup()

    def typeset(self, merged: str, house: House) -> bytes:
        """The PDF of merged lines (`letters.document.to_lines`); the same input gives the same bytes.

        Unprintable for a character that no font has, and for an emblem that cannot be drawn.
        """
        letter = read_lines(merged)
        settle_headings(letter)
        reference = plain_words(letter["reference"])
        particulars = {
            "title": plain_words(letter["subject"]) or reference or house.author,
            "author": house.author or reference,
            "keywords": [reference] if reference else [],
            "emblem": self._place(house.emblem),
            "most_columns": MOST_COLUMNS,
            "window": [clean_line(line) for line in house.window.lines] if house.window else [],
            "window_side": house.window.side.value if house.window else "",
        }
        let_lines_end(letter)
        inputs = {
            "letter": json.dumps(letter, ensure_ascii=False),
            "house": json.dumps(particulars, ensure_ascii=False),
        }
        return self._compile(inputs, datetime.combine(house.issued, _NOON, UTC))

    def _place(self, emblem: Emblem | None) -> str:
        """The emblem's file name beside the template, where it is put once."""
        if emblem is None:
            return ""
        path = self._root / emblem.name
        if not path.exists():
            path.write_bytes(emblem.content)
        return emblem.name

    def _compile(self, inputs: dict[str, str], at: datetime) -> bytes:
        try:
            made, _ = self._compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=at
            )
        except engine().TypstError as failed:
            raise _in_words(failed) from None
        assert isinstance(made, bytes)
        return made


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the house, read once; they may be shared between threads, compilers may not."""
    folders = sorted({path.parent for path in font_files()})
    fonts: typst.Fonts = engine().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in folders]
    )
    return fonts


def _in_words(failed: typst.TypstError) -> Unprintable:
    told = f"{failed.message}\n{failed.diagnostic}"
    if "decode" in failed.message or "image" in failed.message:
        return Unprintable("The emblem cannot be drawn: its file is damaged. Save it anew.")
    signs = tuple(dict.fromkeys(_sign(found["text"]) for found in _NO_SIGN.finditer(told)))
    if not signs:
        return Unprintable(f"The document cannot be set: {failed.message}.")
    named = ", ".join(named_sign(sign) for sign in signs[:5])
    return Unprintable(f"No font of the document has these signs: {named}. Write them otherwise.", signs)


def named_sign(sign: str) -> str:
    """`“☐” (U+2610)`."""
    return f"“{sign}” ({' '.join(f'U+{ord(one):04X}' for one in sign)})"


def _sign(text: str) -> str:
    return _CODE.sub(lambda code: chr(int(code[1], 16)), text)
