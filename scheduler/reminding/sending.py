"""Sending a rung: who is due is chosen and released as a wave; a rung for which nobody waits ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from letters.letter import Letter
from letters.withdrawal import let_lapse
from mailer.database import OfficeSession
from mailer.errors import Refused
from scheduler.campaign import Campaign, CampaignState
from scheduler.frozen import AudienceFreeze
from scheduler.jobs import release_campaign
from scheduler.reminders.plan import locked_plan, move_rung
from scheduler.reminders.question import somebody_is_due
from scheduler.reminders.tables import ReminderPlan, ReminderRung, RungState
from scheduler.reminding.waves import (
    choose_some,
    drop_empty,
    missing_in,
    standing_release,
    wave_in_making,
    waves_of,
)
from scheduler.reminding.work import Reminding, about_rung, asked_of, hours_of, somebody_waits

FREEZING: Final = timedelta(minutes=10)
"""So long after it began a freeze is taken to be under way; half a million copies take less."""


def choose_due(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> int:
    """Decide on the next ones who are due; how many. Repeat until it is none."""
    with work.database.writing() as session:
        plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
        if rung.state is not RungState.OPEN or not somebody_is_due(session, rung_id, now):
            return 0
        by, asked = standing_release(work.by), asked_of(session, plan, rung)
        return choose_some(
            session, now, by, plan, rung, asked, hours_of(session, work.settings, work.countries, plan, rung)
        )


def release_wave(work: Reminding, now: datetime, plan_id: int, rung_id: int) -> list[str]:
    """Release the wave that was chosen; what cannot be released asks."""
    with work.database.reading() as session:
        rung = session.get_one(ReminderRung, rung_id)
        wave = wave_in_making(session, rung) if rung.state is RungState.OPEN else None
        name = wave.name if wave is not None and not _being_frozen(session, wave, now) else ""
    if not name:
        return []
    by = standing_release(work.by)
    try:
        release_campaign(work.database, now, by, work.for_waves, work.keyring, name, expected=None,
                         at_point=work.at_point)  # fmt: skip
    except Refused as refused:
        return _not_released(work, now, plan_id, rung_id, name, refused)
    with work.database.writing() as session:
        rung = session.get_one(ReminderRung, rung_id)
        wave = session.scalars(select(Campaign).where(Campaign.name == name)).one()
        missing_in(session, wave, rung)
    return [f"{name}: released, by the reminder plan"]


def _not_released(
    work: Reminding, now: datetime, plan_id: int, rung_id: int, name: str, refused: Refused
) -> list[str]:
    with work.database.writing() as session:
        plan, rung = locked_plan(session, plan_id), session.get_one(ReminderRung, rung_id)
        wave = session.scalars(select(Campaign).where(Campaign.name == name).with_for_update()).one()
        if wave.state is not CampaignState.DRAFT:
            return []  # another scheduler was quicker
        freeze = session.get(AudienceFreeze, wave.freezing_id or 0)
        if freeze is not None and freeze.digest and not freeze.copies and not freeze.counts.get("findings"):
            drop_empty(session, now, standing_release(work.by), wave)
            return []
        if freeze is not None and not freeze.digest:
            return [f"{name}: not yet. {refused.message}"]  # another scheduler began to freeze it meanwhile
        if rung.state is RungState.OPEN:
            move_rung(session, now, work.by, plan, rung, RungState.ASKS, why=refused.message)
        return [f"{name}: asks. {refused.message}"]


def _being_frozen(session: OfficeSession, wave: Campaign, now: datetime) -> bool:
    """Whether another scheduler is freezing a wave at this moment; one that died at it is not waited for."""
    freeze = session.get(AudienceFreeze, wave.freezing_id or 0)
    return freeze is not None and not freeze.digest and timedelta(0) <= now - freeze.begun_at <= FREEZING


def end_rung_served(
    session: OfficeSession, now: datetime, work: Reminding, plan: ReminderPlan, rung: ReminderRung
) -> list[str]:
    """End a rung for which nobody waits any more; one of which nothing was sent has no number."""
    if not rung.filled or somebody_waits(session, rung.id) or wave_in_making(session, rung) is not None:
        return []
    sent = [wave for wave in waves_of(session, rung) if wave.state is not CampaignState.CANCELLED]
    if any(not wave.state.ended and wave.launched_at is None for wave in sent):
        return []
    if any(wave.state is CampaignState.RUNNING for wave in sent):
        return []  # who answers meanwhile is still to be spared
    about = about_rung(session, plan, rung)
    if sent:
        move_rung(session, now, work.by, plan, rung, RungState.SENT)
        return [f"{about}: sent"]
    why = "Its time came, and nobody was to be reminded."
    let_lapse(session, now, work.by, session.get_one(Letter, rung.letter_id), why)
    move_rung(session, now, work.by, plan, rung, RungState.NOBODY, why=why)
    return [f"{about}: nobody was to be reminded; its number is void"]
