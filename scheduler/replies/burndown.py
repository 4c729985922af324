"""How the answers to a letter came in: for each day how many organisations still owe one, to the deadline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from letters.calendar.entries import last_good
from letters.effective import EffectiveDeadline
from letters.register import Modifier, RegisterEntry, children_of, references_of
from mailer.database import OfficeSession
from mailer.errors import Refused
from recipients.spreadsheet import Cell
from scheduler.campaign import Campaign
from scheduler.replies.addressed import addressed_organisations
from scheduler.replies.asked import Asking
from scheduler.replies.counting import standings

LONGEST: Final = timedelta(days=800)
"""How far beyond the first day a chart reaches at most."""
BURNDOWN_COLUMNS: Final = ("day", "organisations", "answered", "open", "on this day")


@dataclass(frozen=True)
class Mark:
    """Something that fell on a day: a deadline, or a reminder; `what` is said beside it."""

    day: date
    what: str


@dataclass(frozen=True)
class Burndown:
    """The days of a letter, by the calendar of its own place."""

    letter: str
    ask: str | None
    organisations: int
    """Those that were addressed."""
    first: date
    last: date
    today: date
    answered: Counter[date]
    """How many answered in full, or declined, on each day; those before the first day stand on it."""
    deadlines: tuple[Mark, ...]
    """As they were set and moved, the oldest first; the last one holds."""
    reminders: tuple[Mark, ...]

    def open_on(self) -> Iterator[tuple[date, int]]:
        """Each day up to today, and how many organisations still owed an answer when it ended."""
        owing, day = self.organisations, self.first
        while day <= min(self.today, self.last):
            owing -= self.answered[day]
            yield day, owing
            day += timedelta(days=1)

    def cells(self) -> Iterator[list[Cell]]:
        """The days as rows of an export, in the order of BURNDOWN_COLUMNS."""
        marks = (*self.deadlines, *self.reminders)
        for day, owing in self.open_on():
            told = "; ".join(mark.what for mark in marks if mark.day == day)
            answered = self.organisations - owing
            yield [day, self.organisations, answered, owing, told]


def burndown(session: OfficeSession, now: datetime, asking: Asking, *, ask: str | None = None) -> Burndown:
    """How the answers to a letter, or to one thing that it asks, came in up to now.

    By what counts today: a reply that was corrected since is not on its old day. Refused for a letter that no
    campaign has sent; NotFound for an ask that it does not make.
    """
    zone = ZoneInfo(asking.time_zone)
    launched = session.scalar(
        select(func.min(Campaign.launched_at)).where(Campaign.letter_id == asking.letter.id)
    )
    if launched is None:
        raise Refused(f"No campaign has sent {asking.printed} yet.")
    first, today = launched.astimezone(zone).date(), now.astimezone(zone).date()
    answered, organisations = _answered(session, asking, ask, zone, first)
    today = max([today, *answered])  # a clock that was put back hides no answer
    due = asking.ask(ask).due if ask is not None else asking.answered_by
    deadlines = _deadlines(due) if due is not None else ()
    ends = [mark.day for mark in deadlines] + list(answered) + [min(today, first + LONGEST)]
    return Burndown(
        letter=asking.printed,
        ask=ask,
        organisations=organisations,
        first=first,
        last=min(max(ends), first + LONGEST),
        today=today,
        answered=answered,
        deadlines=deadlines,
        reminders=tuple(_reminders(session, asking, zone)),
    )


def _answered(
    session: OfficeSession, asking: Asking, ask: str | None, zone: ZoneInfo, first: date
) -> tuple[Counter[date], int]:
    """How many of those addressed answered on each day, and how many they are."""
    addressed, towards = addressed_organisations(asking), standings(asking, ask)
    asked = (
        select(towards.c.settled_at)
        .select_from(addressed)
        .join(towards, towards.c.organisation_id == addressed.c.organisation_id)
        .where(towards.c.settled_at.is_not(None))
        .execution_options(yield_per=10_000)
    )
    found = Counter(max(first, moment.astimezone(zone).date()) for moment in session.scalars(asked))
    return found, session.scalar(select(func.count()).select_from(addressed)) or 0


def _deadlines(due: EffectiveDeadline) -> tuple[Mark, ...]:
    """Each day that was the last good one."""
    found = []
    for number, step in enumerate(due.history):
        good = last_good(step.deadline, due.time_zone)
        day = good.astimezone(ZoneInfo(due.time_zone)).date() if isinstance(good, datetime) else good
        found.append(Mark(day, f"deadline, moved by {step.by}" if number else "deadline"))
    return tuple(found)


def _reminders(session: OfficeSession, asking: Asking, zone: ZoneInfo) -> Iterator[Mark]:
    """When each reminder of the letter began to go out."""
    for entry in references_of(session, asking.letter.id):
        children: Sequence[RegisterEntry] = children_of(session, entry)
        numbers = {one.letter_id: one.printed for one in children if one.modifier is Modifier.REMINDER}
        began = func.min(Campaign.launched_at)
        sent = (
            select(began, Campaign.letter_id)
            .where(
                Campaign.letter_id.in_([number for number in numbers if number]),
                Campaign.launched_at.is_not(None),
            )
            .group_by(Campaign.letter_id)
        )
        for launched_at, letter_id in session.execute(sent.order_by(began)):
            if launched_at is not None:
                yield Mark(launched_at.astimezone(zone).date(), numbers[letter_id])
