"""Reads the words around a printed date that make it a deadline, in each language."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from letters.facts import DeadlineWording, Language
from letters.languages.clock_reading import read_times
from letters.languages.folding import fold
from letters.languages.formulas import Formulas
from letters.languages.phrases import alternatives
from letters.languages.reading import DateSpan
from letters.languages.variants import Phrases, variants_of

_NEAR: Final = 70
"""How many characters before a date are looked at."""
_TIME_NEAR: Final = 40
"""How far a time of day may stand before the date it belongs to."""
_AFTER_NEAR: Final = 14
"""The same for one that stands after it."""
_ARTICLES: Final = ("la", "las")
"""What stands between such words and a time of day: `antes de las 17:00`."""
_STOP: Final = re.compile(r"[.;!?。；]")
_ZONE: Final = re.compile(r"(?:\s*[(（][^()（）]{0,30}[)）])?")
"""A zone in brackets after a time."""


def deadline_wording(text: str, span: DateSpan, formulas: Formulas) -> DeadlineWording | None:
    """Whether the words make the date a deadline, and whether the day still counts; None where they do not.

    `by 28 May` is inclusive, `avant le 28 mai` exclusive. A time of day between the words and the date is
    passed over.
    """
    variants = variants_of(formulas.language)
    folded = fold(text)
    start, end = _with_time(text, span, formulas)
    if (after := words_after(formulas.language).match(folded, end)) is not None:
        # In Chinese the words of exclusion follow the date.
        exclusive = variants.unspaced and not _includes(after[0], formulas.language)
        return DeadlineWording.EXCLUSIVE if exclusive else DeadlineWording.INCLUSIVE
    before = folded[:start]
    if variants.says(variants.deadlines.never, before[-_NEAR // 2 :] + folded[span.start : span.end]):
        return None
    passed_over = (*variants.dates.time_leads, *_ARTICLES)
    found = lead_before(before, formulas.language, passed_over=passed_over)
    return found[0] if found else None


def lead_before(
    before: str, language: Language, *, passed_over: Phrases = (), ends: Phrases = ()
) -> tuple[DeadlineWording, re.Match[str]] | None:
    """The words at the end of a folded text that make the date after it a deadline; the longest.

    `by`, `no later than`, `avant le`, `a más tardar el`. Of the phrases `passed_over` may stand between them
    and the date, beside the language's own; one of `ends` (`the end of`) may belong to them.
    """
    found: tuple[DeadlineWording, re.Match[str]] | None = None
    for wording, pattern in _leads(language, passed_over, ends):
        lead = pattern.search(before, max(0, len(before) - _NEAR))
        if lead and (found is None or lead.start() < found[1].start()):
            found = wording, lead
    return found


def _with_time(text: str, span: DateSpan, formulas: Formulas) -> tuple[int, int]:
    """Where the date begins and ends, with the time of day right before or after it."""
    start, end = span.start, span.end
    # Chinese sets a time right after the date; with blanks in the date's place it stands by itself.
    without = text[:start] + " " * (end - start) + text[end:]
    for time in read_times(without, formulas):
        before, after = text[time.end : span.start], text[span.end : time.start]
        if time.end <= span.start and len(before) <= _TIME_NEAR and not _STOP.search(before):
            start = min(start, time.start)
        elif time.start >= span.end and len(after) <= _AFTER_NEAR and not _STOP.search(after):
            end = max(end, time.end)
    zone = _ZONE.match(text, end) if end > span.end else None
    return start, zone.end() if zone else end


def _includes(words: str, language: Language) -> bool:
    """Whether Chinese words after a date count the day: 当日, 前 do not stand alike."""
    return language is Language.ZH and any(sign in words for sign in "当含止")


@cache
def words_after(language: Language) -> re.Pattern[str]:
    """Words right after a date that make it a deadline, in folded text: `at the latest`, `inclus`, `之前`."""
    variants = variants_of(language)
    return re.compile(rf"[\s,*(]{{0,3}}{alternatives(variants.deadlines.after, unspaced=variants.unspaced)}")


@cache
def _leads(
    language: Language, passed_over: Phrases, ends: Phrases
) -> tuple[tuple[DeadlineWording, re.Pattern[str]], ...]:
    variants = variants_of(language)
    words, unspaced = variants.deadlines, variants.unspaced
    between = alternatives((*words.fillers, *passed_over), unspaced=unspaced)
    fillers = rf"(?:[\s,:('\"*-]|{between})*"
    ending = rf"(?:{alternatives(ends, unspaced=unspaced)}\s*)?{fillers}" if ends else ""
    return tuple(
        (wording, re.compile(f"{alternatives(cues, unspaced=unspaced)}{fillers}{ending}$"))
        for wording, cues in (
            # In Chinese the words of exclusion follow the date; those before it do not tell.
            (DeadlineWording.EXCLUSIVE, words.exclusive if not unspaced else ()),
            (DeadlineWording.INCLUSIVE, words.inclusive),
        )
    )
