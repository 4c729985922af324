"""What an old letter is about, as found: deadlines, events, asks, relations, promises, credentials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from letters.deadlines import CalendarDate
from letters.facts import ChannelKind, DeadlineKind, DeadlineWording, Duty, RelationKind


class DateRole(StrEnum):
    """What a date in the text is for."""

    ISSUE = "issue"
    DEADLINE = "deadline"
    EVENT = "event"
    RELATION = "relation"
    PROMISE = "promise"
    OTHER = "other"


@dataclass(frozen=True)
class FoundSpan:
    """A date or range as printed somewhere in the letter, with the sentence's own place for it."""

    text: str
    first: CalendarDate
    last: CalendarDate | None
    line: int
    role: DateRole = DateRole.OTHER
    year_printed: bool = True
    weekday: int | None = None


@dataclass(frozen=True)
class FoundDeadline:
    """A date the letter sets; `phrase` is its whole wording, `computed` says that a period was reckoned."""

    day: date
    phrase: str
    line: int
    wording: DeadlineWording = DeadlineWording.INCLUSIVE
    kind: DeadlineKind = DeadlineKind.RESPONSE
    clock: str | None = None
    zone: str | None = None
    computed: bool = False
    weekday: int | None = None
    names_day: bool = True
    """Whether a day is printed, and not only a month whose end is meant."""


@dataclass(frozen=True)
class FoundEvent:
    """Something that takes place."""

    title: str
    start: CalendarDate
    end: CalendarDate | None
    place: str
    country: str
    display: str
    line: int


@dataclass(frozen=True)
class FoundAsk:
    """One thing asked; `to` is the page, mailbox, number of the annex, or name of the platform.

    `also` are the mailboxes to which the form of an annex goes.
    """

    what: str
    line: int
    channel: ChannelKind | None = None
    to: str = ""
    url: str = ""
    deadline: date | None = None
    duty: Duty = Duty.VOLUNTARY
    also: tuple[str, ...] = ()
    matter: int | None = None
    """Which of several matters it belongs to: a paragraph that begins with `furthermore` opens another."""


@dataclass(frozen=True)
class FoundRelation:
    """A tie to another letter or document."""

    kind: RelationKind
    reference: str
    title: str
    date: CalendarDate | None
    line: int


@dataclass(frozen=True)
class FoundPromise:
    """Something the letter says will follow."""

    text: str
    line: int
    due: CalendarDate | None = None


@dataclass(frozen=True)
class FoundCredentials:
    """The fact that credentials were issued; the text names no secret."""

    issued_to: str
    text: str
    line: int
