"""What the clock finds to do: campaigns to launch, miss, pause or finish, and to clear after cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, or_, select

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.dispatch import DeliveryState, DispatchState, DispatchTally, dispatch_of, unfinished
from mailer.outbox import close_dispatch
from mailer.settings import SendingSettings
from scheduler.campaign import (
    WAITING,
    Campaign,
    CampaignEvent,
    CampaignState,
    PausedFor,
    being_launched,
    move,
)
from scheduler.launch import ATTACH
from scheduler.planning import Turn, schedule_of, turn_of

LAUNCHING: Final = timedelta(minutes=10)
"""So long after the last sign of it a launch is taken to be under way.

Half a million copies take a tenth of that; documents of recipients' own give a sign with each few of them.
"""


def cancelled_with_rest(session: OfficeSession) -> list[str]:
    """The cancelled campaigns of which copies still wait, because cancelling was cut short."""
    waiting = exists(
        select(DispatchTally.count).where(
            DispatchTally.dispatch_id == Campaign.dispatch_id,
            DispatchTally.state.in_([DeliveryState.QUEUED, DeliveryState.DEFERRED]),
            DispatchTally.count > 0,
        )
    )
    asked = select(Campaign.name).where(Campaign.state == CampaignState.CANCELLED, waiting)
    return list(session.scalars(asked.order_by(Campaign.id)))


def finish_done(session: OfficeSession, now: datetime, by: Actor) -> list[str]:
    """End every running campaign of which no copy is queued, sending or deferred; their names."""
    running = select(Campaign).where(
        Campaign.state == CampaignState.RUNNING, Campaign.launched_at.is_not(None)
    )
    finished = []
    for campaign in _locked(session, running):
        if campaign.dispatch_id is not None and not unfinished(session, campaign.dispatch_id):
            move(session, now, by, campaign, CampaignState.FINISHED, deed="finish")
            close_dispatch(session, now, campaign.dispatch_id, by, "finished")
            finished.append(campaign.name)
    return finished


def pause_held(session: OfficeSession, now: datetime, by: Actor) -> list[str]:
    """Pause every campaign whose dispatch the post room held, for its reason; their names (trust.md 1.3)."""
    running = select(Campaign).where(
        Campaign.state == CampaignState.RUNNING, Campaign.launched_at.is_not(None)
    )
    paused = []
    for campaign in _locked(session, running):
        dispatch = dispatch_of(session, campaign.dispatch_id or 0)
        if dispatch.state is DispatchState.HELD:
            move(session, now, by, campaign, CampaignState.PAUSED, deed="pause", why=dispatch.why,
                 paused_for=PausedFor.POST_ROOM)  # fmt: skip
            paused.append(campaign.name)
    return paused


def miss_late(session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings) -> list[str]:
    """Pause, as missed, every campaign whose time passed by more than the grace; their names (F40).

    Those too whose launch was cut short: full or not, nothing of them has left, and nobody expects them now.
    One that another scheduler is launching at this moment is left to it.
    """
    late = select(Campaign).where(
        Campaign.starts_at <= now, or_(Campaign.state.in_(WAITING), being_launched())
    )
    missed = []
    for campaign in _locked(session, late):
        planned = schedule_of(campaign)
        if turn_of(planned.starts_at, now, sending) is not Turn.MISSED:
            continue
        if campaign.dispatch_id is None:
            what = ", and nothing ran until now. Start it, give it another time, or stop it."
        elif now - _last_sign(session, campaign) <= LAUNCHING:
            continue
        else:
            what = "; its launch was cut short, and nothing of it has left. Start it now, or cancel it."
        move(session, now, by, campaign, CampaignState.PAUSED, deed="miss", paused_for=PausedFor.MISSED,
             why=f"missed: it was to start at {planned}{what}")  # fmt: skip
        missed.append(campaign.name)
    return missed


def _last_sign(session: OfficeSession, campaign: Campaign) -> datetime:
    """When its launch began, was gone on with by somebody's word, or last attached documents to copies."""
    asked = select(func.max(CampaignEvent.at)).where(
        CampaignEvent.campaign_id == campaign.id,
        CampaignEvent.became == CampaignState.RUNNING,
        or_(CampaignEvent.was != CampaignState.RUNNING, CampaignEvent.deed == ATTACH),
    )
    last: datetime = session.execute(asked).scalar_one()
    return last


def due_names(session: OfficeSession, now: datetime) -> Sequence[str]:
    """The campaigns to be launched now, and those whose launch was cut short; the longest due first."""
    due = select(Campaign.name, Campaign.starts_at, Campaign.id).where(
        ((Campaign.state.in_(WAITING)) & (Campaign.starts_at <= now)) | being_launched()
    )
    return [row.name for row in session.execute(due.order_by(Campaign.starts_at, Campaign.id))]


def _locked(session: OfficeSession, asked: Any) -> Sequence[Campaign]:
    """The campaigns, each locked; those that somebody else is changing are left for the next tick."""
    locked = asked.order_by(Campaign.id).with_for_update(skip_locked=True)
    found: Sequence[Campaign] = session.scalars(locked, execution_options={"populate_existing": True}).all()
    return found
