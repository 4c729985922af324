"""Whether a released campaign is still what was released: letter, audience, blueprints and time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from letters.family import why_not_to_send
from letters.letter import approval_of
from letters.seal import verify_seal
from mailer.audit import AuditEntry
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.settings import OfficeSettings
from scheduler.attaching import specs_of
from scheduler.audience_digest import stored_digest
from scheduler.campaign import Campaign, campaign_named, letter_of_campaign
from scheduler.frozen import AudienceFreeze
from scheduler.frozen_blueprints import changed_since
from scheduler.planning import Schedule, release_seal, schedule_of


def broken_seal(session: OfficeSession, name: str, office: OfficeSettings) -> str:
    """What of a released campaign is not as it was released, as a sentence; empty if nothing differs.

    That its reference stands, and that of the letter it follows on, is part of it.

    The copies that these settings and this program would make are part of it. Reads every frozen row, so ask
    in a reading transaction: seconds for half a million.
    """
    campaign = campaign_named(session, name)
    letter = letter_of_campaign(session, campaign)
    fault = verify_seal(session, letter) or why_not_to_send(session, letter)
    if fault:
        return fault
    freeze = session.get(AudienceFreeze, campaign.freeze_id or 0)
    if freeze is None:
        return "The frozen audience is gone."
    if stored_digest(session, freeze.id) != freeze.digest:
        return "The frozen audience is not what was released any more."
    fault = unfit_seal(session, campaign, freeze)
    if fault:
        return fault
    approval = approval_of(session, letter)
    if approval is None or approval.seal != campaign.approval_seal:
        return "The letter was approved anew since the release."
    try:
        specs = specs_of(session, campaign, office, approval)
    except Refused as refused:
        return refused.message
    return changed_since(session, freeze, specs)


def unfit_seal(session: OfficeSession, campaign: Campaign, freeze: AudienceFreeze) -> str:
    """Why the release seal is not the one over what it covers, as a sentence; empty if it is.

    It is held against the digest that the freeze names; whether the rows have it is asked elsewhere.
    """
    if _seal(campaign, freeze, schedule_of(campaign)) != campaign.release_seal:
        return "The release seal does not fit the letter, the audience, the blueprints and the time any more."
    if recorded_seal(session, campaign) != campaign.release_seal:
        return "The release seal is not the one that the record of the release names."
    return ""


def recorded_seal(session: OfficeSession, campaign: Campaign) -> str:
    """The release seal by the audit chain, where whoever makes a seal anew by hand cannot put it."""
    told = select(AuditEntry.facts).where(AuditEntry.subject == f"campaign:{campaign.id}")
    for facts in session.scalars(told.order_by(AuditEntry.number.desc())):
        if seal := facts.get("release_seal"):
            return str(seal)
    return ""


def resealed(session: OfficeSession, campaign: Campaign, schedule: Schedule) -> dict[str, Any]:
    """The columns of another schedule under a release seal over it; Refused where the old one is unfit."""
    freeze = session.get_one(AudienceFreeze, campaign.freeze_id)
    fault = unfit_seal(session, campaign, freeze)
    if fault:
        raise Refused(f"The campaign “{campaign.name}” cannot be given another time: {fault}")
    return {
        "starts_at": schedule.starts_at,
        "wanted": schedule.wanted,
        "zone": schedule.zone,
        "release_seal": _seal(campaign, freeze, schedule),
    }


def _seal(campaign: Campaign, freeze: AudienceFreeze, schedule: Schedule) -> str:
    return release_seal(campaign.approval_seal, freeze.digest, freeze.blueprints, schedule)
