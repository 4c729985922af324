"""The body of an old letter as sentences, each with its lines and its place among the paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from letters.languages.folding import fold
from letters.legacy.lines import Line, Paragraph, cells_of, paragraphs_of

_END: Final = re.compile(r"(?<=[.!?])[\"»”)]*\s+(?=[\"«“(¿¡]?[A-ZÀ-ÝЀ-Я0-9])|(?<=[。！？])|(?<=[؟])\s+")
_SHORTENED: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|no|nos|art|arts|st|vol|p|pp|para|paras|tel|fax|ref|rev|corr|add|cf|etc|inc|ltd|e\.g|i\.e"
    r"|sr|sra|sres|lic|ing|nùm|num|pag|ed|eds|al|env|resp|av|bd|m|mm|mme|n|res|res|dec|doc|docs|fig|sec|ext|approx|hon)"
    r"|\b[a-z]|^\s*\d{1,2})\.$"
)
_BROKEN: Final = re.compile(r"[^\W\d_]{2}- $")
"""A word that the end of a line has broken."""
_SCANNED: Final = re.compile(r"(?<=[a-z])1(?=[a-z])|(?<=[il])1\b|\b1(?=[a-z]{3})")
"""The figure 1 where a scanner has read it for the letter l."""
_LONGEST: Final = 1500
_ITEM: Final = re.compile(r"(?:[-–—•·*]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\))\s+(?=\S)")
_DATED_ITEM: Final = re.compile(r"(?P<row>[^\W\d_](?:[^:.;]|\.(?!\s+[A-Z])){2,60}):\s+\S.{0,60}\d")
"""One line of a list of dates: `Notification of acceptance: 1 June 2022`."""
_LONGEST_DATE: Final = 60
_RUNS_ON: Final = re.compile(r"[a-zà-ÿа-я,;(]")


@dataclass(frozen=True)
class Sentence:
    """One sentence; `paragraph` counts the paragraphs of the body from 0.

    `lead` is the sentence with a colon at its end that an item of a list belongs to.
    """

    text: str
    line: int
    last_line: int
    paragraph: int
    lead: str = ""
    row: str = ""
    """What stands beside the date where the sentence is a row of a table of dates."""
    starts: tuple[tuple[int, int], ...] = ()
    """Where each of its lines begins in the text, with the line's number."""

    @cached_property
    def folded(self) -> str:
        """The sentence, folded for comparing; what a scanner has misread in words is read as it was meant."""
        return _SCANNED.sub("l", fold(self.text))

    def line_at(self, offset: int) -> int:
        """The line on which the character at an offset stands."""
        return _line(self.starts, offset) if self.starts else self.line


def sentences_of(body: Sequence[Line]) -> list[Sentence]:
    """All sentences of a body; one that a page break cuts is read as one."""
    found: list[Sentence] = []
    number, lead = -1, ""
    for paragraphs in _whole(paragraphs_of(body)):
        for lines in _items([line for paragraph in paragraphs for line in paragraph.lines]):
            item = _ITEM.match(lines[0].words) is not None
            # The items of a list are one paragraph with the sentence that leads to them.
            number += not (item and lead)
            lead = lead if item else ""
            split = _split(lines, number)
            row = _row(lines[0]) if len(lines) == 1 else ""
            found += [replace(sentence, lead=lead, row=row) for sentence in split]
            if split and split[-1].text.endswith(":") and not item:
                lead = split[-1].folded
    return found


def _items(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a paragraph, those of each item of a list by themselves."""
    found: list[list[Line]] = [[]]
    dated = [line for line in lines if _row(line)]
    table = dated if len(dated) > 1 else []
    for line in lines:
        if (_ITEM.match(line.words) or line in table) and found[-1]:
            found.append([])
        found[-1].append(line)
    return found


def _row(line: Line) -> str:
    """What one line of a table of dates says beside the date: `Replies: 1 June`, `1-3 June   Session`."""
    match = _DATED_ITEM.match(line.words)
    if match:
        return match["row"]
    cells = [cell.words for cell in cells_of([line])]
    dates = [cell for cell in cells if re.search(r"\d", cell)]
    beside = [cell for cell in cells if cell not in dates]
    return beside[0] if len(cells) == 2 and len(beside) == 1 and len(dates[0]) <= _LONGEST_DATE else ""


def cut_by_page(paragraphs: Sequence[Paragraph]) -> list[int]:
    """The lines on which a paragraph goes on that blank lines or a page's end have cut in mid sentence."""
    return [after.number for before, after in pairwise(paragraphs) if _is_cut(before, after)]


def _is_cut(before: Paragraph, after: Paragraph) -> bool:
    ended = re.search(r"[.!?:;…。！？][\"'»”)\]]*$", before.words)
    listed = re.match(r"(?:[-–—•*o]\s|\(?[a-z0-9]{1,3}[).]\s)", after.words)
    long = len(before.words) > 30 and len(before.lines[-1].words.split()) > 1
    return not ended and not listed and long and bool(_RUNS_ON.match(after.words))


def _whole(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Paragraphs, those that belong together in one list."""
    cut = set(cut_by_page(paragraphs))
    found: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if found and paragraph.number in cut:
            found[-1].append(paragraph)
        else:
            found.append([paragraph])
    return found


def _split(lines: Sequence[Line], paragraph: int) -> list[Sentence]:
    text, starts = "", []
    for line in lines:
        if _BROKEN.search(text) and line.words[:1].islower():
            text = text[:-2]
        starts.append((len(text), line.number))
        text += f"{line.words} "
    text = text.rstrip()
    found: list[Sentence] = []
    start = 0
    for end in _bounded([*_ends(text), len(text)]):
        piece = text[start:end].strip()
        if piece:
            at = text.find(piece, start)
            own = tuple((max(0, first - at), line) for first, line in starts if first < at + len(piece))
            first = _line(own, 0)
            found.append(Sentence(piece, first, own[-1][1], paragraph, starts=own))
        start = end
    return found


def _bounded(ends: Sequence[int]) -> Iterator[int]:
    """The same ends, with more of them where a sentence is longer than any that people write."""
    start = 0
    for end in ends:
        while end - start > _LONGEST:
            start += _LONGEST
            yield start
        yield end
        start = end


def _ends(text: str) -> list[int]:
    """Where sentences end; a full stop after an abbreviation or a paragraph's number ends none."""
    return [
        match.end()
        for match in _END.finditer(text)
        if not _SHORTENED.search(fold(text[max(0, match.start() - 12) : match.start()]))
    ]


def _line(starts: Sequence[tuple[int, int]], at: int) -> int:
    return [number for start, number in starts if start <= at][-1]
