"""Builds the patterns by which dates of a language are found, from its formulas and variants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from letters.facts import Language
from letters.languages.folding import fold
from letters.languages.formulas import Formulas
from letters.languages.phrases import alternatives
from letters.languages.variants import DateWords, variants_of

_YEAR: Final = r"(?:1[89]|20|21)\d\d"
_AFTER_YEAR: Final = r"(?!\w|/\d|-\d)"


@dataclass(frozen=True)
class DatePattern:
    """One way of writing dates; groups are w1, d1, m1, y1 for the first day, d2, m2, y2 for the last.

    `at` is the date itself where words around it belong to the pattern.
    """

    regex: re.Pattern[str]
    capital_months: bool = False
    day_first: bool = False
    enumeration: bool = False


@dataclass(frozen=True)
class DateGrammar:
    """All patterns of a language, its months by name and its weekdays by name, both folded."""

    patterns: tuple[DatePattern, ...]
    months: dict[str, int]
    weekdays: dict[str, int]


@dataclass(frozen=True)
class DateNames:
    """The names that the formulas of a language give to months and weekdays."""

    language: Language
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]

    @classmethod
    def of(cls, formulas: Formulas) -> DateNames:
        """Those of these formulas: the months in a date, by themselves, and in the second usage."""
        dates = formulas.dates
        sets = (dates.months, dates.months_alone, dates.months_alternative)
        return cls(formulas.language, sets, dates.weekdays)


@lru_cache(maxsize=32)
def date_grammar(own: DateNames) -> DateGrammar:
    """The grammar of dates in a language."""
    language, weekdays = own.language, own.weekdays
    words = variants_of(language).dates
    names = _month_names(own.months, words)
    days = {fold(name): index for index, name in enumerate(weekdays)}
    days |= {fold(short): days[full] for short in words.weekdays for full in days if _shortens(short, full)}
    found: list[DatePattern] = list(_figures())
    if language is Language.ZH:
        found += _han(days)
    else:
        found += _Writer(names, days, words, month_first=language is Language.EN).patterns()
    return DateGrammar(tuple(found), names, days)


def _month_names(sets: tuple[tuple[str, ...], ...], words: DateWords) -> dict[str, int]:
    names = {fold(name): number for name, number in words.months.items()}
    for months in sets:
        for number, month in enumerate(months, start=1):
            names |= dict.fromkeys((fold(name) for name in (month, *month.split("/"))), number)
    return names


def _shortens(short: str, full: str) -> bool:
    return full.startswith(fold(short))


def _figures() -> Iterator[DatePattern]:
    """`2005-07-03`, `03/07/2005`, `3.7.2005`, `03/07/05`."""
    yield DatePattern(re.compile(rf"(?<![\w/.-])(?P<y1>{_YEAR})-(?P<m1>\d\d)-(?P<d1>\d\d)(?![\w/-])"))
    day = r"(?<![\w/.-])(?P<d1>\d\d?)"
    for sign in ("/", r"\.", "-"):
        pattern = rf"{day}\s?{sign}\s?(?P<m1>\d\d?)\s?{sign}\s?(?P<y1>{_YEAR})(?![\w/-])"
        yield DatePattern(re.compile(pattern), day_first=True)
    short = r"(?<![\w/.-])(?P<d1>\d\d)/(?P<m1>\d\d)/(?P<y1>\d\d)(?![\w/-])"
    yield DatePattern(re.compile(short), day_first=True)


def _han(weekdays: dict[str, int]) -> Iterator[DatePattern]:
    """`2015年3月11日`, `9月14日至18日`, `2015年9月`; the years may be spaced."""
    blank = r"\s*"
    year = rf"(?:(?P<y1>{_YEAR}){blank}年{blank})?"
    month = rf"(?<!\d)(?P<m1>\d\d?){blank}月{blank}"
    day = rf"(?P<d1>\d\d?){blank}日?"
    to = rf"{blank}(?:至|到|-|和|、){blank}"
    last = (
        rf"(?:(?P<y2>{_YEAR}){blank}年{blank})?(?:(?P<m2>\d\d?){blank}月{blank})?(?P<d2>\d\d?){blank}[日号]"
    )
    yield DatePattern(re.compile(f"{year}{month}{day}{to}{last}"))
    named = "|".join(weekdays)
    yield DatePattern(re.compile(rf"{year}{month}(?P<d1>\d\d?){blank}[日号](?:{blank}\(?(?P<w1>{named}))?"))
    yield DatePattern(re.compile(rf"(?P<y1>{_YEAR}){blank}年{blank}(?P<m1>\d\d?){blank}月(?!\s*\d)"))


class _Writer:
    """Writes the patterns of a language that spells its months."""

    def __init__(
        self, months: dict[str, int], weekdays: dict[str, int], words: DateWords, *, month_first: bool
    ) -> None:
        self.words = words
        self.month_first = month_first
        self.names = alternatives(months)
        self.days = alternatives(weekdays)
        self.joins = alternatives(words.joins)

    def patterns(self) -> list[DatePattern]:
        capital = self.words.capital_months
        found = [(source, False) for source in self._day_months()]
        found += [(source, False) for source in self._months_alone()]
        found += [(source, True) for source in self._enumerations()]
        if self.month_first:
            found += [(source, False) for source in self._month_days()]
        return [
            DatePattern(re.compile(source), capital_months=capital, enumeration=several)
            for source, several in found
        ]

    def _weekday(self, number: int) -> str:
        named = f"(?P<w{number}>{self.days})"
        return rf"(?:{named}\.?,?\s+(?:{self.joins}\s+)?)?"

    def _day(self, number: int) -> str:
        ordinals = "|".join(
            re.escape(fold(one)) for one in sorted(self.words.ordinals, key=len, reverse=True)
        )
        # In old files a blank may be lost: "not later than27 April".
        return rf"(?:(?<![\w/])|(?<=[a-z]{{4}}))(?P<d{number}>\d\d?)(?:\s?(?:{ordinals})|\.)?(?![\w/])"

    def _month(self, number: int) -> str:
        twice = rf"(?:\s*/\s*{self.names})?"
        return rf"(?P<m{number}>{self.names}){twice}(?:\.(?=,?\s*\d))?"

    def _year(self, number: int) -> str:
        after = r"(?:\s*(?:года|году|г\b\.?))?"
        return rf"[\s,]+(?:{self.joins}\s+)?(?P<y{number}>{_YEAR}){_AFTER_YEAR}{after}"

    @property
    def _gap(self) -> str:
        """What stands between a day and its month."""
        return rf"(?:[\s,-]+(?:{self.joins}\s+)?)"

    def _between(self, words: tuple[str, ...]) -> str:
        """What stands between the two days of a range, with an article and a weekday before the second."""
        signs = [word for word in words if not word[0].isalpha()]
        spelled = alternatives(word for word in words if word[0].isalpha())
        sign = "|".join(re.escape(one) for one in signs) or "(?!)"
        part_of_day = r"(?:\s*\([^()]{3,20}\))?"
        return rf"{part_of_day}(?:\s*(?:{sign})\s*|\s+{spelled}\s+)(?:{self.joins}\s+)?{self._weekday(2)}"

    def _day_months(self) -> Iterator[str]:
        """`3 May 2004`, `16-18 novembre 2005`, `du 28 février au 3 mars`, `between 3 May and 5 June`."""
        first, last = f"{self._weekday(1)}{self._day(1)}", f"{self._day(2)}{self._gap}{self._month(2)}"
        own_month = f"(?:{self._gap}{self._month(1)}(?:{self._year(1)})?)?"
        year = f"(?:{self._year(2)})?"
        yield f"{first}{own_month}{self._between(self.words.ranges)}{last}{year}"
        if self.words.between:
            lead = alternatives(self.words.between)
            yield f"(?<!\\w){lead}\\s+{first}{own_month}{self._between(self.words.ands)}{last}{year}"
        yield f"{first}{self._gap}{self._month(1)}(?:{self._year(1)})?"

    def _enumerations(self) -> Iterator[str]:
        """`24 et 25 octobre`, `9, 10 y 11 de septiembre de 2020`."""
        more = r"(?:\s*,\s*\d\d?)*"
        last = f"{self._day(2)}{self._gap}{self._month(2)}(?:{self._year(2)})?"
        yield f"{self._weekday(1)}{self._day(1)}{more}{self._between(self.words.ands)}{last}"

    def _months_alone(self) -> Iterator[str]:
        """`March 2004`; a month alone only after such words as `in`, or before such as `last`."""
        yield f"{self._month(1)}{self._year(1)}"
        lead = alternatives(self.words.in_month)
        yield rf"(?P<at>{self._month(1)})(?=\s+{alternatives(self.words.after_month)})"
        yield rf"{lead}\s+(?P<at>{self._month(1)})(?!\s*[\d,]*\d)"

    def _month_days(self) -> Iterator[str]:
        """`July 7, 2005`, `May 3-5, 2004`, `April 30 to May 4, 2004`."""
        month, day = f"{self._weekday(1)}{self._month(1)}", self._day(1)
        first = rf"{month}\s+(?:{self.joins}\s+)?{day}"
        second = rf"(?:{self._month(2)}\s+)?{self._day(2)}(?:{self._year(2)})?"
        yield f"{first}(?:{self._year(1)})?{self._between(self.words.ranges)}{second}"
        yield f"{first}{self._between(self.words.ands)}{second}"
        yield f"{first}(?:{self._year(1)})?"
