"""Finds where an event of an old letter takes place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letters.facts import Language
from letters.languages.folding import fold
from letters.languages.variants import variants_of
from letters.legacy.dated import Dated
from letters.legacy.tongue import Tongue

_WORD: Final = r"(?:[A-ZÀ-ÝĀ-ŽЀ-Я][\w'’-]*)"
_SMALL: Final = r"(?:de|des|del|du|la|las|los|le|les|el|of|the|sur|upon|am|d['’])"
_CITY: Final = rf"(?P<city>{_WORD}(?:[ -](?:{_SMALL}[ -])*{_WORD}){{0,4}})"
_STATE: Final = r"[A-ZÀ-Ý][\w'’-]+(?:\s(?:of\s|de\s)?[A-ZÀ-Ý][\w'’-]+)*"
_COUNTRY: Final = rf"(?:\s*\((?P<country>[^()\d]{{2,50}})\)|,\s*(?P<state>{_STATE}))?"
_TO_DATE: Final = (
    r"\s*[,;]?\s*(?:\b(?:from|on|between|the|du|le|les|des|del?|el|los|d[ií]as?|с|со|من|в|entre|aux?)\b\s*)*$"
)
_AT_TIME: Final = r"(?:(?:at|à|a las)\s+[\d.:h ]+(?:hours|horas)?[,\s]*)?"
_HAN: Final = re.compile(r"\s*在([\u4e00-\u9fff]{2,8}?)(?:举行|召开|举办)")
_ARABIC: Final = re.compile(r"في\s+([\u0621-\u064a]+)\s+(?:من|في|يوم)?\s*$")
_AT_END: Final = re.compile(rf"[(,]\s*{_CITY}\)?$")
"""The place at the end of a row in a table of dates: `First meeting (Yaoundé)`."""
_BEFORE: Final = 110
_AFTER: Final = 90
_LONGEST: Final = 60


def place_of(dated: Dated, tongue: Tongue) -> tuple[str, str]:
    """City and country beside the date of an event; nothing where none is named."""
    before, after = dated.sentence.text[: dated.span.start], dated.sentence.text[dated.span.end :]
    if tongue.language in {Language.ZH, Language.AR}:
        match = _HAN.match(after) if tongue.language is Language.ZH else _ARABIC.search(before)
        return (match[1], "") if match else ("", "")
    in_row = _AT_END.search(dated.sentence.row)
    if in_row and _is_place(in_row["city"], tongue):
        return in_row["city"], ""
    for pattern, piece in _tries(tongue.language, before, after):
        match = pattern.search(piece)
        if match and _is_place(match["city"], tongue):
            beside = (match["country"] or match["state"] or "").strip()
            if beside and tongue.says(tongue.variants.events.venues, fold(match["city"])):
                return beside, ""
            return match["city"].strip(), beside
    return "", ""


def _tries(language: Language, before: str, after: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Where a place can stand: right before the date, in brackets, right after it, or in the clause."""
    right_before, bracketed, right_after, after_comma, in_clause = _patterns(language)
    yield right_before, before
    yield bracketed, before
    yield right_after, after[:_AFTER]
    yield after_comma, after[:_LONGEST]
    yield in_clause, before[-_BEFORE:]


@lru_cache(maxsize=16)
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    # The text is read as it is printed here, for places begin with a capital; so are the words before them.
    words = variants_of(language).events.places
    leads = "|".join(re.escape(one) for word in words for one in {word, fold(word)})
    lead = rf"(?<!\w)(?i:{leads})\s+(?:the\s+|la\s+|las\s+)?"
    return (
        re.compile(rf"{lead}{_CITY}{_COUNTRY}{_TO_DATE}"),
        re.compile(rf"[(,–-]\s*{_CITY}{_COUNTRY}{_TO_DATE}"),
        re.compile(rf"^[\s,*]*{_AT_TIME}{lead}{_CITY}{_COUNTRY}"),
        re.compile(rf"^\s*,\s*{_CITY}{_COUNTRY}"),
        re.compile(rf".*{lead}{_CITY}{_COUNTRY}(?=[\s,(]+(?:[^.]{{0,60}})$)"),
    )


def _is_place(city: str, tongue: Tongue) -> bool:
    """Whether a capitalised word can be a place: it is no month, document or meeting."""
    variants = tongue.variants
    others = {
        fold(word)
        for word in (
            *tongue.formulas.dates.months,
            *variants.relations.documents,
            *variants.relations.letters,
            *variants.marks.annex_headings,
            *variants.events.nouns,
        )
    }
    return fold(city).split()[0] not in others and len(city) < _LONGEST
