"""When a rung of a reminder plan is due, as people write it: `14 days before`, `on the day`, a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from letters.deadlines import read_date
from scheduler.office_calendar.spans import Span, read_span

ON_THE_DAY: Final = "on the day"
_BEFORE, _AFTER = " before", " after"
_WRITE: Final = "Write it like 14 days before, 1 week after, on the day, or as a date like 2027-03-29."


@dataclass(frozen=True)
class When:
    """So long before or after the deadline, on its day, or on a day of its own."""

    span: Span | None = None
    before: bool = False
    day: date | None = None

    def __str__(self) -> str:
        """As it is read back."""
        if self.day is not None:
            return self.day.isoformat()
        return f"{self.span}{_BEFORE if self.before else _AFTER}" if self.span else ON_THE_DAY

    @property
    def fixed(self) -> bool:
        """Whether it stands by itself, whatever becomes of the deadline."""
        return self.day is not None

    @property
    def after_deadline(self) -> bool:
        """Whether the deadline has passed by then."""
        return self.span is not None and not self.before


def read_when(text: str) -> When:
    """When a rung is due; ValueError, with a sentence, for what cannot be understood."""
    text = " ".join(text.split())
    if text == ON_THE_DAY:
        return When()
    for ending in (_BEFORE, _AFTER):
        if text.endswith(ending):
            return When(read_span(text.removesuffix(ending)), before=ending == _BEFORE)
    if text[:1].isdecimal() and "-" in text:
        return When(day=read_date(text))
    raise ValueError(f"“{text}” does not say when. {_WRITE}")
