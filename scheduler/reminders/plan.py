"""A reminder plan and its rungs: found by the letter, moved from state to state, each move written down."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import select

from letters.correspondence import find_letter
from letters.letter import Letter
from letters.register import references_of
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import NotFound, Refused
from scheduler.reminders.rules import PlanRules, RungRules
from scheduler.reminders.tables import (
    OPEN_RUNGS,
    PlanState,
    ReminderEvent,
    ReminderPlan,
    ReminderRung,
    RungState,
)
from scheduler.reminders.timing import Anchor, Beginning

_P, _R = PlanState, RungState
_TOLD: Final = {
    "propose": "proposed",
    "approve": "approved",
    "start": "started",
    "pause": "paused",
    "break": "found changed",
    "resume": "goes on",
}
"""How the history tells what was done to a plan as a whole; other deeds are told as they are called."""
PLAN_MOVES: Final[Mapping[PlanState, frozenset[PlanState]]] = {
    _P.PROPOSED: frozenset({_P.APPROVED, _P.STOPPED, _P.SUPERSEDED}),
    _P.APPROVED: frozenset({_P.ACTIVE, _P.STOPPED, _P.SUPERSEDED}),
    _P.ACTIVE: frozenset({_P.PAUSED, _P.FINISHED, _P.STOPPED, _P.SUPERSEDED}),
    _P.PAUSED: frozenset({_P.ACTIVE, _P.STOPPED, _P.SUPERSEDED}),
    _P.FINISHED: frozenset({_P.SUPERSEDED}),
    _P.STOPPED: frozenset({_P.SUPERSEDED}),
    _P.SUPERSEDED: frozenset(),
}
RUNG_MOVES: Final[Mapping[RungState, frozenset[RungState]]] = {
    _R.PLANNED: frozenset({_R.OPEN, _R.ASKS, _R.SKIPPED, _R.ENDED}),
    _R.OPEN: frozenset({_R.SENT, _R.NOBODY, _R.ASKS, _R.SKIPPED, _R.ENDED}),
    _R.ASKS: frozenset({_R.PLANNED, _R.OPEN, _R.SKIPPED, _R.ENDED}),
    _R.SENT: frozenset(),
    _R.NOBODY: frozenset(),
    _R.SKIPPED: frozenset(),
    _R.PASSED: frozenset(),
    _R.ENDED: frozenset(),
}


def rules_of(plan: ReminderPlan) -> PlanRules:
    """What the plan says, typed."""
    return PlanRules.model_validate_json(plan.rules)


def rung_rules(rules: PlanRules, rung: ReminderRung) -> RungRules:
    """What the plan says of this rung."""
    return rules.rungs[rung.rule]


def anchors_of(plan: ReminderPlan) -> dict[str | None, Anchor | None]:
    """The deadlines that its days were counted from, by ask; None stands for the letter as a whole."""
    return {
        name or None: Anchor(date.fromisoformat(told[0]), datetime.fromisoformat(told[1])) if told else None
        for name, told in json.loads(plan.anchors).items()
    }


def begins(rung: ReminderRung) -> Beginning:
    """When a rung begins."""
    return Beginning(rung.day, time.fromisoformat(rung.clock), rung.zone)


def plans_of(session: OfficeSession, letter: Letter) -> Sequence[ReminderPlan]:
    """Every version of a letter's plan, the newest first."""
    asked = select(ReminderPlan).where(ReminderPlan.letter_id == letter.id)
    return session.scalars(asked.order_by(ReminderPlan.version.desc())).all()


def plan_of(
    session: OfficeSession, name: str, *, version: int | None = None, lock: bool = False
) -> ReminderPlan:
    """The newest plan of the letter of this reference or short name, or the version asked for.

    Locked against other writers if asked. NotFound if there is no such letter, plan or version.
    """
    letter = find_letter(session, name)
    asked = select(ReminderPlan).where(ReminderPlan.letter_id == letter.id)
    if version is not None:
        asked = asked.where(ReminderPlan.version == version)
    asked = asked.order_by(ReminderPlan.version.desc()).limit(1)
    asked = asked.with_for_update() if lock else asked
    found = session.scalars(asked, execution_options={"populate_existing": lock}).first()
    if found is None:
        which = f" of version {version}" if version is not None else ""
        raise NotFound(
            f"There is no reminder plan{which} for {called(session, letter)}."
            " `mailer reminders plan` makes one."
        )
    return found


def locked_plan(session: OfficeSession, plan_id: int) -> ReminderPlan:
    """The plan by its id as it stands now, locked against other writers."""
    asked = select(ReminderPlan).where(ReminderPlan.id == plan_id).with_for_update()
    return session.scalars(asked, execution_options={"populate_existing": True}).one()


def rungs_of(session: OfficeSession, plan: ReminderPlan) -> Sequence[ReminderRung]:
    """Its rungs in the order of time, as they stand now."""
    asked = select(ReminderRung).where(ReminderRung.plan_id == plan.id).order_by(ReminderRung.number)
    return session.scalars(asked, execution_options={"populate_existing": True}).all()


def rung_of(session: OfficeSession, plan: ReminderPlan, number: int) -> ReminderRung:
    """The rung of this number; NotFound, saying how many there are, if there is none."""
    rungs = rungs_of(session, plan)
    found = next((rung for rung in rungs if rung.number == number), None)
    if found is None:
        raise NotFound(f"The plan has no rung {number}: it has {len(rungs)}.")
    return found


def called(session: OfficeSession, letter: Letter) -> str:
    """How people call a letter: by its reference, else its short name."""
    references = references_of(session, letter.id)
    return references[0].printed if references else letter.handle


def number_of(session: OfficeSession, rung: ReminderRung) -> str:
    """The reference of a rung's letter as printed; empty before it has one."""
    references = references_of(session, rung.letter_id) if rung.letter_id else []
    return references[0].printed if references else ""


def move_plan(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    becomes: PlanState,
    deed: str,
    *,
    why: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Move a plan, with its event and its audit entry; Refused for a move that the states do not allow."""
    if becomes not in PLAN_MOVES[plan.state]:
        raise Refused(f"The reminder plan is {plan.state} and cannot become {becomes}.")
    plan.state, plan.why = becomes, why
    if becomes not in {_P.PROPOSED, _P.APPROVED, _P.ACTIVE, _P.PAUSED}:
        plan.ended_at = now
    session.flush()
    tell(session, now, by, plan, deed, why=why, facts=facts)


def move_rung(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    rung: ReminderRung,
    becomes: RungState,
    *,
    why: str = "",
) -> None:
    """Move a rung, with its event and its audit entry; Refused for a move that the states do not allow."""
    if becomes not in RUNG_MOVES[rung.state]:
        raise Refused(f"Rung {rung.number} is {rung.state} and cannot become {becomes}.")
    rung.state, rung.why = becomes, why
    session.flush()
    tell(session, now, by, plan, "rung", rung=rung, why=why, facts={"became": becomes.value})


def tell(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    deed: str,
    *,
    rung: ReminderRung | None = None,
    why: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write down what happened to a plan or one of its rungs, for its history and in the audit chain."""
    number = rung.number if rung is not None else None
    what = str((facts or {}).get("became", deed)) if rung is not None else _TOLD.get(deed, deed)
    session.add(ReminderEvent(plan_id=plan.id, rung=number, at=now, what=what, why=why, actor=by.pseudonym))
    session.flush()
    told = {"version": plan.version, **({"rung": number} if rung is not None else {}), **(facts or {})}
    record(
        session, now, by, f"reminders.{deed}", f"letter:{plan.letter_id}", told, {"why": why} if why else None
    )


def open_rungs(session: OfficeSession, plan: ReminderPlan) -> list[ReminderRung]:
    """The rungs of which something may still come."""
    return [rung for rung in rungs_of(session, plan) if rung.state in OPEN_RUNGS]


def history_of(session: OfficeSession, letter: Letter) -> Sequence[tuple[ReminderPlan, ReminderEvent]]:
    """All that happened to a letter's plans, the oldest first."""
    asked = (
        select(ReminderPlan, ReminderEvent)
        .join(ReminderEvent, ReminderEvent.plan_id == ReminderPlan.id)
        .where(ReminderPlan.letter_id == letter.id)
        .order_by(ReminderEvent.id)
    )
    return [(plan, event) for plan, event in session.execute(asked)]
