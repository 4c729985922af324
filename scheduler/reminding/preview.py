"""The preview of a rung: who would get it now, and for every other whom the letter was for, why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, select

from letters.letter import Letter
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from recipients.among import among
from recipients.entries import load_entries
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.reached import ADDRESSED
from scheduler.reminders.extensions import extended_until
from scheduler.reminders.plan import begins, rules_of
from scheduler.reminders.question import Asked, all_members, reached_members, verdicts
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderPlan, ReminderRung, RungState
from scheduler.reminding.opening import Hours, Member, meant_by

COLUMNS: Final = ("outcome", "recipient", "country", "when (UTC)", "why")
WOULD: Final = "would be reminded"
NOT_REACHED: Final = "not reached"
_FUTURE: Final = frozenset({RungState.PLANNED, RungState.ASKS})
_CHUNK: Final = 1_000
_WHY: Final = {
    Outcome.REMINDED: "",
    Outcome.WAITING: "until they are at work",
    Outcome.HELD: "no address of theirs may be written to",
    Outcome.ENOUGH: "they had as many reminders of this letter as one may get",
    Outcome.PRESSED: "they had as many reminders of all letters lately as one may get",
    Outcome.GONE: "they are in the directory no more",
    Outcome.NOT_MEANT: "the plan's own expression leaves them out",
    Outcome.TOO_LATE: "they are at work again only when it is too late",
    Outcome.ENDED: "the rung was skipped, or its plan ended",
}


@dataclass(frozen=True)
class PreviewLine:
    """One recipient of the letter at a rung: whether they would be reminded, when, else why not."""

    outcome: str
    recipient: str
    country: str
    due_at: datetime | None
    why: str

    def cells(self) -> list[str]:
        """As a row of a list."""
        when = f"{self.due_at.astimezone(UTC):%Y-%m-%d %H:%M}" if self.due_at else ""
        return [self.outcome, self.recipient, self.country, when, self.why]


@dataclass
class Preview:
    """What a rung came to, or would come to: how many in each outcome; they sum to the letter's audience."""

    counts: Counter[str] = field(default_factory=Counter)

    def counting(self, lines: Iterator[PreviewLine]) -> Iterator[PreviewLine]:
        """The lines, each counted as it passes."""
        for line in lines:
            self.counts[line.outcome] += 1
            yield line


@dataclass(frozen=True)
class _Row:
    recipient_id: int
    organisation_id: int
    outcome: Outcome
    standing: str
    due_at: datetime | None


def preview(
    session: OfficeSession,
    now: datetime,
    plan: ReminderPlan,
    rung: ReminderRung,
    asked: Asked,
    hours: Hours,
    on: datetime | None = None,
) -> Iterator[PreviewLine]:
    """Everybody whom the letter was addressed to, streamed: who is reminded first, the others after them.

    For a rung to come it is asked as of `on`, or of its beginning; what is known of replies, addresses and
    extensions is what is known now. For one that is open or over, what was decided stands.
    """
    at = on or max(now, begins(rung).moment)
    if rung.state in _FUTURE:
        rows = _to_come(session, plan, rung, asked, hours, at)
    elif rung.filled_to or rung.filled:
        rows = _decided(session, rung, asked, max(now, on or now))
    else:
        rows = _never_opened(session, plan)
    yield from _lines(session, asked, rows, future=rung.state in _FUTURE)
    yield from _not_reached(session, plan)


def _to_come(
    session: OfficeSession, plan: ReminderPlan, rung: ReminderRung, asked: Asked, hours: Hours, at: datetime
) -> Iterator[_Row]:
    only = meant_by(session, rules_of(plan), rung)
    found = session.execute(verdicts(reached_members(plan.letter_id), asked, at)).all()
    extended = extended_until(session, asked.asking, asked.ask, {row[1] for row in found})
    countries = _countries(session, plan.letter_id, [row[0] for row in found])
    for recipient, organisation, outcome, standing in found:
        verdict = Outcome(outcome)
        if only is not None and recipient not in only:
            verdict = Outcome.NOT_MEANT
        member = Member(recipient, organisation, countries.get(recipient, ""))
        due, when = hours.due(member, extended.get(organisation), at)
        if verdict is Outcome.REMINDED and when is not Outcome.WAITING:
            verdict = when
        later = hours.after_deadline and verdict is Outcome.EXTENDED
        shown = due if later or verdict is Outcome.REMINDED else None
        yield _Row(recipient, organisation, verdict, standing, shown)


def _never_opened(session: OfficeSession, plan: ReminderPlan) -> Iterator[_Row]:
    """Of a rung that ended before its time, or whose day had passed: nobody was asked about."""
    members = reached_members(plan.letter_id)
    for recipient, organisation in session.execute(select(members.c.recipient_id, members.c.organisation_id)):
        yield _Row(recipient, organisation, Outcome.ENDED, "", None)


def _decided(session: OfficeSession, rung: ReminderRung, asked: Asked, at: datetime) -> Iterator[_Row]:
    waiting = {}
    if rung.state is RungState.OPEN:
        found = session.execute(verdicts(all_members(rung.id), asked, at))
        waiting = {row[0]: (Outcome(row[2]), row[3]) for row in found}
    rows = select(ReminderDue).where(ReminderDue.rung_id == rung.id).order_by(ReminderDue.recipient_id)
    for row in session.scalars(rows.execution_options(yield_per=_CHUNK)):
        outcome, standing = row.outcome, ""
        if outcome is Outcome.WAITING and row.recipient_id in waiting:
            verdict, standing = waiting[row.recipient_id]
            outcome = Outcome.WAITING if verdict is Outcome.REMINDED else verdict
        if outcome is Outcome.WAITING and rung.state is not RungState.OPEN:
            outcome = Outcome.ENDED
        due = row.due_at if outcome in (Outcome.WAITING, Outcome.REMINDED) else None
        yield _Row(row.recipient_id, row.organisation_id, outcome, standing, due)


def _lines(
    session: OfficeSession, asked: Asked, rows: Iterator[_Row], *, future: bool
) -> Iterator[PreviewLine]:
    others: list[PreviewLine] = []
    while some := list(islice(rows, _CHUNK)):
        entries = {entry.id: entry for entry in load_entries(session, [row.recipient_id for row in some])}
        extended = extended_until(session, asked.asking, asked.ask, {row.organisation_id for row in some})
        for row in some:
            entry = entries[row.recipient_id]
            why = _WHY.get(row.outcome, "")
            if row.outcome is Outcome.ANSWERED:
                why = f"their organisation answered: {row.standing}" if row.standing else "they answered"
            elif row.outcome is Outcome.EXTENDED and (more := extended.get(row.organisation_id)):
                why = f"they have time until {more.until}"
            first = row.outcome in (Outcome.REMINDED, Outcome.WAITING)
            word = WOULD if future and row.outcome is Outcome.REMINDED else row.outcome.value
            line = PreviewLine(word, entry.label, entry.country, row.due_at, why)
            if first:
                yield line
            else:
                others.append(line)
    yield from others


def _not_reached(session: OfficeSession, plan: ReminderPlan) -> Iterator[PreviewLine]:
    """Those of the letter's audiences whom no copy of it reached: they are not reminded of what they lack."""
    letter = session.get_one(Letter, plan.letter_id)
    reached = reached_members(letter.id)
    asked = (
        select(
            CampaignRecipient.recipient_id,
            func.max(CampaignRecipient.none_because),
            func.max(Delivery.state),
        )
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            Campaign.letter_id == letter.id,
            CampaignRecipient.kind.in_(ADDRESSED),
            CampaignRecipient.recipient_id.is_not(None),
            CampaignRecipient.recipient_id.not_in(select(reached.c.recipient_id)),
        )
        .group_by(CampaignRecipient.recipient_id)
        .order_by(CampaignRecipient.recipient_id)
    )
    rows = iter(session.execute(asked).all())
    while some := list(islice(rows, _CHUNK)):
        entries = {entry.id: entry for entry in load_entries(session, [row[0] or 0 for row in some])}
        for recipient, none_because, state in some:
            entry = entries[recipient or 0]
            why = none_because or f"the letter did not reach them: {state or 'not sent yet'}"
            yield PreviewLine(NOT_REACHED, entry.label, entry.country, None, why)


def _countries(session: OfficeSession, letter_id: int, recipients: Sequence[int]) -> dict[int, str]:
    asked = (
        select(CampaignRecipient.recipient_id, func.min(CampaignRecipient.country))
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(
            Campaign.letter_id == letter_id, among(session, CampaignRecipient.recipient_id, list(recipients))
        )
        .group_by(CampaignRecipient.recipient_id)
    )
    rows: Any = session.execute(asked)
    return dict(rows.all())
