"""A campaign under way: another time, started, paused, resumed, confirmed, cancelled, finished."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.outbox import cancel_some as cancel_deliveries
from mailer.outbox import close_dispatch, hold_dispatch, open_dispatch
from mailer.settings import SendingSettings
from mailer.staff import Role, require
from scheduler.campaign import (
    WAITING,
    Campaign,
    CampaignState,
    PausedFor,
    campaign_named,
    letter_of_campaign,
    move,
)
from scheduler.planning import Schedule, Turn, earliest, refuse_other_day, schedule_of, state_for, turn_of
from scheduler.release import refuse_approver
from scheduler.rights import require_acting
from scheduler.seals import resealed

ASKED_AGAIN: Final = frozenset({PausedFor.A_WORD, PausedFor.MISSED})
"""What a campaign that has not been launched may be paused for and still be given another time."""


def schedule(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, name: str, wished: Schedule
) -> Campaign:
    """Choose another time for a released campaign; the release seal is made anew over it.

    Refused for a time in the past or within the send delay, for who approved the letter, and for a campaign
    that is not released or already goes out.
    """
    campaign = _to_send(session, by, name, "schedule a campaign")
    waits = campaign.state in WAITING or campaign.paused_for in ASKED_AGAIN
    if not waits or campaign.dispatch_id is not None:
        raise Refused(f"The campaign “{name}” is {campaign.state} and cannot be given another time.")
    refuse_approver(session, by, campaign)
    schedule_of(campaign)
    first = max(now, earliest(campaign.released_at or now, sending))
    if wished.starts_at < first:
        raise Refused(f"{wished} is too early. The earliest is {first.astimezone(UTC):%Y-%m-%d %H:%M} UTC.")
    _move_to_time(session, now, by, sending, campaign, wished, "schedule", wished.remark)
    return campaign


def start(session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, name: str) -> Campaign:
    """Let a released campaign go now: when the send delay is over, or when its time was missed.

    It is launched by whoever ticks next, at once. Refused within the send delay, for who approved the letter,
    for a draft, and for one that runs already (F44).
    """
    campaign = _to_send(session, by, name, "start a campaign")
    _refuse_start(session, now, by, sending, campaign)
    if campaign.state is CampaignState.PAUSED:
        return _go_on(session, now, by, sending, campaign, "start")
    _bring_forward(session, now, by, sending, campaign, "start")
    return campaign


def check_start(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, name: str
) -> None:
    """Refused where `start` would be, so that nobody is asked in vain; in a reading transaction."""
    campaign = _to_send(session, by, name, "start a campaign", lock=False)
    _refuse_start(session, now, by, sending, campaign)


def _refuse_start(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, campaign: Campaign
) -> None:
    paused = campaign.state is CampaignState.PAUSED
    if not paused and campaign.state not in WAITING:
        hint = " Release it first." if campaign.state is CampaignState.DRAFT else ""
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state} and cannot be started.{hint}")
    refuse_approver(session, by, campaign)
    if paused:
        _refuse_going_on(by, campaign)
    first = earliest(campaign.released_at or now, sending)
    confirms = campaign.paused_for is PausedFor.SECOND_PERSON
    if campaign.dispatch_id is None and not confirms and now < first:
        raise Refused(
            f"The campaign “{campaign.name}” may start at {first.astimezone(UTC):%Y-%m-%d %H:%M} UTC, when"
            " the send delay is over. Until then it can be stopped."
        )


def pause(session: OfficeSession, now: datetime, by: Actor, name: str, why: str) -> Campaign:
    """Stop a campaign until it is resumed: nothing is claimed from this moment on.

    Letters of which the last dot is out may still arrive, and are recorded. Anybody who acts may pause.
    """
    require_acting(by, "pause a campaign")
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is CampaignState.PAUSED:
        raise Refused(f"The campaign “{campaign.name}” is paused already ({campaign.why}).")
    if campaign.state is CampaignState.DRAFT or campaign.state.ended:
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state}: there is nothing to pause.")
    move(session, now, by, campaign, CampaignState.PAUSED, deed="pause", why=_reason(why, "paused by hand"),
         paused_for=PausedFor.A_WORD)  # fmt: skip
    if campaign.dispatch_id is not None:
        hold_dispatch(session, now, campaign.dispatch_id, by, campaign.why)
    return campaign


def resume(session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, name: str) -> Campaign:
    """Let a paused campaign go on: where it stood, or now if its time is over.

    One that was held for a second person is confirmed by this, which takes a releaser other than the first
    (A46); it then waits for the send delay anew. Refused for one with a broken seal.
    """
    campaign = _to_send(session, by, name, "resume a campaign")
    _refuse_resume(session, by, campaign)
    return _go_on(session, now, by, sending, campaign, "resume")


def check_resume(session: OfficeSession, by: Actor, name: str) -> None:
    """Refused where `resume` would be, so that nobody is asked in vain; in a reading transaction."""
    _refuse_resume(session, by, _to_send(session, by, name, "resume a campaign", lock=False))


def _refuse_resume(session: OfficeSession, by: Actor, campaign: Campaign) -> None:
    if campaign.state is not CampaignState.PAUSED:
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state}, not paused.")
    refuse_approver(session, by, campaign)
    _refuse_going_on(by, campaign)


def _refuse_going_on(by: Actor, campaign: Campaign) -> None:
    """Refused for a broken seal, and for who released what waits for a second person."""
    if campaign.paused_for is PausedFor.BROKEN_SEAL:
        out = "Stop it or cancel it." if campaign.dispatch_id is None else "Cancel it."
        raise Refused(f"The campaign “{campaign.name}” cannot go on: {campaign.why} {out}")
    if campaign.paused_for is PausedFor.SECOND_PERSON and by.pseudonym == campaign.released_by:
        raise Refused(f"{by.name} released the campaign “{campaign.name}”: a second person must confirm it.")


def _go_on(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, campaign: Campaign, deed: str
) -> Campaign:
    if campaign.paused_for is PausedFor.SECOND_PERSON:
        _confirm(session, now, by, sending, campaign)
    elif campaign.dispatch_id is None:
        _bring_forward(session, now, by, sending, campaign, deed)
    elif campaign.launched_at is None:
        _go_on_launching(session, now, by, sending, campaign, deed)
    else:
        move(session, now, by, campaign, CampaignState.RUNNING, deed=deed)
        open_dispatch(session, now, campaign.dispatch_id, by)
    return campaign


def _go_on_launching(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, campaign: Campaign, deed: str
) -> None:
    """Let a launch that was cut short go on, under a seal over the new time where the old one was missed."""
    becomes = CampaignState.RUNNING
    if turn_of(schedule_of(campaign).starts_at, now, sending) is Turn.MISSED:
        _move_to_time(session, now, by, sending, campaign, Schedule(now), deed, "", becomes)
    else:
        move(session, now, by, campaign, becomes, deed=deed)


def _confirm(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, campaign: Campaign
) -> None:
    planned = schedule_of(campaign)
    first = earliest(now, sending)
    wished = planned if planned.starts_at >= first else Schedule(first)
    campaign.released_at = now  # the delay in which it can be stopped counts from the second word
    _move_to_time(session, now, by, sending, campaign, wished, "confirm", "")


def _bring_forward(
    session: OfficeSession, now: datetime, by: Actor, sending: SendingSettings, campaign: Campaign, deed: str
) -> None:
    """Back to waiting for its time: as planned if that is ahead and nobody asked to start, else now."""
    planned = schedule_of(campaign)
    if planned.starts_at > now and deed != "start":
        move(session, now, by, campaign, state_for(planned), deed=deed)
        return
    on_time = turn_of(planned.starts_at, now, sending) is Turn.DUE
    if on_time and campaign.state in WAITING:
        return
    wished = planned if on_time else Schedule(now)
    _move_to_time(session, now, by, sending, campaign, wished, deed, "")


def _move_to_time(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    sending: SendingSettings,
    campaign: Campaign,
    wished: Schedule,
    deed: str,
    why: str,
    becomes: CampaignState | None = None,
) -> None:
    refuse_other_day(letter_of_campaign(session, campaign), wished, sending)
    columns: dict[str, Any] = resealed(session, campaign, wished)
    facts = {"release_seal": columns["release_seal"], "schedule": wished.facts()}
    move(session, now, by, campaign, becomes or state_for(wished), deed=deed, why=why, facts=facts, **columns)


def cancel(session: OfficeSession, now: datetime, by: Actor, name: str, why: str) -> Campaign:
    """End a campaign for good: nothing is claimed from this moment on. Then repeat `cancel_some`.

    Refused without a reason, and for one that has ended.
    """
    campaign = _to_cancel(session, by, name)
    move(session, now, by, campaign, CampaignState.CANCELLED, deed="cancel", why=_reason(why, ""))
    if campaign.dispatch_id is not None:
        close_dispatch(session, now, campaign.dispatch_id, by, campaign.why)
    return campaign


def check_cancel(session: OfficeSession, by: Actor, name: str) -> None:
    """Refused where `cancel` would be, so that nobody is asked in vain; in a reading transaction."""
    _to_cancel(session, by, name, lock=False)


def _to_cancel(session: OfficeSession, by: Actor, name: str, *, lock: bool = True) -> Campaign:
    require(by, Role.RELEASER, "cancel a campaign")
    campaign = campaign_named(session, name, lock=lock)
    if campaign.state.ended:
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state}: there is nothing to cancel.")
    return campaign


def cancel_some(session: OfficeSession, now: datetime, by: Actor, name: str, limit: int = 20_000) -> int:
    """End deliveries of a cancelled campaign that wait; how many. Repeat until it is none.

    Its copies that were never made ready are cancelled with it (`scheduler.standing`).
    """
    campaign = campaign_named(session, name)
    if campaign.state is not CampaignState.CANCELLED:
        raise Refused(f"The campaign “{name}” is {campaign.state}, not cancelled.")
    if campaign.dispatch_id is None:
        return 0
    return cancel_deliveries(session, now, campaign.dispatch_id, by, campaign.why, limit)


def _to_send(session: OfficeSession, by: Actor, name: str, deed: str, *, lock: bool = True) -> Campaign:
    """The campaign, locked, for a releaser; that they had no hand in its letter is asked after its state."""
    require(by, Role.RELEASER, deed)
    return campaign_named(session, name, lock=lock)


def _reason(why: str, usual: str) -> str:
    reason = why.strip() or usual
    if not reason:
        raise Refused("Say why, for those who ask later.")
    return reason
