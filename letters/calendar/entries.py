"""Decides what of a letter stands in a calendar, on which day or minute, and with which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from letters.facts import (
    Ask,
    Channel,
    ChannelKind,
    Deadline,
    DeadlineKind,
    DeadlineWording,
    Event,
    Facts,
    Language,
    Text,
)
from letters.languages import Formulas
from letters.languages.dates import format_deadline
from letters.layout.wording import text_in
from letters.markdown.bidi import isolated

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar.

    `name` tells it from all others of the letter and of those that follow on it; `start` is a day, or a
    moment in UTC; `end` is the day after the last (RFC 5545 3.6.1: exclusive), None for a moment. Without a
    `title` of its own it bears the letter's subject, after the `label`. `lines` describe it.
    """

    name: str
    start: date | datetime
    end: date | None
    label: str
    title: str
    place: str
    lines: tuple[str, ...]


def entries_of(
    facts: Facts,
    language: Language,
    formulas: Formulas,
    *,
    subject: bool,
) -> tuple[Entry, ...]:
    """The deadlines and events of a letter that lie ahead of its date, in its own order.

    `subject` says whether the letter has one that is the same for all; where not, a deadline is called by
    what is asked. An event of which no more than the month is known has no day to stand on, and is left out;
    so is everything from an old letter that is kept, and from one that says `calendar: no`.
    """
    if facts.legacy or not facts.calendar:
        return ()
    words = _Words(facts, language, formulas)
    deadlines = [words.of_deadline(one, subject=subject) for one in facts.deadlines if one.date >= facts.date]
    events = [
        words.of_event(one)
        for one in facts.events
        if one.start.day and (one.end is None or one.end.day) and _last(one) >= facts.date
    ]
    return (*deadlines, *events)


def _last(event: Event) -> date:
    return (event.end or event.start).last_day()


def last_good(deadline: Deadline, zone: str) -> date | datetime:
    """Where a deadline stands: the last day on which an answer is in time, or with a time the last minute.

    So "before 28 May" stands on 27 May, and 24:00 at 23:59 of that day. The minute is in UTC, by which every
    calendar shows the reader's own time; a minute that the zone skips or has twice is read as
    `letters.deadlines.too_late_from` reads it.
    """
    if deadline.time is None:
        exclusive = deadline.wording is DeadlineWording.EXCLUSIVE
        return deadline.date - _DAY if exclusive else deadline.date
    return (deadline.too_late_from(zone) - _MINUTE).astimezone(UTC)


class _Words:
    """The words of one language for the entries of one letter."""

    def __init__(self, facts: Facts, language: Language, formulas: Formulas) -> None:
        self.facts, self.language, self.formulas = facts, language, formulas

    def of_deadline(self, deadline: Deadline, *, subject: bool) -> Entry:
        start = last_good(deadline, self.facts.time_zone)
        asks = [ask for ask in self.facts.asks if ask.deadline == deadline.id and self._text(ask.what)]
        event = self.facts.event(deadline.event) if deadline.event else None
        title = "" if subject else "; ".join(self._text(ask.what) for ask in asks)
        if deadline.kind is DeadlineKind.EVENT and event:
            title = self._text(event.title)
        return Entry(
            name=f"deadline {deadline.id}",
            start=start,
            end=None if isinstance(start, datetime) else start + _DAY,
            label=self._label(deadline.kind),
            title=title,
            place="",
            lines=(*self._phrase(deadline), *(line for ask in asks for line in self._ask(ask))),
        )

    def of_event(self, event: Event) -> Entry:
        places = [self._text(event.place), self._text(event.country)]
        return Entry(
            name=f"event {event.id}",
            start=event.start.first_day(),
            end=_last(event) + _DAY,
            label="",
            title=self._text(event.title),
            place=self.formulas.punctuation.comma.join(filter(None, places)),
            lines=tuple(filter(None, [self._text(event.display)])),
        )

    def _label(self, kind: DeadlineKind) -> str:
        calendar = self.formulas.calendar
        words = {
            DeadlineKind.RESPONSE: calendar.deadline,
            DeadlineKind.REGISTRATION_OPENING: calendar.opening,
            DeadlineKind.PUBLICATION: calendar.publication,
        }
        return self.formulas.label(words.get(kind, ""))

    def _phrase(self, deadline: Deadline) -> Iterator[str]:
        """The wording of the letter, which tells whether the day still counts, and in which zone."""
        if deadline.printed:
            yield self._text(deadline.printed)
        elif deadline.kind is DeadlineKind.RESPONSE:
            phrase = format_deadline(
                deadline.date,
                self.formulas,
                inclusive=deadline.wording is DeadlineWording.INCLUSIVE,
                clock=deadline.time,
                zone=deadline.zone or self.facts.time_zone,
            )
            yield self._in_order(phrase)

    def _ask(self, ask: Ask) -> Iterator[str]:
        """What is asked, then where the answer goes; an address has a line to itself, to become a link."""
        yield ""
        yield self._text(ask.what)
        if ask.who:
            yield f"({self._text(ask.who)})"
        if ask.channel:
            yield from self._channel(ask.channel)

    def _channel(self, channel: Channel) -> Iterator[str]:
        if channel.kind is ChannelKind.ANNEX:
            annex = self.facts.annex(channel.annex or 0)
            title = self._text(annex.title) if annex else ""
            yield " ".join(filter(None, [self.formulas.labels.annex, str(channel.annex), title]))
        if channel.kind is ChannelKind.EVENT:
            event = self.facts.event(channel.event or "")
            yield from filter(None, [self._text(event.title if event else None)])
        if channel.platform:
            yield self._text(channel.platform)
        if channel.mailbox or channel.url:
            yield channel.mailbox or channel.url or ""

    def _text(self, text: Text | None) -> str:
        return self._in_order(text_in(text, self.language))

    def _in_order(self, text: str) -> str:
        return isolated(text) if self.formulas.rtl else text
