"""What people do about a running plan of reminders: pause it, let it go on, skip a rung, stop all of it."""

from __future__ import annotations

from datetime import datetime

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role, require
from scheduler.campaign import CampaignState
from scheduler.reminders.plan import locked_plan, move_plan, move_rung, open_rungs, rung_of
from scheduler.reminders.tables import OPEN_PLANS, PlanState, ReminderPlan, ReminderRung, RungState
from scheduler.reminding.ending import end_plan, end_rung
from scheduler.reminding.waves import waves_of
from scheduler.rights import require_acting
from scheduler.running import pause as pause_campaign


def pause(session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, why: str) -> ReminderPlan:
    """Stop reminding until somebody says so; waves under way are paused with it. Anybody who acts may."""
    require_acting(by, "pause reminders")
    plan = locked_plan(session, plan.id)
    move_plan(session, now, by, plan, PlanState.PAUSED, "pause", why=_reason(why))
    for rung in open_rungs(session, plan):
        for wave in waves_of(session, rung):
            if wave.state is CampaignState.RUNNING:
                pause_campaign(session, now, by, wave.name, plan.why)
    return plan


def resume(
    session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, number: int | None = None
) -> ReminderPlan:
    """Let a paused plan go on; or say of one rung, that asks, that it goes although its time has passed.

    That takes a releaser. Waves that were paused are resumed one by one, as campaigns.
    """
    require(by, Role.RELEASER, "let reminders go on")
    plan = locked_plan(session, plan.id)
    if number is None:
        move_plan(session, now, by, plan, PlanState.ACTIVE, "resume")
        return plan
    if plan.state is not PlanState.ACTIVE:
        raise Refused(f"The reminder plan is {plan.state}: let it go on first.")
    rung = rung_of(session, plan, number)
    if rung.state is not RungState.ASKS:
        raise Refused(f"Rung {number} is {rung.state}, and asks nothing.")
    rung.may_be_late = True
    becomes = RungState.OPEN if rung.filled_to or rung.filled else RungState.PLANNED
    move_rung(session, now, by, plan, rung, becomes, why="it goes although its time has passed")
    return plan


def skip(
    session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, number: int, why: str
) -> ReminderRung:
    """Leave one rung out: nothing more of it is sent, and its number is void if nothing was."""
    require_acting(by, "skip a reminder")
    plan = locked_plan(session, plan.id)
    if plan.state not in OPEN_PLANS:
        raise Refused(f"The reminder plan is {plan.state}: there is nothing to skip.")
    rung = rung_of(session, plan, number)
    end_rung(session, now, by, plan, rung, RungState.SKIPPED, _reason(why))
    return rung


def stop(session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, why: str) -> ReminderPlan:
    """End a plan for good; what it has not sent is not sent, and has no number. Anybody who acts may."""
    require_acting(by, "stop reminders")
    plan = locked_plan(session, plan.id)
    if plan.state not in OPEN_PLANS:
        raise Refused(f"The reminder plan is {plan.state}: there is nothing to stop.")
    end_plan(session, now, by, plan, PlanState.STOPPED, _reason(why))
    return plan


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused("Say why, with --reason, for those who ask later.")
    return why.strip()
