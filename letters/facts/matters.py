"""What the letter is about: what it asks, by when, for which event, with which annexes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from letters.deadlines import too_late_from
from letters.facts.wording import Clock, Day, Fact, Flag, Line, Name, RoughDay, Text, Zone


class Duty(StrEnum):
    """Whether an answer is owed or only welcome."""

    MANDATORY = "mandatory"
    VOLUNTARY = "voluntary"


class ChannelKind(StrEnum):
    """The ways an ask can be answered."""

    URL = "url"
    MAILBOX = "mailbox"
    ANNEX = "annex"
    PLATFORM = "platform"
    EVENT = "event"


def _number(value: object) -> object:
    """A whole number from 1, in digits only."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and 0 < int(value) < 1000):
            raise ValueError(f"“{value}” is not a number from 1 to 999.")
        return int(value)
    return value


Number = Annotated[int, BeforeValidator(_number), Field(ge=1, le=999)]
"""A number that people count with, from 1."""


class Channel(Fact):
    """Where an answer goes: exactly one of a page, a mailbox, a form annexed, a platform, or being there.

    A platform may name its page too; `url` alone is a page.
    """

    url: Line | None = None
    mailbox: Line | None = None
    annex: Number | None = None
    platform: Text | None = None
    event: Name | None = None

    @property
    def kind(self) -> ChannelKind:
        """Which of them it is."""
        for kind in (ChannelKind.PLATFORM, ChannelKind.MAILBOX, ChannelKind.ANNEX, ChannelKind.EVENT):
            if getattr(self, kind.value) is not None:
                return kind
        return ChannelKind.URL

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.mailbox, self.annex, self.platform, self.event]
        named = sum(way is not None for way in ways)
        if named > 1 or (named == 0 and self.url is None) or (self.url and named and self.platform is None):
            raise ValueError("Name one channel: url, mailbox, annex, event, or platform (with its url).")
        return self


class Ask(Fact):
    """One thing asked of the addressees, with its own channel and deadline (letters.md §1.2, 12).

    `who` may answer when that is not every addressee; `deadline` is the id of one of the letter's deadlines;
    an ask without a channel is answered by doing it.
    """

    id: Name
    what: Text
    who: Text | None = None
    channel: Channel | None = None
    duty: Duty = Duty.VOLUNTARY
    deadline: Name | None = None


class DeadlineWording(StrEnum):
    """Whether the day named still counts ("by", "fixed at") or not ("before")."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class DeadlineKind(StrEnum):
    """What happens on the date."""

    RESPONSE = "response"
    REGISTRATION_OPENING = "registration-opening"
    EVENT = "event"
    PUBLICATION = "publication"


class Deadline(Fact):
    """A date that the letter sets (letters.md §1.2, 13).

    Without `zone` the letter's own holds; `printed` is the wording where the language's own does not fit;
    `event` is the id of the event it comes before.
    """

    id: Name
    date: Day
    time: Clock | None = None
    zone: Zone | None = None
    wording: DeadlineWording = DeadlineWording.INCLUSIVE
    kind: DeadlineKind = DeadlineKind.RESPONSE
    printed: Text | None = None
    event: Name | None = None

    def too_late_from(self, letter_zone: str) -> datetime:
        """The first moment, in UTC, at which an answer is late."""
        inclusive = self.wording is DeadlineWording.INCLUSIVE
        return too_late_from(self.date, self.time, self.zone or letter_zone, inclusive=inclusive)


class DeadlineMove(Fact):
    """A deadline of the parent, by its id, that an addendum sets anew (letters.md 2.4, rule 9).

    What is not given stays as it is: `time` and `wording` of the deadline that holds until then.
    """

    deadline: Name
    was: Day | None = None
    """Its day until then, where the letter states it; the checks hold it against the parent."""
    date: Day
    time: Clock | None = None
    wording: DeadlineWording | None = None

    def applied_to(self, deadline: Deadline) -> Deadline:
        """The deadline as it holds after the move; its own printed wording fits no more."""
        changed = {"date": self.date, "time": self.time, "wording": self.wording}
        given = {name: value for name, value in changed.items() if value is not None}
        return deadline.model_copy(update={**given, "printed": None})


class Event(Fact):
    """Something that takes place; `display` is its date or name as printed, `title` what it is called."""

    id: Name
    title: Text
    place: Text | None = None
    country: Text | None = None
    start: RoughDay
    end: RoughDay | None = None
    display: Text | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end and self.end.last_day() < self.start.first_day():
            raise ValueError("The event ends before it starts.")
        return self


def _inside(path: str) -> str:
    """Names of annex files stay inside the letter's folder."""
    parts = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\", "~")) or ".." in parts or "\\" in path or ":" in path:
        raise ValueError(
            f"“{path}” leads out of the letter's folder. Put the file under annexes/ and name it so."
        )
    return path


def _all_inside(file: Text) -> Text:
    for path in [file.root] if isinstance(file.root, str) else file.root.values():
        _inside(path)
    return file


FilePath = Annotated[Text, AfterValidator(_all_inside)]
"""The path of a file in the letter's folder, with `/`: one for all languages, or each language's own."""


class Annex(Fact):
    """One annex; `form` says that it is to be filled in and returned (an ask names it as its channel)."""

    number: Number
    title: Text | None = None
    file: FilePath | None = None
    form: Flag = False
