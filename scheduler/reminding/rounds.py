"""The reminders' round: what the clock does about plans, each step a short transaction, repeatable."""

from __future__ import annotations

from datetime import datetime

from mailer.database import OfficeSession
from scheduler.reminders.plan import locked_plan, move_plan, open_rungs
from scheduler.reminders.tables import PlanState, ReminderPlan, ReminderRung, RungState
from scheduler.reminding.approving import broken_plan
from scheduler.reminding.beginning import fill_rung, open_rung, see_to_late
from scheduler.reminding.recalling import recall_some, waves_running
from scheduler.reminding.replanning import plan_anew, plans_to_look_at
from scheduler.reminding.sending import choose_due, end_rung_served, release_wave
from scheduler.reminding.work import Reminding, about_plan, asked_of


def remind(work: Reminding, now: datetime) -> list[str]:
    """Look after every plan: plan anew what does not fit, open what is due, choose, release, recall, end.

    Each thing done is told in a line. Harmless when repeated, and beside another scheduler (F41): rows move
    only from the outcome and state they were decided in. Refused for one plan keeps no other waiting.
    """
    with work.database.reading() as session:
        plans = plans_to_look_at(session)
    told: list[str] = []
    for plan_id in plans:
        with work.database.writing() as session:
            plan = locked_plan(session, plan_id)
            if plan.state in (PlanState.STOPPED, PlanState.SUPERSEDED, PlanState.FINISHED):
                continue
            said = plan_anew(session, now, work.by, plan, work.settings.office.holidays)
            told += [said] if said else []
            going = not said and plan.state is PlanState.ACTIVE and _is_whole(session, now, work, plan, told)
            rungs = [rung.id for rung in open_rungs(session, plan)] if going else []
        for rung_id in rungs:
            told += _serve(work, now, plan_id, rung_id)
        with work.database.writing() as session:
            told += _finish(session, now, work, plan_id)
    return told


def _is_whole(
    session: OfficeSession, now: datetime, work: Reminding, plan: ReminderPlan, told: list[str]
) -> bool:
    """Whether a plan is what was approved; one that is not is paused, and says so."""
    fault = broken_plan(session, plan)
    if fault:
        move_plan(session, now, work.by, plan, PlanState.PAUSED, "break", why=fault)
        told.append(f"reminders: paused. {fault}")
    return not fault


def _serve(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> list[str]:
    """Bring one rung as far as it can go now."""
    said = open_rung(work, now, plan_id, rung_id)
    if said is None:
        return []
    told = [said] if said else []
    while not fill_rung(work, now, plan_id, rung_id):
        work.at_point("filled")
    told += see_to_late(work, now, plan_id, rung_id)
    while choose_due(work, now, plan_id, rung_id):
        work.at_point("chosen")
    told += release_wave(work, now, plan_id, rung_id)
    if recalled := _recall(work, now, plan_id, rung_id):
        told.append(f"{recalled} reminders recalled before they left")
    with work.database.writing() as session:
        plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
        if rung.state is RungState.OPEN:
            told += end_rung_served(session, now, work, plan, rung)
    return told


def _recall(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> int:
    """Recall all that waits and is not to be sent any more; how many."""
    recalled = 0
    while True:
        with work.database.writing() as session:
            plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
            if rung.state is not RungState.OPEN or not waves_running(session, rung):
                return recalled
            some = recall_some(session, now, work.by, rung, asked_of(session, plan, rung))
            if not some:
                return recalled
            recalled += some


def _finish(session: OfficeSession, now: datetime, work: Reminding, plan_id: int) -> list[str]:
    plan = locked_plan(session, plan_id)
    if plan.state is not PlanState.ACTIVE or open_rungs(session, plan):
        return []
    move_plan(session, now, work.by, plan, PlanState.FINISHED, "finished")
    return [f"reminders of {about_plan(session, plan)}: finished"]
