"""Planning anew: when a deadline moved, the plan is superseded and its next version proposed by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from letters.letter import Letter
from letters.register import EntryState, references_of
from letters.source import LetterSource
from letters.submission import stored_source
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role
from scheduler.reminders.plan import called, move_plan, rules_of
from scheduler.reminders.tables import OPEN_PLANS, PlanState, ReminderPlan, ReminderRung
from scheduler.reminding.ending import end_plan
from scheduler.reminding.proposing import PlanSource, anchors_for, propose, stored_anchors
from scheduler.replies.asked import asked_by


def plan_anew(
    session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, holidays: Collection[date]
) -> str:
    """See whether a plan still fits its letter; what was done about it, as a sentence, empty if it does.

    Where a deadline that it counts from was moved by an issued addendum, its next version is proposed: the
    same rules and texts, dated anew, to be approved. What the old one had not sent is not sent (A50). Where
    the letter's reference stands no more, the plan is stopped.
    """
    letter = session.get_one(Letter, plan.letter_id)
    name = called(session, letter)
    if why := _ended(session, letter):
        end_plan(session, now, by, plan, PlanState.STOPPED, why)
        return f"reminders of {name}: stopped. {why}"
    asked = asked_by(session, letter)
    rules = rules_of(plan)
    anchors = anchors_for(asked, rules)
    if stored_anchors(anchors) == plan.anchors:
        return ""
    author = replace(by, roles=frozenset({Role.COORDINATOR}))
    texts = _texts(session, letter)
    source = PlanSource(rules, texts, kept=texts.keys())
    why = f"a deadline moved: {_days(anchors.values())}"
    try:
        made = propose(session, now, author, name, source, holidays, because=why, drafter=plan.proposed_by)
    except Refused as refused:
        if plan.state in OPEN_PLANS:
            end_plan(session, now, by, plan, PlanState.SUPERSEDED, why)
        else:
            move_plan(session, now, by, plan, PlanState.SUPERSEDED, "superseded", why=why)
        return f"reminders of {name}: {why}. No new plan was made: {refused}"
    return f"reminders of {name}: {why}. Version {made.version} of the plan waits for approval."


def plans_to_look_at(session: OfficeSession) -> list[int]:
    """The plans that the clock looks after, by their ids: those that may still send something."""
    asked = select(ReminderPlan.id).where(ReminderPlan.state.in_(OPEN_PLANS)).order_by(ReminderPlan.id)
    return list(session.scalars(asked))


def _ended(session: OfficeSession, letter: Letter) -> str:
    entry = references_of(session, letter.id)[0]
    return "" if entry.state is EntryState.ISSUED else f"{entry.printed} is {entry.state} ({entry.reason})."


def _texts(session: OfficeSession, letter: Letter) -> dict[str, LetterSource]:
    """The letter of each folder, as the newest rung of it was written, one whose day had passed too."""
    asked = (
        select(ReminderRung, ReminderPlan)
        .join(ReminderPlan, ReminderPlan.id == ReminderRung.plan_id)
        .where(ReminderPlan.letter_id == letter.id, ReminderRung.letter_id.is_not(None))
        .order_by(ReminderRung.id)
    )
    found = {}
    for rung, its_plan in session.execute(asked):
        folder = rules_of(its_plan).rungs[rung.rule].letter
        found[folder] = stored_source(session, session.get_one(Letter, rung.letter_id))
    return found


def _days(anchors: Collection[object]) -> str:
    return ", ".join(sorted({str(getattr(one, "day", "no day")) for one in anchors}))
