"""Releasing a campaign: the frozen audience comes into force under the release seal; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from letters.family import why_not_to_send
from letters.letter import LetterState, approval_of, lock_letter
from letters.seal import require_seal
from mailer.audit import ERASE, Actor, AuditEntry
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.errors import Refused
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
from scheduler.earlier import freezes_beside
from scheduler.freezing import freezing
from scheduler.frozen import AudienceFreeze
from scheduler.planning import (
    Caution,
    Schedule,
    refuse_other_day,
    release_seal,
    state_for,
    unusual,
    with_delay,
)
from scheduler.rehearsal import FindingKind
from scheduler.rights import require_acting

UNRELEASED: Final[Mapping[str, Any]] = {
    "freeze_id": None,
    "starts_at": None,
    "wanted": "",
    "zone": "",
    "released_at": None,
    "released_by": "",
    "approval_seal": "",
    "release_seal": "",
}
"""What a campaign loses when its release is taken back."""


def check_releasable(session: OfficeSession, by: Actor, campaign: Campaign) -> str:
    """The approval seal of a campaign that this actor may release now; Refused with the reason otherwise.

    A draft is wanted, a letter exactly as it was approved whose reference stands, and a releaser who is not
    its approver (A28).
    """
    require(by, Role.RELEASER, "release a campaign")
    if campaign.state is not CampaignState.DRAFT:
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state}; only a draft can be released.")
    refuse_approver(session, by, campaign)
    if why := why_not_to_send(session, letter_of_campaign(session, campaign)):
        raise Refused(why)
    return require_seal(session, letter_of_campaign(session, campaign)).seal


def check_release(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    sending: SendingSettings,
    name: str,
    schedule: Schedule | None = None,
) -> None:
    """Refused where `release` would be for what no rehearsal is needed to know; in a reading transaction."""
    campaign = campaign_named(session, name)
    check_releasable(session, by, campaign)
    refuse_other_day(letter_of_campaign(session, campaign), with_delay(schedule, now, sending), sending)


def why_over(session: OfficeSession, campaign: Campaign) -> str:
    """Why a campaign can never be rehearsed or released again, as a sentence; empty if it may."""
    letter = letter_of_campaign(session, campaign)
    if letter.state is LetterState.WITHDRAWN:
        return f"The letter “{letter.handle}” was withdrawn: it goes to nobody."
    return why_not_to_send(session, letter)


def refuse_approver(session: OfficeSession, by: Actor, campaign: Campaign) -> None:
    """Refused for who approved the letter: approving and sending are two people's decisions (A28)."""
    letter = letter_of_campaign(session, campaign)
    approval = approval_of(session, letter)
    if approval is not None and approval.approver == by.pseudonym:
        raise Refused(
            f"{by.name} approved the letter “{letter.handle}” and may not release it too: somebody else must."
        )
    if letter.drafter == by.pseudonym:
        raise Refused(
            f"{by.name} wrote the letter “{letter.handle}” and may not release it too: somebody else must."
        )


def release(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    sending: SendingSettings,
    name: str,
    freeze_id: int,
    *,
    expected: int | None,
    schedule: Schedule | None = None,
    caution: Caution | None = None,
) -> Campaign:
    """Bring a frozen audience into force, under the release seal: the one flip that makes all of it visible.

    `expected` is the number of copies that the releaser was shown and typed; None for a release by a standing
    word, as that of who started a plan of reminders, which goes to as many as there are. Refused, with
    nothing changed, if it is another number than was frozen, if the rehearsal found what blocks, for a time
    before the send delay is over or on another day than the letter bears, and as `check_releasable` says. An
    unusual audience leaves the campaign paused until a second person confirms it (A46).
    """
    campaign = freezing(session, name, freeze_id)
    approval_seal = check_releasable(session, by, campaign)
    freeze = session.get_one(AudienceFreeze, freeze_id)
    _refuse_findings(freeze)
    if expected is not None and freeze.copies != expected:
        copies = f"{freeze.copies:,} {'copy' if freeze.copies == 1 else 'copies'}"
        raise Refused(
            f"The audience is {copies} now, and you counted on {expected:,}. Rehearse the campaign again,"
            " then release it with the number you see."
        )
    _refuse_overtaken(session, campaign, freeze)
    planned = with_delay(schedule, now, sending)
    refuse_other_day(letter_of_campaign(session, campaign), planned, sending)
    why = _why_unusual(session, campaign, freeze, caution or Caution())
    columns = _in_force(now, by, freeze, approval_seal, planned)
    if why:
        columns["paused_for"] = PausedFor.SECOND_PERSON
    facts = {
        "copies": freeze.copies,
        "rows": freeze.rows,
        "audience": freeze.digest,
        "blueprints": digest(freeze.blueprints),
        "approval_seal": approval_seal,
        "release_seal": columns["release_seal"],
        "schedule": planned.facts(),
    }
    becomes = CampaignState.PAUSED if why else state_for(planned)
    move(session, now, by, campaign, becomes, deed="release", why=why, facts=facts, **columns)
    return campaign


def _in_force(
    now: datetime, by: Actor, freeze: AudienceFreeze, approval_seal: str, planned: Schedule
) -> dict[str, Any]:
    """The columns of a campaign whose audience is in force."""
    return {
        "freeze_id": freeze.id,
        "freezing_id": None,
        "approval_seal": approval_seal,
        "release_seal": release_seal(approval_seal, freeze.digest, freeze.blueprints, planned),
        "released_at": now,
        "released_by": by.pseudonym,
        "starts_at": planned.starts_at,
        "wanted": planned.wanted,
        "zone": planned.zone,
    }


def _why_unusual(session: OfficeSession, campaign: Campaign, freeze: AudienceFreeze, caution: Caution) -> str:
    """Why a second releaser must confirm it, as sentences; empty if nobody must."""
    new = int(freeze.counts.get("new addresses", 0))
    why = unusual(freeze.copies, _largest_before(session, campaign), new, caution)
    return f"{why} A second releaser must confirm it." if why else ""


def stop(session: OfficeSession, now: datetime, by: Actor, name: str, why: str = "") -> Campaign:
    """Take a release back while nothing has left: the campaign is a draft again, its release seal void.

    Anybody who acts in the office may. Refused once the launch has begun: then it is cancelled.
    """
    require_acting(by, "stop a campaign")
    campaign = campaign_named(session, name, lock=True)
    if campaign.dispatch_id is not None:
        raise Refused(f"The campaign “{name}” has begun to go out. It can be paused or cancelled.")
    if campaign.state not in WAITING and campaign.state is not CampaignState.PAUSED:
        raise Refused(f"The campaign “{name}” is {campaign.state}: there is no release to take back.")
    reason = why.strip() or "stopped within the send delay"
    facts = {"voided_release_seal": campaign.release_seal}
    move(session, now, by, campaign, CampaignState.DRAFT, deed="stop", why=reason, facts=facts, **UNRELEASED)
    return campaign


def _refuse_findings(freeze: AudienceFreeze) -> None:
    counts = freeze.counts.get("findings", {})
    found = [f"{counts[kind]:,} × {kind}" for kind in FindingKind if kind.blocks and counts.get(kind)]
    if found:
        raise Refused(f"The rehearsal found what blocks the release: {', '.join(found)}.")
    if not freeze.copies:
        raise Refused("Nobody would get a copy: the audience is empty.")


def _refuse_overtaken(session: OfficeSession, campaign: Campaign, freeze: AudienceFreeze) -> None:
    """Refuse if since this audience was taken the letter was released to others, or somebody was erased."""
    lock_letter(session, campaign.letter_id)
    erased = select(AuditEntry.number).where(AuditEntry.deed == ERASE, AuditEntry.at >= freeze.begun_at)
    if session.scalars(erased.limit(1)).first() is not None:
        raise Refused("Somebody was erased from the records meanwhile. Rehearse the campaign again.")
    if set(freezes_beside(session, campaign)) - set(freeze.counts.get("beside", [])):
        raise Refused(
            "Another campaign of the same letter was released meanwhile. Rehearse this one again: nobody is"
            " to get the letter twice."
        )


def _largest_before(session: OfficeSession, campaign: Campaign) -> int:
    asked = (
        select(func.max(AudienceFreeze.copies))
        .join(Campaign, Campaign.freeze_id == AudienceFreeze.id)
        .where(Campaign.launched_at.is_not(None), Campaign.id != campaign.id)
    )
    return session.scalar(asked) or 0
