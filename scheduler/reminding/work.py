"""What a round of reminders works with: records, settings, calendars, and the question that a rung puts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select

from letters.compile import KINDS
from letters.letter import Letter
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.dispatch import MailKind
from mailer.settings import Settings
from mailer.token import Keyring
from scheduler.office_calendar.countries import Countries, shipped_countries
from scheduler.office_calendar.spans import read_span
from scheduler.reminders.plan import called, rules_of, rung_rules
from scheduler.reminders.question import Asked, stopping_scopes
from scheduler.reminders.rules import PlanRules, WhenLate
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderPlan, ReminderRung
from scheduler.reminding.opening import Hours, place_of
from scheduler.replies.asked import asked_by

ANY_DAY: Final = 366
"""Days after its date that a rung's letter may be issued: the plan's seal covers whom it waits for."""


@dataclass(frozen=True)
class Reminding:
    """What a round of reminders needs: records, settings, keys, the calendars of countries, who acts."""

    database: Database
    settings: Settings
    keyring: Keyring
    by: Actor
    countries: Countries = field(default_factory=shipped_countries)
    at_point: Callable[[str], None] = lambda _: None
    """Told of each step, for fault tests."""

    @property
    def for_waves(self) -> Settings:
        """The settings under which waves are released: at once, on whatever day."""
        sending = self.settings.sending.model_copy(update={"delay_minutes": 0, "issue_days": ANY_DAY})
        return self.settings.model_copy(update={"sending": sending})


def asked_of(session: OfficeSession, plan: ReminderPlan, rung: ReminderRung) -> Asked:
    """The question that a rung puts: whom it means, and how many reminders one gets."""
    rules = rules_of(plan)
    own = rung_rules(rules, rung)
    letter = session.get_one(Letter, plan.letter_id)
    facts = (session.get(Letter, rung.letter_id or 0) or letter).read_facts()
    official = KINDS[facts.mail] is MailKind.OFFICIAL
    pressure = rules.pressure
    return Asked(
        asking=asked_by(session, letter),
        ask=own.ask or rules.ask,
        to=own.to or rules.to,
        stopping=stopping_scopes(official=official, stream=facts.stream or ""),
        most=rules.most,
        pressure=(pressure.most, read_span(pressure.within).exact) if pressure else None,
    )


def hours_of(
    session: OfficeSession, settings: Settings, countries: Countries, plan: ReminderPlan, rung: ReminderRung
) -> Hours:
    """At which moment each member of a rung is due."""
    rules = rules_of(plan)
    facts = session.get_one(Letter, plan.letter_id).read_facts()
    return Hours(rules, countries, place_of(facts, settings.office.holidays, rules), plan, rung)


def somebody_waits(session: OfficeSession, rung_id: int, before: datetime | None = None) -> bool:
    """Whether somebody waits at a rung, or has since before a moment."""
    asked = select(ReminderDue.recipient_id).where(
        ReminderDue.rung_id == rung_id, ReminderDue.outcome == Outcome.WAITING
    )
    if before is not None:
        asked = asked.where(ReminderDue.due_at < before)
    return bool(session.scalar(select(exists(asked))))


def grace_of(rules: PlanRules) -> timedelta:
    """How late something of a plan still goes without being asked about."""
    return read_span(rules.grace).exact


def late_rule(plan: ReminderPlan, rung: ReminderRung) -> WhenLate:
    """What happens to a rung whose time passed by more than that."""
    rules = rules_of(plan)
    return rung_rules(rules, rung).late or rules.late


def about_plan(session: OfficeSession, plan: ReminderPlan) -> str:
    """How the letter of a plan is called."""
    return called(session, session.get_one(Letter, plan.letter_id))


def about_rung(session: OfficeSession, plan: ReminderPlan, rung: ReminderRung) -> str:
    """How lines name a rung: `rung 2 of DM-1276`."""
    return f"rung {rung.number} of {about_plan(session, plan)}"
