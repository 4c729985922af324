"""Ending what a reminder plan still had to send: waves cancelled, waiting rows settled, numbers voided."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from letters.letter import Letter
from letters.withdrawal import let_lapse
from mailer.audit import Actor
from mailer.database import OfficeSession
from scheduler.campaign import Campaign, CampaignState, move
from scheduler.reminders.plan import move_plan, move_rung, open_rungs
from scheduler.reminders.tables import Outcome, PlanState, ReminderPlan, ReminderRung, RungState
from scheduler.reminding.waves import not_reminded, standing_release, waves_of
from scheduler.running import cancel

UNDER_WAY: Final = frozenset({CampaignState.RUNNING, CampaignState.PAUSED})


def end_plan(
    session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, becomes: PlanState, why: str
) -> None:
    """End a plan: nothing of it is sent any more, and what was not sent has no number.

    Copies that wait of waves under way are cancelled by whoever ticks next.
    """
    for rung in open_rungs(session, plan):
        end_rung(session, now, by, plan, rung, RungState.ENDED, why)
    move_plan(session, now, by, plan, becomes, becomes.value, why=why)


def end_rung(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    rung: ReminderRung,
    becomes: RungState,
    why: str,
) -> None:
    """End one rung: who still waits gets nothing; a letter of which nothing has left loses its number.

    The rows of who waits stay as they are, half a million of them perhaps: of a rung that ended they wait for
    nothing.
    """
    for wave in waves_of(session, rung):
        _end_wave(session, now, by, wave, why)
    if rung.letter_id is not None:
        let_lapse(session, now, by, session.get_one(Letter, rung.letter_id), why)
    move_rung(session, now, by, plan, rung, becomes, why=why)


def _end_wave(session: OfficeSession, now: datetime, by: Actor, wave: Campaign, why: str) -> None:
    if wave.state.ended:
        return
    if wave.state in UNDER_WAY and wave.dispatch_id is not None:
        cancel(session, now, standing_release(by), wave.name, why)
    else:
        move(session, now, by, wave, CampaignState.CANCELLED, deed="cancel", why=why)
        not_reminded(session, wave, Outcome.ENDED)
