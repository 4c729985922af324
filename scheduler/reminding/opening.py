"""Opening a rung: everybody whom the letter reached gets the hour at which they are due, in chunks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from sqlalchemy import ColumnElement, func, select

from letters.facts import Facts
from letters.letter import Letter
from mailer.database import OfficeSession, run_many
from mailer.delivery import Delivery
from recipients.among import among
from recipients.idset import IdSet
from recipients.members import evaluate
from scheduler.addressing import named_sets
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.office_calendar.countries import Countries
from scheduler.office_calendar.hours import OfficeHours, first_open, read_hours
from scheduler.office_calendar.working_days import WorkingDays, read_quiet_period
from scheduler.reached import ADDRESSED, REACHED
from scheduler.reminders.extensions import Extended, extended_until
from scheduler.reminders.plan import anchors_of, begins, rung_rules
from scheduler.reminders.rules import ANY_HOUR, PlanRules
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderPlan, ReminderRung
from scheduler.reminders.timing import OfficePlace, beginning
from scheduler.reminders.when import read_when
from scheduler.replies.asked import asked_by

CHUNK: Final = 5_000
"""Rows of the letter's audiences looked at in one transaction."""
ALL_DAY: Final = OfficeHours(time(0), time(23, 59, 59))
_INSERT: Final = (
    "INSERT INTO reminder_due"
    " (rung_id, recipient_id, organisation_id, letter_id, due_at, outcome, settled_at)"
    " VALUES (:rung, :recipient, :organisation, :letter, :due, :outcome, :settled) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Member:
    """Somebody whom the letter reached, as far as their hour depends on it."""

    recipient_id: int
    organisation_id: int
    country: str


class Hours:
    """At which moment each member of a rung is due: one answer a country, and one for who has more time."""

    def __init__(
        self,
        rules: PlanRules,
        countries: Countries,
        place: OfficePlace,
        plan: ReminderPlan,
        rung: ReminderRung,
    ) -> None:
        self._rules, self._countries, self._place = rules, countries, place
        self._rung = rung_rules(rules, rung)
        self._when = read_when(self._rung.at)
        self._begins = begins(rung)
        self._repeated = rung.repetition > 0
        self._anchor = anchors_of(plan).get(self.ask)
        self._hours = ALL_DAY if rules.hours == ANY_HOUR else read_hours(rules.hours)
        self._quiet = tuple(map(read_quiet_period, rules.quiet))
        self._known: dict[tuple[str, datetime], datetime] = {}

    @property
    def ask(self) -> str | None:
        """The ask that the rung is about; None for the letter as a whole."""
        return self._rung.ask or self._rules.ask

    @property
    def after_deadline(self) -> bool:
        """Whether the rung comes after the deadline: who has more time then gets it after theirs."""
        return self._when.after_deadline

    def due(
        self, member: Member, extended: Extended | None, not_before: datetime
    ) -> tuple[datetime, Outcome]:
        """When somebody is due, not before a moment; TOO_LATE where that is only after their deadline."""
        base = max(self._base(extended), not_before)
        at = self._open(member.country, base)
        deadline = (
            extended.too_late_from if extended else self._anchor.too_late_from if self._anchor else None
        )
        missed = deadline is not None and not self._when.fixed and not self._when.after_deadline
        if missed and deadline is not None and at >= deadline:
            return at, Outcome.TOO_LATE
        return at, Outcome.WAITING

    def _base(self, extended: Extended | None) -> datetime:
        """Who has more time is reminded as long after their own deadline as others after theirs."""
        if extended is None or not self._when.after_deadline or self._anchor is None:
            return self._begins.moment
        own = beginning(self._rules, self._when, extended.anchor, self._place).moment
        return max(own, self._begins.moment) if self._repeated else own

    def _open(self, country: str, base: datetime) -> datetime:
        key = (country, base)
        if key not in self._known:
            zone = self._countries.zone_of(country) or self._place.zone
            if self._rules.weekends:
                days = self._countries.working_days(country, self._quiet)
            else:
                days = WorkingDays(frozenset(), frozenset(), self._quiet)
            self._known[key] = first_open(base, self._hours, days, zone)
        return self._known[key]


def place_of(facts: Facts, holidays: Iterable[object], rules: PlanRules) -> OfficePlace:
    """Where the office works: in the letter's time zone, on days that are no holiday and not quiet."""
    quiet = tuple(map(read_quiet_period, rules.quiet))
    return OfficePlace(facts.time_zone, WorkingDays(holidays=frozenset(holidays), quiet=quiet))  # type: ignore[arg-type]


def meant_by(session: OfficeSession, rules: PlanRules, rung: ReminderRung) -> IdSet | None:
    """Whom the plan's own expressions leave in; None where there are none."""
    found = None
    for expression in (rules.only, rung_rules(rules, rung).only):
        if expression:
            members = evaluate(session, expression, named_sets(session, expression)).members
            found = members if found is None else found & members
    return found


def fill_some(
    session: OfficeSession,
    now: datetime,
    letter: Letter,
    rung: ReminderRung,
    hours: Hours,
    only: IdSet | None,
    not_before: datetime,
    limit: int = CHUNK,
) -> bool:
    """Give the next members of a rung their hour; whether that were all. Harmless when repeated."""
    rows = _next_rows(session, letter, rung, limit)
    members = {recipient: Member(recipient, home, country) for _, recipient, home, country in rows}
    homes = {member.organisation_id for member in members.values()}
    extended = extended_until(session, asked_by(session, letter), hours.ask, homes)
    told = []
    for member in members.values():
        due, outcome = hours.due(member, extended.get(member.organisation_id), not_before)
        if only is not None and member.recipient_id not in only:
            outcome = Outcome.NOT_MEANT
        told.append(
            {
                "rung": rung.id,
                "recipient": member.recipient_id,
                "organisation": member.organisation_id,
                "letter": letter.id,
                "due": due,
                "outcome": outcome.value,
                "settled": None if outcome is Outcome.WAITING else now,
            }
        )
    run_many(session, _INSERT, told)
    rung.filled_to = rows[-1][0] if rows else rung.filled_to
    rung.filled = len(rows) < limit
    session.flush()
    return rung.filled


def spread_again(
    session: OfficeSession,
    now: datetime,
    letter: Letter,
    rung: ReminderRung,
    hours: Hours,
    which: ColumnElement[bool],
) -> int:
    """Give some of those who wait at a rung (`which`) their next hour from now on; how many.

    At most as many as are looked at in one transaction; repeat until it is none.
    """
    asked = (
        select(ReminderDue.recipient_id, ReminderDue.organisation_id, func.min(CampaignRecipient.country))
        .join(CampaignRecipient, CampaignRecipient.recipient_id == ReminderDue.recipient_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(
            ReminderDue.rung_id == rung.id,
            ReminderDue.outcome == Outcome.WAITING,
            Campaign.letter_id == letter.id,
            which,
        )
        .group_by(ReminderDue.recipient_id, ReminderDue.organisation_id)
        .limit(CHUNK)
    )
    members = [Member(*row) for row in session.execute(asked)]
    homes = {member.organisation_id for member in members}
    extended = extended_until(session, asked_by(session, letter), hours.ask, homes)
    rows = []
    for member in members:
        due, outcome = hours.due(member, extended.get(member.organisation_id), now)
        settled = None if outcome is Outcome.WAITING else now
        rows.append({"due": due, "outcome": outcome.value, "settled": settled, "rung": rung.id,
                     "recipient": member.recipient_id})  # fmt: skip
    run_many(
        session,
        "UPDATE reminder_due SET due_at = :due, outcome = :outcome, settled_at = :settled"
        " WHERE rung_id = :rung AND recipient_id = :recipient",
        rows,
    )
    return len(rows)


def settle(
    session: OfficeSession, now: datetime, rung_id: int, recipients: Sequence[int], outcome: Outcome
) -> None:
    """Write down what became of recipients who waited at a rung."""
    session.flush()
    run_many(
        session,
        "UPDATE reminder_due SET outcome = :outcome, settled_at = :now"
        " WHERE rung_id = :rung AND recipient_id = :recipient AND outcome = 'waiting'",
        [{"outcome": outcome.value, "now": now, "rung": rung_id, "recipient": one} for one in recipients],
    )


def _next_rows(
    session: OfficeSession, letter: Letter, rung: ReminderRung, limit: int
) -> list[tuple[int, int, int, str]]:
    """The next frozen rows of the letter's campaigns whose copies reached somebody."""
    campaigns = list(session.scalars(select(Campaign.freeze_id).where(Campaign.letter_id == letter.id)))
    freezes = [number for number in campaigns if number is not None]
    asked = (
        select(
            CampaignRecipient.id,
            CampaignRecipient.recipient_id,
            CampaignRecipient.organisation_id,
            CampaignRecipient.country,
        )
        .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            among(session, CampaignRecipient.freeze_id, freezes),
            CampaignRecipient.id > rung.filled_to,
            CampaignRecipient.kind.in_(ADDRESSED),
            CampaignRecipient.recipient_id.is_not(None),
            CampaignRecipient.organisation_id.is_not(None),
            Delivery.state.in_(REACHED),
        )
        .order_by(CampaignRecipient.id)
        .limit(limit)
    )
    return [(row[0], row[1] or 0, row[2] or 0, row[3]) for row in session.execute(asked)]
