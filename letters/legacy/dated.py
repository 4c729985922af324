"""Finds the dates in a sentence of an old letter, each with a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from letters.languages.reading import DateSpan, near, read_dates
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue


@dataclass(frozen=True)
class Dated:
    """A date in a sentence; `first` and `last` are its days, None where only a month is named."""

    span: DateSpan
    sentence: Sentence
    first: date | None
    last: date | None

    @property
    def line(self) -> int:
        """The line on which it is printed."""
        return self.sentence.line_at(self.span.start)

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
            found.append(Dated(span, sentence, first, last))
    return found
