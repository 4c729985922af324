"""Reads the words around a date that make it a deadline: before it, after it, and the time beside it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from letters.facts import DeadlineWording
from letters.languages import deadline_reading
from letters.languages.clock_reading import TimeSpan, read_times
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.reading import read_dates
from letters.legacy.dated import Dated
from letters.legacy.tongue import Tongue

_REACH: Final = 110
"""How many characters before a date are looked at for the word deadline itself."""
_BETWEEN_TIME_AND_DATE: Final = 40
_BETWEEN_DATE_AND_TIME: Final = 14


@dataclass(frozen=True)
class Lead:
    """The words right before a date, or before the time that stands before it."""

    start: int
    exclusive: bool
    end_of: bool
    text: str


def lead_before(before: str, tongue: Tongue) -> Lead | None:
    """What `deadline_reading.lead_before` finds, and whether it is `by the end of`."""
    ends = tongue.variants.deadlines.end_of
    found = deadline_reading.lead_before(before, tongue.language, ends=ends)
    if found is None:
        return None
    wording, words = found
    return Lead(words.start(), wording is DeadlineWording.EXCLUSIVE, tongue.says(ends, words[0]), words[0])


def words_after(dated: Dated, tongue: Tongue) -> re.Match[str] | None:
    """What `deadline_reading.words_after` finds after this date."""
    return deadline_reading.words_after(tongue.language).match(dated.after)


def wording_of(lead: Lead | None, after: re.Match[str] | None, tongue: Tongue) -> DeadlineWording | None:
    """Whether the day itself still counts; None where nothing makes the date a deadline."""
    if after is not None:
        # In Chinese the words of exclusion follow the date.
        return DeadlineWording.EXCLUSIVE if tongue.variants.unspaced else DeadlineWording.INCLUSIVE
    if lead is None:
        return None
    # "Before the end of March" still counts the last day of March.
    return DeadlineWording.EXCLUSIVE if lead.exclusive and not lead.end_of else DeadlineWording.INCLUSIVE


def is_strong(dated: Dated, lead: Lead | None, after: re.Match[str] | None, tongue: Tongue) -> bool:
    """Whether the wording alone says that answers are meant, without a word that asks."""
    if after is not None or lead is None:
        return after is not None
    words = tongue.variants.deadlines
    # "Registration until: 3 May" stands in a list of dates; "voting ends on 3 May" is a deadline, too.
    tabled = bool(dated.sentence.row) or ":" in lead.text or dated.before[: lead.start].rstrip().endswith(":")
    listed = tabled or tongue.says(words.opening_subjects, dated.clause(tongue))
    return listed or tongue.says(words.strong, lead.text)


def called_deadline(dated: Dated, tongue: Tongue) -> bool:
    """Whether the sentence, or the one that leads to a list, calls the date a deadline."""
    words = tongue.variants.deadlines
    if dated.sentence.row and tongue.says(words.rows, fold(dated.sentence.row)):
        return True
    if dated.sentence.lead and tongue.says(words.nouns, dated.sentence.lead):
        return True
    before = dated.before[-_REACH:]
    ends = [span.end for span in read_dates(before, tongue.formulas) if span.end < len(before) - 2]
    near_by = before[ends[-1] if ends else 0 :]
    noun = alternatives(words.nouns, unspaced=tongue.variants.unspaced)
    links = alternatives(words.links)
    if re.search(noun, near_by):
        return tongue.variants.unspaced or bool(re.search(rf"(?:{links}|[:=])[\s\w,*'-]{{0,40}}$", near_by))
    return bool(re.match(rf"[\s,*]*{links}[\s\w]*?{noun}", dated.after[:60]))


def day_of(dated: Dated, lead: Lead | None) -> date | None:
    """The day of a deadline; of a month named alone its last day, or its first after `before`."""
    if dated.first is not None:
        return dated.first
    year, month = dated.span.first.year, dated.span.first.month
    if year is None or month is None or lead is None:
        return None
    if lead.exclusive and not lead.end_of:
        return date(year, month, 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def time_before(dated: Dated, tongue: Tongue) -> tuple[TimeSpan | None, str]:
    """A time printed right before the date, and the words before it: `by 1600 hours UTC on …`."""
    joins = alternatives((*tongue.variants.deadlines.fillers, *tongue.variants.dates.joins))
    between = re.compile(rf"(?:[^()]{{0,30}}\))?(?:[\s,*]|{joins})*")
    leads = re.compile(rf"(?:{alternatives(tongue.variants.dates.time_leads)}|[\s,(*])*$")
    for time in read_times(dated.sentence.text[: dated.span.start], tongue.formulas):
        gap = dated.before[time.end :]
        if len(gap) <= _BETWEEN_TIME_AND_DATE and between.fullmatch(gap):
            before = dated.before[: time.start]
            # The word before the time may be the very one that makes the deadline: it is kept.
            return time, before if lead_before(before, tongue) else leads.sub(" ", before)
    return None, dated.before


def time_after(dated: Dated, tongue: Tongue) -> TimeSpan | None:
    """A time printed right after the date: `… à 17 h 30 (heure de Genève)`."""
    for time in read_times(dated.sentence.text, tongue.formulas):
        between = dated.sentence.folded[dated.span.end : time.start]
        if dated.span.end <= time.start and len(between) <= _BETWEEN_DATE_AND_TIME and "." not in between:
            return time
    return None
