"""Finds the lines of an old letter that belong to its pages and not to its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from letters.facts import DefectKind
from letters.legacy.codes import is_reference
from letters.legacy.lines import Line, Paragraph, paragraphs_of
from letters.legacy.tongue import Tongue

_PICTURES: Final = (
    r"image|logo|logotype|logotipo|emblem|embleme|picture|figure|stamp|seal|photo|cachet|sceau|sello|imagen"
)
_IMAGE: Final = re.compile(
    rf"\W{{0,3}}(?:\[(?:{_PICTURES})\b[^\]]*\]|!\[[^\]]*\](?:\([^)]*\))?|<img\b[^>]*>)\W{{0,3}}",
    re.IGNORECASE,
)
_PAGE_WORD: Final = r"(?:page|pagina|pag\.?|p\.|стр\.?|страница|صفحة)"
_PAGE_NUMBER: Final = re.compile(
    rf"(?:[-–—*=]+\s?\d{{1,3}}\s?[-–—*=]+"
    rf"|{_PAGE_WORD}\s*\d{{1,3}}(?:\s*(?:of|de|sur|/|из|من)\s*\d{{1,3}})?"
    r"|\d{1,2}\s*/\s*\d{1,2}|\d{1,2}\s+(?:of|sur|de)\s+\d{1,2}"
    r"|(?:\.{2,4}|…)\s*/\s*(?:\d{0,3}|\.{2,4}|…)|\./\.|/\s*(?:\.{2,4}|…)|第\s*\d+\s*页"
    r"|\(?(?:continued|suite|sigue|cont\.)\)?)",
    re.IGNORECASE,
)
_BARE_NUMBER: Final = re.compile(r"\d{1,3}")
_MAILBOX: Final = re.compile(r"(?<!\S)[^\s@]{1,80}@[^\s@]{1,200}")
_NOISE: Final = re.compile(
    r"�|[¬¦¤¥~^`]|(?<![\w.])§(?=\w)|\w€\w|(?<!\S)@(?!\S*\.)|\b[A-Z]+[01][A-Z]{2,}|\b[A-Z]{2,}l[01]?[A-Z]{2,}"
    r"|\bI['’](?=[a-zà-ÿ]{3})|(?<=[^\W\d_])[{}|\\](?=[^\W\d_])|(?:[^\w\s.…_=*-]\s?){4,}"
)
_LONGEST_HEADER: Final = 3


@dataclass(frozen=True)
class Stray:
    """A line that is no part of the letter, or is damaged; only the former are taken out."""

    line: Line
    kind: DefectKind

    @property
    def taken_out(self) -> bool:
        """Whether the letter is printed without it."""
        return self.kind in {DefectKind.PAGE_NUMBER, DefectKind.LOST_IMAGE}


def strays_in(lines: Sequence[Line], tongue: Tongue) -> list[Stray]:
    """Page numbers with the headers beside them, places of lost pictures, lines with the noise of a scan."""
    found = [*_pictures(lines), *_page_numbers(lines, tongue)]
    taken = {stray.line.number for stray in found}
    found += _noise([line for line in lines if line.number not in taken])
    return sorted(found, key=lambda stray: stray.line.number)


def _pictures(lines: Sequence[Line]) -> Iterator[Stray]:
    for line in lines:
        if _IMAGE.fullmatch(line.text.strip()):
            yield Stray(line, DefectKind.LOST_IMAGE)


def _page_numbers(lines: Sequence[Line], tongue: Tongue) -> Iterator[Stray]:
    earlier: set[str] = set()
    for index, paragraph in enumerate(paragraphs_of(lines)):
        numbers = [line for line in paragraph.lines if _is_number(line, paragraph, index)]
        if numbers and len(paragraph.lines) <= _LONGEST_HEADER:
            others = [line for line in paragraph.lines if line not in numbers]
            # The header that a page number stands beside has been read before, or is a reference.
            if all(line.folded in earlier or is_reference(line.words, tongue) for line in others):
                numbers = list(paragraph.lines)
        yield from (Stray(line, DefectKind.PAGE_NUMBER) for line in numbers)
        earlier |= {line.folded for line in paragraph.lines}


def _is_number(line: Line, paragraph: Paragraph, index: int) -> bool:
    words = line.folded.strip()
    if _PAGE_NUMBER.fullmatch(words):
        return True
    alone = len(paragraph.lines) == 1 and index > 0
    return bool(_BARE_NUMBER.fullmatch(words)) and (alone or line.new_page) and not line.tabbed


def _noise(lines: Sequence[Line]) -> Iterator[Stray]:
    """Noisy lines; a paragraph of short lines that is noisy for its greater part is so as a whole."""
    for paragraph in paragraphs_of(lines):
        noisy = [line for line in paragraph.lines if _NOISE.search(_MAILBOX.sub("", line.words))]
        whole = len(noisy) * 2 > len(paragraph.lines) and all(
            len(line.words) < 60 for line in paragraph.lines
        )
        for line in paragraph.lines if whole else noisy:
            yield Stray(line, DefectKind.SCAN_NOISE)
