"""Approving a reminder plan with all of its letters, and starting it: two people's decisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from letters.approval import Prepared, approve
from letters.letter import Approval, Letter
from mailer.audit import Actor, AuditEntry
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.settings import ApprovalSettings
from mailer.staff import Role, require
from scheduler.reminders.plan import locked_plan, move_plan, rules_of, rungs_of
from scheduler.reminders.tables import PlanState, ReminderPlan, ReminderRung, RungState
from scheduler.reminding.proposing import anchors_for, stored_anchors
from scheduler.replies.asked import asked_by


def letters_to_approve(session: OfficeSession, plan: ReminderPlan) -> list[tuple[ReminderRung, Letter]]:
    """The rungs of a proposed plan that are to be sent, each with its letter."""
    if plan.state is not PlanState.PROPOSED:
        raise Refused(f"The reminder plan is {plan.state}; only one that is proposed can be approved.")
    return [
        (rung, session.get_one(Letter, rung.letter_id))
        for rung in rungs_of(session, plan)
        if rung.state is RungState.PLANNED
    ]


def approve_plan(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    prepared: Sequence[Prepared],
    *,
    accepted: int,
    rules: ApprovalSettings,
) -> ReminderPlan:
    """Approve a plan: every letter takes its number and its seal, and the plan a seal over all of it.

    `accepted` is the number of warnings that were read, of all letters together. Refused as
    `letters.approval.approve` says, for a plan that is not proposed any more, and where a deadline that it
    counts from has moved since.
    """
    require(by, Role.APPROVER, "approve a reminder plan")
    plan = locked_plan(session, plan.id)
    wanted = letters_to_approve(session, plan)
    _refuse_moved(session, plan)
    warnings = sum(len(one.findings) for one in prepared)
    if warnings != accepted:
        raise Refused(
            f"The letters of the plan have {warnings} warnings together, and you accepted {accepted}. Read"
            " them, then say how many there are."
        )
    by_letter = {one.letter_id: one for one in prepared}
    for _, letter in wanted:
        ready = by_letter[letter.id]
        approve(session, now, by, ready, accepted=len(ready.findings), rules=rules)
    plan.seal, plan.approved_by = seal_of_plan(session, plan), by.pseudonym
    move_plan(session, now, by, plan, PlanState.APPROVED, "approve", facts={"seal": plan.seal})
    return plan


def start(session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan) -> ReminderPlan:
    """Start an approved plan: the standing release of all of its rungs.

    Refused for who may not release, who approved or proposed it, and for one that is not what was approved.
    """
    require(by, Role.RELEASER, "start reminders")
    plan = locked_plan(session, plan.id)
    if plan.state is not PlanState.APPROVED:
        raise Refused(f"The reminder plan is {plan.state}; only an approved one can be started.")
    if by.pseudonym in {plan.approved_by, plan.proposed_by}:
        raise Refused(
            f"{by.name} approved or proposed this plan and may not start it too: somebody else must."
        )
    if fault := broken_plan(session, plan):
        raise Refused(fault)
    plan.started_by = by.pseudonym
    move_plan(session, now, by, plan, PlanState.ACTIVE, "start", facts={"seal": plan.seal})
    return plan


def seal_of_plan(session: OfficeSession, plan: ReminderPlan) -> str:
    """The seal over the rules, the days, and the approval seal of each rung's letter."""
    return digest([json.loads(plan.rules), json.loads(plan.anchors), _sealed_rungs(session, plan)])


def broken_plan(session: OfficeSession, plan: ReminderPlan) -> str:
    """Why a plan is not what was approved any more, as a sentence; empty if it is.

    The seal is held against what it covers, and against the one in the audit chain.
    """
    told = select(AuditEntry.facts).where(
        AuditEntry.subject == f"letter:{plan.letter_id}", AuditEntry.deed == "reminders.approve"
    )
    recorded = [facts.get("seal") for facts in session.scalars(told) if facts.get("version") == plan.version]
    if recorded != [plan.seal]:
        return "The seal of the reminder plan is not the one in the record of its approval."
    if seal_of_plan(session, plan) != plan.seal:
        return "The reminder plan is not what was approved: rules, days or letters are others."
    return ""


def _sealed_rungs(session: OfficeSession, plan: ReminderPlan) -> list[list[object]]:
    """Letters whose rung ended have no approval in force any more; the last one counts for them.

    Of a rung that had passed the plan sends nothing: a letter kept for its text is none of its own, and
    whoever submits and approves that one alone leaves the plan as it is.
    """
    rungs = rungs_of(session, plan)
    letters = [rung.letter_id for rung in rungs if rung.letter_id and rung.state is not RungState.PASSED]
    asked = select(Approval.letter_id, Approval.seal).where(Approval.letter_id.in_(letters))
    seals = dict(session.execute(asked.order_by(Approval.id)).all())
    return [
        [rung.number, rung.rule, rung.repetition, rung.day.isoformat(), rung.clock, rung.zone,
         seals.get(rung.letter_id or 0, "")]
        for rung in rungs
    ]  # fmt: skip


def _refuse_moved(session: OfficeSession, plan: ReminderPlan) -> None:
    asked = asked_by(session, session.get_one(Letter, plan.letter_id))
    if stored_anchors(anchors_for(asked, rules_of(plan))) != plan.anchors:
        raise Refused(
            "A deadline that the plan counts from has moved since it was proposed. Propose it again: "
            " mailer reminders plan"
        )
