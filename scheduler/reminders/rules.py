"""What a reminder plan says: its rungs, to whom each goes, within which hours, and how often at most."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from letters.facts.matters import Number
from letters.facts.wording import Clock, Fact, Flag, Line, Name
from scheduler.office_calendar.hours import read_hours
from scheduler.office_calendar.spans import read_span
from scheduler.office_calendar.working_days import read_quiet_period
from scheduler.reminders.when import read_when

ANY_HOUR: Final = "any"
MOST_RUNGS: Final = 20
"""Rungs of one plan, repetitions counted."""


def _in_words(text: str) -> str:
    return str(read_when(text))


def _span(text: str) -> str:
    return str(read_span(text))


def _exact_span(text: str) -> str:
    span = read_span(text)
    _ = span.exact
    return str(span)


def _hours(text: str) -> str:
    return text if text == ANY_HOUR else str(read_hours(text))


def _quiet(text: str) -> str:
    read_quiet_period(text)
    return text


WhenText = Annotated[str, AfterValidator(_in_words)]
"""As `read_when` takes it."""
SpanText = Annotated[str, AfterValidator(_span)]
"""As `read_span` takes it."""
ExactSpan = Annotated[str, AfterValidator(_exact_span)]
"""A span with a length of its own."""
Hours = Annotated[str, AfterValidator(_hours)]
"""As `read_hours` takes it, or any hour."""
Quiet = Annotated[str, AfterValidator(_quiet)]
"""As `read_quiet_period` takes it."""


class ToWhom(StrEnum):
    """Who of those the letter reached is reminded by a rung, asked at the moment of sending."""

    SILENT = "silent"  # nothing came
    INCOMPLETE = "not complete"  # nothing came, or not all of it
    ACKNOWLEDGED = "acknowledged"  # the letter arrived, and the answer is still to come
    ALL_BUT_DECLINED = "all but declined"  # who answered too, as before an event


class WhenLate(StrEnum):
    """What happens to a rung whose time passed by more than the grace, because nothing ran (F40)."""

    ASK = "ask"  # a person says whether it still goes
    SEND = "send"
    SKIP = "skip"


class OnDayOfRest(StrEnum):
    """Where a rung goes whose day is no working day of the office."""

    NEXT = "next"  # the working day after it
    PREVIOUS = "previous"
    NONE = "none"  # nowhere: it goes on that day


class Repeat(Fact):
    """The same rung again, each time under a number of its own, until a time or so often."""

    every: SpanText
    until: WhenText | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.until is None and self.most is None:
            raise ValueError("Say until when it is repeated (until), or how often at most (most).")
        return self


class Pressure(Fact):
    """How many reminders of all letters together one recipient gets at most within a time."""

    most: Number
    within: ExactSpan


class RungRules(Fact):
    """One rung: when, which letter, and what of the plan's own rules it has otherwise."""

    at: WhenText
    letter: Line
    """The folder of its letter, beside the plan's file."""
    ask: Name | None = None
    to: ToWhom | None = None
    only: Line | None = None
    late: WhenLate | None = None
    repeat: Repeat | None = None


class PlanRules(Fact):
    """A whole plan, as its file says it; what a rung does not say of itself holds for all."""

    ask: Name | None = None
    """Whose deadline counts and who is held to have answered; without it the letter as a whole."""
    to: ToWhom = ToWhom.SILENT
    only: Line | None = None
    """An audience expression: nobody else is reminded."""
    at: Clock = "09:00"
    """The time of day at which a rung begins, at the office."""
    hours: Hours = "09:00-17:00"
    """Within which hours of their own place recipients are written to; `any` where it does not matter."""
    rest: OnDayOfRest = OnDayOfRest.NEXT
    weekends: Flag = True
    """Whether recipients' own weekends and holidays are waited for."""
    quiet: tuple[Quiet, ...] = ()
    late: WhenLate = WhenLate.ASK
    grace: ExactSpan = "1 hour"
    most: Number | None = None
    """Reminders of this letter that one recipient gets at most."""
    pressure: Pressure | None = None
    rungs: Annotated[tuple[RungRules, ...], Field(min_length=1, max_length=MOST_RUNGS)]

    @model_validator(mode="after")
    def _time_in_a_day(self) -> Self:
        if self.at == "24:00":
            raise ValueError("A rung begins within the day: write 00:00 to 23:59.")
        return self
