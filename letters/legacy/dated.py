"""Finds the dates in a sentence of an old letter, each with a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from letters.deadlines import CalendarDate
from letters.languages.phrases import alternatives
from letters.languages.reading import DateSpan, near, read_dates
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_NEAR: Final = 60
"""Characters before a date among which such words stand."""


@dataclass(frozen=True)
class Dated:
    """A date in a sentence; `first` and `last` are its days, None where only a month is named."""

    span: DateSpan
    sentence: Sentence
    first: date | None
    last: date | None
    year_printed: bool = True

    @property
    def line(self) -> int:
        """The line on which it is printed."""
        return self.sentence.line_at(self.span.start)

    @property
    def last_day(self) -> date | None:
        """Its day; of a month named alone the last one."""
        year, month = self.span.first.year, self.span.first.month
        return self.first or (CalendarDate(year, month).last_day() if year and month else None)

    @property
    def before(self) -> str:
        """The folded words before it in the sentence."""
        return self.sentence.folded[: self.span.start]

    @property
    def after(self) -> str:
        """The folded words after it."""
        return self.sentence.folded[self.span.end :]

    def clause(self, tongue: Tongue) -> str:
        """The folded words before it, back to the date before it."""
        spans = read_dates(self.sentence.text, tongue.formulas)
        ends = [span.end for span in spans if span.end <= self.span.start]
        return self.before[ends[-1] if ends else 0 :]

    def replaced(self, tongue: Tongue) -> bool:
        """Whether another date has taken its place: `instead of 3 May`, `y no el 3 de mayo`."""
        cues = tongue.variants.dates.instead
        quoted = re.search(r"[\"“«][^\"”»]*$", self.before)
        if quoted and cues:
            lead = self.before[: quoted.start()].rstrip(" :")
            return re.search(rf"{alternatives(cues)}$", lead[-_NEAR:]) is not None
        return self._follows(cues, tongue)

    def moved(self, tongue: Tongue) -> bool:
        """Whether the range is an old date and the new one: `postponed from 3 May to 10 May`."""
        return self.last is not None and self._follows(tongue.variants.dates.moved, tongue)

    def ends_event(self, tongue: Tongue) -> bool:
        """Whether what began on a date before closes on this one: `will open on 3 May and close on 7 May`."""
        words, clause = tongue.variants, self.clause(tongue)
        begun = self.before[: len(self.before) - len(clause)]
        if not begun or not tongue.says(words.events.ends, clause):
            return False
        opens = tongue.says(words.events.verbs, begun) and tongue.says(words.events.nouns, begun)
        return opens and not tongue.says(words.deadlines.opening_subjects, begun)

    def _follows(self, cues: tuple[str, ...], tongue: Tongue) -> bool:
        if not cues:
            return False
        words = tongue.variants
        small = alternatives(
            (*words.events.determiners, *words.events.cited, *words.deadlines.fillers, "from")
        )
        pattern = rf"{alternatives(cues, unspaced=words.unspaced)}(?:[\s,]+{small})*[\s,\"“«(]*$"
        return re.search(pattern, self.clause(tongue)[-_NEAR:]) is not None


def dates_in(sentence: Sentence, issued: date, tongue: Tongue) -> list[Dated]:
    """Every date in a sentence.

    Where no year is printed it is the one that brings the date soonest after the letter; in a sentence about
    what has been, last before it.
    """
    found = []
    past = tongue.says(tongue.variants.events.past, sentence.folded)
    for printed in read_dates(sentence.text, tongue.formulas):
        span = near(printed, issued, past=past)
        dates = span.dates(issued.year)
        if dates is not None:
            first = dates[0].first_day() if dates[0].day else None
            last = dates[1].first_day() if dates[1] and dates[1].day else None
            found.append(Dated(span, sentence, first, last, printed.first.year is not None))
    return found
