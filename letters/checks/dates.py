"""Checks the dates of a letter against the day, against one another and against the calendar."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from letters.checks.places import fact_error, fact_warning
from letters.deadlines import END_OF_DAY
from letters.facts import Deadline, DeadlineKind, DeadlineWording, Event, LetterKind
from letters.findings import Finding
from letters.source import LetterSource

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FAR: Final = timedelta(days=366)
# How each language says that the day itself no longer counts, and that it still does.
_EXCLUSIVE: Final = re.compile(r"\b(?:before|prior to|avant le|antes del?|до)\b|قبل|之前|以前", re.IGNORECASE)
_INCLUSIVE: Final = re.compile(
    r"\b(?:by|no later than|not later than|on or before|before the end|d'ici au|au plus tard|avant la fin"
    r"|a más tardar|antes de que finalice|antes del fin|не позднее|до конца)\b"
    r"|في موعد أقصاه|不迟于",
    re.IGNORECASE,
)


def check_dates(letter: LetterSource, today: date, holidays: Collection[date]) -> Iterator[Finding]:
    """Dates gone by, days of rest, deadlines after their event, wordings that do not fit the kind.

    An old letter that was read in is only checked against itself: its dates have gone by, of course. So may
    the deadline have that a reminder speaks of.
    """
    if not letter.facts.legacy:
        yield from _issue_date(letter, today)
    for index, deadline in enumerate(letter.facts.deadlines):
        if not letter.facts.legacy and letter.facts.kind is not LetterKind.REMINDER:
            yield from _gone_by(letter, index, deadline, today)
        yield from _day_of_rest(letter, index, deadline, holidays)
        yield from _wording(letter, index, deadline)
        yield from _before_its_event(letter, index, deadline)
    for index, event in enumerate(letter.facts.events):
        if not letter.facts.legacy and (event.end or event.start).last_day() < today:
            message = "The event is over. Is the date right?"
            yield fact_warning(letter, "event-past", message, "events", index, "start")


def _issue_date(letter: LetterSource, today: date) -> Iterator[Finding]:
    day = letter.facts.date
    if day < today:
        message = f"The letter is dated {day}, which has gone by. Date it for the day it is issued."
        yield fact_warning(letter, "date-past", message, "date")
    if day > today + _FAR:
        yield fact_warning(letter, "date-far", f"The letter is dated {day}. Is the year right?", "date")


def _gone_by(letter: LetterSource, index: int, deadline: Deadline, today: date) -> Iterator[Finding]:
    zone = ZoneInfo(deadline.zone or letter.facts.time_zone)
    late_from = deadline.too_late_from(letter.facts.time_zone)
    answered = deadline.kind is DeadlineKind.RESPONSE
    report = fact_error if answered else fact_warning
    if late_from <= datetime.combine(today, time(), zone).astimezone(UTC):
        message = f"The deadline {deadline.date} has passed. Set a later one."
        yield report(letter, "deadline-past", message, "deadlines", index, "date")
    elif late_from <= datetime.combine(letter.facts.date, time(), zone).astimezone(UTC):
        message = f"The deadline {deadline.date} comes before the letter's own date {letter.facts.date}."
        yield report(letter, "deadline-before-letter", message, "deadlines", index, "date")


def _day_of_rest(
    letter: LetterSource, index: int, deadline: Deadline, holidays: Collection[date]
) -> Iterator[Finding]:
    if deadline.kind is not DeadlineKind.RESPONSE:
        return
    if deadline.date in holidays:
        message = f"The deadline {deadline.date} is a holiday of the office (office.toml)."
        yield fact_warning(letter, "deadline-holiday", message, "deadlines", index, "date")
    if deadline.date.weekday() >= 5:
        message = f"The deadline {deadline.date} is a {_WEEKDAYS[deadline.date.weekday()]}."
        yield fact_warning(letter, "deadline-weekend", message, "deadlines", index, "date")


def _wording(letter: LetterSource, index: int, deadline: Deadline) -> Iterator[Finding]:
    exclusive = deadline.wording is DeadlineWording.EXCLUSIVE
    if exclusive and deadline.time == END_OF_DAY:
        message = "Answers are to come before 24:00, the end of the day: the day counts, so say inclusive."
        yield fact_warning(letter, "deadline-wording", message, "deadlines", index, "wording")
    if deadline.printed is None:
        return
    for language in letter.facts.languages:
        printed = deadline.printed.get(language) or ""
        says_before, says_by = _EXCLUSIVE.search(printed), _INCLUSIVE.search(printed)
        if (exclusive and says_by and not says_before) or (not exclusive and says_before and not says_by):
            said = "inclusive" if exclusive else "exclusive"
            message = (
                f"The printed wording “{printed}” ({language}) is {said}, the deadline {deadline.wording}."
            )
            yield fact_warning(letter, "deadline-wording", message, "deadlines", index, "printed", language)


def _before_its_event(letter: LetterSource, index: int, deadline: Deadline) -> Iterator[Finding]:
    if deadline.kind not in {DeadlineKind.RESPONSE, DeadlineKind.REGISTRATION_OPENING}:
        return
    event = _event_of(letter, deadline)
    if event and deadline.date > event.start.last_day():
        message = f"The deadline {deadline.date} comes after its event began ({event.start})."
        yield fact_warning(letter, "deadline-after-event", message, "deadlines", index, "date")


def _event_of(letter: LetterSource, deadline: Deadline) -> Event | None:
    """The event a deadline names, else the last one to come: earlier ones may well lie before it."""
    if deadline.event:
        return letter.facts.event(deadline.event)
    to_come = [event for event in letter.facts.events if event.start.last_day() >= letter.facts.date]
    return max(to_come, key=lambda event: event.start.last_day(), default=None)
