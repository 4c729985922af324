"""Draws the conclusions from what came back, in short transactions that lay aside what they concluded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import delete

from mailer.audit import Actor, record
from mailer.bounce_settings import BounceSettings
from mailer.bounces.vocabulary import Action, Kind, Reason, Sort
from mailer.database import Database, OfficeSession
from mailer.delivery import DeliveryNews
from mailer.dispatch import MailKind
from mailer.inbox.news import Heard, lay_aside, take_news
from mailer.inbox.told import reading_of
from scheduler.outcomes.about import AffectedCopy, copies_about, one_at_a_time
from scheduler.outcomes.came_back import TYPED
from scheduler.outcomes.holding import hold, stop_stream
from scheduler.outcomes.refused import take_refused, verdicts_on
from scheduler.outcomes.repairs import close_repaired
from scheduler.outcomes.softness import count_failure, forget, weight_of
from scheduler.outcomes.successors import propose
from scheduler.outcomes.task import Evidence, TaskKind, raise_task

SORTS: Final = frozenset({Sort.BOUNCE, Sort.DELAY, Sort.COMPLAINT, Sort.AUTO_REPLY, Sort.RECEIPT})
"""What is concluded from here; replies are recorded elsewhere."""
AT_ONCE: Final = 50
"""Pieces of news that one transaction concludes."""
DEED: Final = "outcomes.conclude"
SUBJECT: Final = "came-back"
AGAIN_AND_AGAIN: Final = "failed softly again and again; the last time: "


class Conclusion(StrEnum):
    """What followed."""

    HELD = "held"  # an address, with a task to repair it
    COUNTED = "counted"  # a soft failure that is not enough for that
    COMPLAINED = "complained"  # a stream is stopped, or somebody has the task to speak with them
    PROPOSED = "proposed"  # another address, for review


Concluded = Counter[Conclusion]


def draw_conclusions(database: Database, now: datetime, by: Actor, rules: BounceSettings) -> Concluded:
    """Conclude everything that is news, and end what was repaired; what followed.

    A job, harmless when repeated and beside another one: killed at any point it leaves each piece of news
    either as it was or with all that follows from it.
    """
    done = Concluded()
    for some in (conclude_heard, conclude_refused):
        while True:
            with database.writing() as session:
                followed = some(session, now, by, rules)
            if followed is None:
                break
            done += followed
    while True:
        with database.writing() as session:
            if not close_repaired(session, now, by):
                return done


def conclude_heard(
    session: OfficeSession, now: datetime, by: Actor, rules: BounceSettings, limit: int = AT_ONCE
) -> Concluded | None:
    """Conclude the oldest news of the inbox; what followed, or None when there is none."""
    one_at_a_time(session)
    news = take_news(session, SORTS, limit)
    if not news:
        return None
    copies = copies_about(session, [one.delivery_id for one in news if one.delivery_id is not None])
    done, tasks = Concluded(), list[int]()
    for one in news:
        copy = copies.get(one.delivery_id or 0)
        if copy is not None and copy.counts:
            drawer = _Drawer(session, now, by, rules, copy, done, tasks)
            _CONCLUDE[one.what](drawer, one)
    lay_aside(session, news)
    _note(session, now, by, len(news), done, tasks)
    return done


def conclude_refused(
    session: OfficeSession, now: datetime, by: Actor, rules: BounceSettings, limit: int = AT_ONCE
) -> Concluded | None:
    """Conclude the oldest news of the post room: what servers refused; else as `conclude_heard`."""
    one_at_a_time(session)
    news = take_refused(session, limit)
    if not news:
        return None
    verdicts = verdicts_on(session, news)
    copies = copies_about(session, list(verdicts))
    done, tasks = Concluded(), list[int]()
    for number, verdict in sorted(verdicts.items()):
        if copies[number].counts:
            drawer = _Drawer(session, now, by, rules, copies[number], done, tasks)
            drawer.failed(verdict.kind, verdict.reason, verdict.action, Evidence(verdict.rule, verdict.line))
    session.execute(delete(DeliveryNews).where(DeliveryNews.id.in_([one.id for one in news])))
    if done:
        _note(session, now, by, len(news), done, tasks)
    return done


class _Drawer:
    """Draws the conclusions for one copy, counts them, and gathers the tasks they raised."""

    def __init__(
        self,
        session: OfficeSession,
        now: datetime,
        by: Actor,
        rules: BounceSettings,
        copy: AffectedCopy,
        done: Concluded,
        tasks: list[int],
    ) -> None:
        self._session, self._now, self._by, self._rules = session, now, by, rules
        self._copy, self._done, self._tasks = copy, done, tasks

    def failed(
        self, kind: Kind | None, reason: Reason | None, action: Action | None, evidence: Evidence
    ) -> None:
        """Hold the address at once, or once it failed softly too often."""
        if kind is Kind.HARD and action is Action.FAILED:
            self._hold(evidence)
            return
        weight = weight_of(self._rules, reason, action)
        score = count_failure(self._session, self._now, self._rules, self._copy, weight)
        if score is None:
            return
        self._done[Conclusion.COUNTED] += 1
        if score >= self._rules.hold_at:
            self._hold(Evidence(evidence.rule, f"{AGAIN_AND_AGAIN}{evidence.line}", evidence.message_id))

    def came_back(self, one: Heard) -> None:
        """A notice of failure or delay, with whatever other address it names."""
        reading = one.reading
        self.failed(reading.kind, reading.reason, reading.action, _evidence(one))
        self.answered(one)

    def complained(self, one: Heard) -> None:
        """A complaint: official mail is never stopped by a button in somebody's mail program."""
        evidence = Evidence(one.reading.sort_rule, one.message.subject, one.message.id)
        if self._copy.kind is not MailKind.OFFICIAL:
            stopped = stop_stream(self._session, self._now, self._by, self._copy, evidence)
            self._done.update([Conclusion.COMPLAINED] * stopped)
            return
        task = raise_task(self._session, self._now, TaskKind.COMPLAINT, self._copy, evidence)
        self._done.update([Conclusion.COMPLAINED] * (task is not None))
        self._tasks += [task.id] if task is not None else []

    def answered(self, one: Heard) -> None:
        """Addresses named for further mail, by a machine or a notice."""
        named = reading_of(one.reading.told).successors
        raised = propose(self._session, self._now, self._copy, named, _evidence(one))
        self._done.update([Conclusion.PROPOSED] * len(raised))
        self._tasks += [task.id for task in raised]

    def received(self, _: Heard) -> None:
        """A receipt: mail comes through."""
        forget(self._session, self._copy.address_key)

    def _hold(self, evidence: Evidence) -> None:
        task = hold(self._session, self._now, self._by, self._copy, evidence)
        if task is not None:
            self._done[Conclusion.HELD] += 1
            self._tasks.append(task.id)
        forget(self._session, self._copy.address_key)


_CONCLUDE: Final[dict[Sort, Callable[[_Drawer, Heard], None]]] = {
    Sort.BOUNCE: _Drawer.came_back,
    Sort.DELAY: _Drawer.came_back,
    Sort.COMPLAINT: _Drawer.complained,
    Sort.AUTO_REPLY: _Drawer.answered,
    Sort.RECEIPT: _Drawer.received,
}


def _evidence(one: Heard) -> Evidence:
    line = one.reading.line.removeprefix(TYPED)
    return Evidence(one.reading.rule or one.reading.sort_rule, line, one.message.id)


def _note(
    session: OfficeSession, now: datetime, by: Actor, news: int, done: Concluded, tasks: list[int]
) -> None:
    """The one entry of the machine for a group: holds have their own, tasks are named by number."""
    counts = {what.value: count for what, count in sorted(done.items()) if count}
    record(session, now, by, DEED, SUBJECT, {"news": news, "followed": counts, "tasks": tasks})
