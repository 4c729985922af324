"""Finds the texts of annexes that stand in the same file behind an old letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from letters.legacy.channels import URL
from letters.legacy.contacts import MAILBOX, PHONE
from letters.legacy.labels import label_at
from letters.legacy.lines import Line
from letters.legacy.tongue import Tongue

_NUMBER: Final = r"(?:\s+(?:n[o°]\.?\s*)?(?P<number>\d{1,2}|[ivx]{1,5}|[a-h]))?"
_AFTER: Final = r"(?:\s*[-–:.(]\s*.*)?"
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_SHORTEST_LETTER: Final = 80
"""Characters of a letter before which no annex begins."""
_BARE: Final = 12
_LONGEST_FOOT: Final = 5


@dataclass(frozen=True)
class AnnexText:
    """The text of an annex that stands in the same file, with its heading."""

    number: int
    lines: tuple[Line, ...]

    @property
    def last_line(self) -> int:
        """The last line with words on it."""
        return [line.number for line in self.lines if not line.blank][-1]


def split_annexes(lines: Sequence[Line], tongue: Tongue) -> tuple[list[Line], list[AnnexText]]:
    """The lines of the letter itself, and the annexes behind it, each from its heading on."""
    seen = 0
    for index, line in enumerate(lines):
        seen += len(line.words)
        if seen >= _SHORTEST_LETTER and _begins_annexes(lines, index, tongue):
            return list(lines[:index]), _annexes(lines[index:], tongue)
    return list(lines), []


def _begins_annexes(lines: Sequence[Line], index: int, tongue: Tongue) -> bool:
    """Whether a heading of an annex stands here with a text under it, and no mere list of annexes."""
    if not _is_heading(lines, index, tongue):
        return False
    following = [line for line in lines[index + 1 :] if not line.blank]
    first = [line for line in lines[index + 1 : index + 5] if not line.blank]
    named = sum(_match(line, tongue) is not None for line in first)
    if len(following) <= _LONGEST_FOOT and any(map(_is_foot, following)):
        return False
    return len(following) >= 2 and (lines[index].new_page or named * 2 < len(first) or not first)


def _is_foot(line: Line) -> bool:
    """Whether a line belongs to the address at the foot of a page."""
    return any(channel.search(line.words) for channel in (MAILBOX, PHONE, URL))


def _is_heading(lines: Sequence[Line], index: int, tongue: Tongue) -> bool:
    line = lines[index]
    apart = index == 0 or lines[index - 1].blank or line.new_page
    return apart and _match(line, tongue) is not None


def _match(line: Line, tongue: Tongue) -> re.Match[str] | None:
    """The heading of an annex: in capitals, with a number, or the bare word; `Annex: Form` is a label."""
    label = label_at(line.words, tongue)
    if label and label.colon:
        return None
    words = tongue.pattern(tongue.variants.marks.annex_headings).pattern
    match = re.fullmatch(f"{words}{_NUMBER}{_AFTER}", line.folded)
    heads = match and (line.words.isupper() or match["number"] or len(line.words) < _BARE)
    return match if heads else None


def _annexes(lines: Sequence[Line], tongue: Tongue) -> list[AnnexText]:
    """One annex from each heading to the next; numbered anew where their numbers are not all different."""
    starts = [index for index in range(len(lines)) if index == 0 or _is_heading(lines, index, tongue)]
    ends = [*starts[1:], len(lines)]
    found = [
        AnnexText(_number(lines[start], tongue) or count, tuple(lines[start:end]))
        for count, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]
    if len({annex.number for annex in found}) == len(found):
        return found
    return [replace(annex, number=count) for count, annex in enumerate(found, start=1)]


def _number(line: Line, tongue: Tongue) -> int | None:
    match = _match(line, tongue)
    printed = match["number"] if match else None
    if not printed:
        return None
    return int(printed) if printed.isdigit() else _ROMAN.get(printed, ord(printed[0]) - ord("a") + 1)
