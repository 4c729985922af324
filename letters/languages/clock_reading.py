"""Reads times of day, and the zones printed beside them, out of running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from zoneinfo import available_timezones

from letters.deadlines import END_OF_DAY
from letters.facts import Language
from letters.languages.folding import fold
from letters.languages.formulas import Formulas
from letters.languages.phrases import alternatives
from letters.languages.variants import Variants, variants_of

HOUSE_ZONE: Final = "Europe/Zurich"
"""What Central European time means where no place is named."""
_ABBREVIATED: Final = {
    **dict.fromkeys(("utc", "gmt", "tu"), "UTC"),
    **dict.fromkeys(("cet", "cest", "mez", "mesz", "hec"), HOUSE_ZONE),
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("pst", "pdt"), "America/Los_Angeles"),
    "bst": "Europe/London",
    "eat": "Africa/Nairobi",
    "jst": "Asia/Tokyo",
    "msk": "Europe/Moscow",
}
_HALVES: Final = r"(?P<half>[ap])\.?\s?m\b\.?"


@dataclass(frozen=True)
class TimeSpan:
    """A time of day in the form of `letters.deadlines`, its zone by IANA name where one is printed."""

    start: int
    end: int
    text: str
    clock: str
    zone: str | None = None


def read_times(text: str, formulas: Formulas) -> tuple[TimeSpan, ...]:
    """Every time of day in a text, in order: `2400 hours UTC`, `17 h 30 (heure de Genève)`, `5 p.m.`, `noon`.

    Hours by themselves are read only after words such as `at`, so that a duration is not taken for one.
    """
    folded = fold(text)
    found: list[TimeSpan] = []
    for pattern in _patterns(formulas.language):
        for match in pattern.finditer(folded):
            span = _span(text, folded, match, formulas)
            if span and not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return tuple(sorted(found, key=lambda span: span.start))


def zone_of_place(place: str, language: Language) -> str | None:
    """The time zone of a city as a letter of this language names it; None where it is not known."""
    name = re.sub(r"[\s.]+$", "", fold(place).partition("(")[0].strip())
    own = {fold(city): zone for city, zone in variants_of(language).dates.cities.items()}
    return own.get(name) or _cities().get(name)


@cache
def _cities() -> dict[str, str]:
    """The cities that the time zone database names, by folded name."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return {fold(zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}


def _span(text: str, folded: str, match: re.Match[str], formulas: Formulas) -> TimeSpan | None:
    words = variants_of(formulas.language)
    clock = _clock(match.groupdict(), words)
    if clock is None:
        return None
    start, end = match.start("at"), match.end("at")
    zone, zone_end = _zone(folded, end, formulas, words)
    return TimeSpan(start, zone_end, text[start:zone_end], clock, zone)


def _clock(parts: dict[str, str | None], words: Variants) -> str | None:
    named = parts.get("named")
    if named:
        known = {fold(word): clock for word, clock in words.dates.time_words.items()}
        return known[re.sub(r"\s+", " ", named)]
    hour, minute = int(parts["hour"] or 0), int(parts.get("minute") or 0)
    half = parts.get("half")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return END_OF_DAY
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    words = variants_of(language).dates
    hours = alternatives(words.hours)
    leads = alternatives(words.time_leads)
    digits = r"(?<![\w:.,/+-])"
    sources = [
        rf"(?P<at>{digits}(?P<hour>\d\d?)\s?[:h]\s?(?P<minute>\d\d)(?!\d)(?:\s?{_HALVES}|\s*{hours})?)",
        rf"(?P<at>{digits}(?P<hour>\d\d?)\.(?P<minute>\d\d)(?:\s?{_HALVES}|\s+{hours}))",
        rf"(?P<at>{digits}(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)\s?{hours})",
        rf"(?P<at>{digits}(?P<hour>\d\d?)\s?{_HALVES})",
        rf"{leads}\s+(?P<at>(?P<hour>\d\d?)\s?{hours})",
        rf"(?P<at>{digits}(?P<hour>\d\d?)\.(?P<minute>[0-5]\d))(?=\s?\(?{alternatives(_ABBREVIATED)})",
    ]
    if language is Language.ZH:
        sources.append(r"(?P<at>(?P<hour>\d\d?)[时点](?:(?P<minute>\d\d?)分)?)")
    if words.time_words:
        sources.append(rf"(?P<at>(?P<named>{alternatives(words.time_words)}))")
    return tuple(re.compile(source) for source in sources)


def _zone(folded: str, end: int, formulas: Formulas, words: Variants) -> tuple[str | None, int]:
    """The zone printed right after a time, and where it ends."""
    for match in _zones_after(formulas.language, tuple(formulas.deadlines.zones.items()), folded, end):
        known = {fold(name): zone for zone, name in formulas.deadlines.zones.items()}
        name = match["name"].strip()
        zone = _ABBREVIATED.get(name) or known.get(name) or zone_of_place(match["city"] or "", words.language)
        if zone:
            closed = folded[match.end() : match.end() + 1] == ")" and "(" in match[0]
            return zone, match.end() + closed
    return None, end


def _zones_after(
    language: Language, own: tuple[tuple[str, str], ...], folded: str, end: int
) -> Iterator[re.Match[str]]:
    for pattern in _zone_patterns(language, own):
        match = pattern.match(folded, end)
        if match:
            yield match


@lru_cache(maxsize=32)
def _zone_patterns(language: Language, own: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    """The office's own names of zones, abbreviations, `heure de Paris`, `Nairobi time`."""
    lead = r"[\s,]*\(?\s*"
    words = variants_of(language).dates.zone_words
    city = r"(?P<city>[^\W\d_][\w' -]{1,24}?)"
    none = r"(?P<city>(?!))?"
    known = alternatives([*(name for _, name in own), *_ABBREVIATED])
    sources = [rf"{lead}(?P<name>{known}){none}"]
    if words:
        sources.append(rf"{lead}(?P<name>{alternatives(words)}\s*{city})(?=[\s),.;]*(?:$|[),.;]))")
        sources.append(rf"{lead}(?P<name>{city}\s+{alternatives(words)})")
    return tuple(re.compile(source) for source in sources)
