"""What a portion of a letter states that is the same in every language: days, numbers, link targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from letters.facts import DeadlineWording, Language
from letters.languages import Formulas
from letters.languages.deadline_reading import deadline_wording
from letters.languages.folding import fold
from letters.languages.reading import DateSpan, near, read_dates
from letters.parity.printed import Printed

_NUMBER: Final = re.compile(
    r"(?<![\w.,/:-])\d{1,3}(?:[ .,']\d{3})+(?![\d])|(?<![\w.,/:-])\d+(?:[.,]\d+)?(?![\w/]*\w)"
)
_CHINESE_NUMBER: Final = re.compile(r"(?<![A-Za-z][-/])(?<!\d)(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:\.\d+)?)")
"""Chinese writes numbers without blanks around them; one after Latin letters and a hyphen is a reference."""
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")
_FIELD: Final = re.compile(r"\{\{.*?\}\}")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|mailto:|\S+@)\S+")
SMALLEST: Final = 13
"""Smaller numbers are written as words in one language and in figures in another."""


@dataclass(frozen=True)
class PrintedDate:
    """A day or range that a portion prints: its span, its days, in bold or not, and the wording around it."""

    portion: Printed
    span: DateSpan
    first: date
    last: date
    bold: bool
    wording: DeadlineWording | None

    @property
    def days(self) -> str:
        """`2027-05-28`, `2027-09-06 to 2027-09-10`."""
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


def dates_in(portion: Printed, formulas: Formulas, dated: date) -> Iterator[PrintedDate]:
    """The whole days that a portion prints; without a year they are the next ones after the letter's date."""
    for found in read_dates(portion.text, formulas):
        span = near(found, dated)
        days = span.dates(dated.year)
        if not span.whole or days is None or days[0].day is None:
            continue
        first, last = days[0], days[1] or days[0]
        bold = any(start <= span.start and span.end <= end for start, end in portion.strong)
        wording = deadline_wording(portion.text, span, formulas)
        yield PrintedDate(portion, span, first.first_day(), last.last_day(), bold, wording)


def numbers_in(portion: Printed, formulas: Formulas) -> Iterator[str]:
    """The numbers from thirteen on, outside of dates, fields and addresses, without marks of thousands."""
    text = portion.text
    for span in read_dates(text, formulas):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    folded = fold(text)
    for pattern in (_FIELD, _ADDRESS):
        folded = pattern.sub(lambda found: " " * len(found[0]), folded)
    pattern = _CHINESE_NUMBER if formulas.language is Language.ZH else _NUMBER
    for found in pattern.finditer(folded):
        number = _plain(found[0])
        if float(number) >= SMALLEST:
            yield number


def _plain(printed: str) -> str:
    if _GROUPED.fullmatch(printed):
        return re.sub(r"\D", "", printed)
    return printed.replace(",", ".")


def target_key(target: str, language: Language) -> str:
    """A link target as it is compared: a page's path or name may hold the language that it is written in."""
    if "://" not in target:
        return target
    parts = urlsplit(target)
    own = re.compile(rf"(?<![a-z0-9]){language}(?![a-z0-9])", re.IGNORECASE)
    path = re.sub(r"/{2,}", "/", own.sub("", parts.path)).rstrip("/")
    path = re.sub(r"[-_.]+(?=\.|$|/)", "", path)
    host = re.sub(rf"^{language}\.", "", parts.netloc.lower())
    return f"{host}{path}?{own.sub('', parts.query)}#{parts.fragment}"
