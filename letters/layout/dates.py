"""Finds the dates that a letter prints, typed or put in, so that none of them breaks at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from letters.languages import Formulas
from letters.languages.reading import DateSpan, read_dates
from letters.layout.changing import with_words
from letters.layout.tree import Letter, Words
from letters.markdown.tree import Break, Inline, Plain

_DIGIT: Final = re.compile(r"\d")
_MAY_PART: Final = re.compile(r"(?<![\s\d])(?<!\bde)(?<!\bof)[ \n]+(?!(?:de|of)\b|\d{4})")
"""A blank in a range at which it may part: after no number, before no year, and not beside `de`."""


def with_whole_dates(letter: Letter, formulas: Formulas) -> Letter:
    """The letter with each date by itself; a range in pieces, between which a line may end."""

    def whole(content: Words) -> Words:
        return tuple(_told_apart(content, formulas))

    return with_words(letter, whole)


def _told_apart(content: Words, formulas: Formulas) -> Iterator[Inline]:
    for is_text, run in groupby(content, key=_is_text):
        inlines = list(run)
        text = "".join(one.text if isinstance(one, Plain) else "\n" for one in inlines)
        spans = read_dates(text, formulas) if is_text and _DIGIT.search(text) else ()
        yield from _parted(text, spans) if spans else inlines


def _is_text(inline: Inline) -> bool:
    """Whether it is plain text, or the end of a line of the source, which may stand within a date."""
    return isinstance(inline, Plain) or (isinstance(inline, Break) and not inline.hard)


def _parted(text: str, spans: Iterable[DateSpan]) -> Iterator[Inline]:
    end = 0
    for span in spans:
        yield from _lines(text[end : span.start])
        yield from _whole(text[span.start : span.end], ranges=span.last is not None)
        end = span.end
    yield from _lines(text[end:])


def _whole(text: str, *, ranges: bool) -> Iterator[Inline]:
    end = 0
    for gap in _MAY_PART.finditer(text) if ranges else ():
        yield Plain(text[end : gap.start()].replace("\n", " "), whole=True)
        yield from _lines(gap[0])
        end = gap.end()
    yield Plain(text[end:].replace("\n", " "), whole=True)


def _lines(text: str) -> Iterator[Inline]:
    """Plain text, with the ends of its source lines."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break(hard=False)
        if line:
            yield Plain(line)
