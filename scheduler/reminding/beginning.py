"""Beginning a rung in its time, and seeing to what is late because nothing ran (F40)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from letters.letter import Letter
from mailer.database import OfficeSession
from scheduler.reminders.plan import begins, locked_plan, move_rung, rules_of
from scheduler.reminders.rules import WhenLate
from scheduler.reminders.tables import (
    OPEN_RUNGS,
    Outcome,
    PlanState,
    ReminderDue,
    ReminderPlan,
    ReminderRung,
    RungState,
)
from scheduler.reminding.ending import end_rung
from scheduler.reminding.opening import CHUNK, fill_some, meant_by, settle, spread_again
from scheduler.reminding.waves import settle_others
from scheduler.reminding.work import (
    Reminding,
    about_rung,
    asked_of,
    grace_of,
    hours_of,
    late_rule,
    somebody_waits,
)


def open_rung(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> str | None:
    """Open a rung whose time has come; what was done, empty if it is open, None if it is not to be served."""
    with work.database.writing() as session:
        plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
        if plan.state is not PlanState.ACTIVE or rung.state not in OPEN_RUNGS:
            return None
        if rung.state is RungState.OPEN:
            return ""
        moment = begins(rung).moment
        if rung.state is RungState.ASKS or moment > now:
            return None
        late, rule = now - moment > grace_of(rules_of(plan)), late_rule(plan, rung)
        if late and not rung.may_be_late and rule is not WhenLate.SEND:
            return _miss(session, now, work, plan, rung, rule, moment)
        move_rung(session, now, work.by, plan, rung, RungState.OPEN)
        return f"{about_rung(session, plan, rung)}: begins"


def _miss(
    session: OfficeSession,
    now: datetime,
    work: Reminding,
    plan: ReminderPlan,
    rung: ReminderRung,
    rule: WhenLate,
    moment: datetime,
) -> str:
    why = f"it was due at {moment:%Y-%m-%d %H:%M} UTC, and nothing ran until now"
    about = about_rung(session, plan, rung)
    if rule is WhenLate.SKIP:
        end_rung(session, now, work.by, plan, rung, RungState.SKIPPED, why)
        return f"{about}: skipped, {why}"
    move_rung(session, now, work.by, plan, rung, RungState.ASKS, why=why)
    return f"{about}: asks, {why}"


def fill_rung(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> bool:
    """Give the next members of an open rung their hour; whether that were all."""
    with work.database.writing(synced=False) as session:
        plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
        if rung.state is not RungState.OPEN or rung.filled:
            return True
        rules, letter = rules_of(plan), session.get_one(Letter, plan.letter_id)
        hours = hours_of(session, work.settings, work.countries, plan, rung)
        late = now - begins(rung).moment > grace_of(rules)
        not_before = now if late else begins(rung).moment
        return fill_some(session, now, letter, rung, hours, meant_by(session, rules, rung), not_before)


def see_to_late(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> list[str]:
    """What happens to those whose own hour passed by more than the grace, because nothing ran."""
    told: list[str] = []
    while True:
        with work.database.writing() as session:
            plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
            late = now - grace_of(rules_of(plan))
            if rung.state is not RungState.OPEN:
                return told
            if not somebody_waits(session, rung_id, late):
                return told
            if settle_others(session, now, rung, asked_of(session, plan, rung), late):
                continue
            rule = late_rule(plan, rung)
            if rule is WhenLate.SEND or rung.may_be_late:
                letter = session.get_one(Letter, plan.letter_id)
                hours = hours_of(session, work.settings, work.countries, plan, rung)
                spread_again(session, now, letter, rung, hours, ReminderDue.due_at < late)
            elif rule is WhenLate.ASK:
                why = "the hours of some passed, and nothing ran until now"
                move_rung(session, now, work.by, plan, rung, RungState.ASKS, why=why)
                told.append(f"{about_rung(session, plan, rung)}: asks, {why}")
            else:
                _skip_late(session, now, rung_id, late)


def _skip_late(session: OfficeSession, now: datetime, rung_id: int, late: datetime) -> None:
    some = select(ReminderDue.recipient_id).where(
        ReminderDue.rung_id == rung_id, ReminderDue.outcome == Outcome.WAITING, ReminderDue.due_at < late
    )
    settle(session, now, rung_id, list(session.scalars(some.limit(CHUNK))), Outcome.TOO_LATE)
