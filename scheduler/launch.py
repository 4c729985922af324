"""The launch: the frozen audience becomes deliveries in a held dispatch, which is opened when it is full."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Text, select, type_coerce

from letters.compile import KINDS, blueprints_for
from letters.facts import Language
from letters.issuing import issue
from letters.layout.tree import CopyMark
from letters.letter import approval_of
from letters.seal import verify_seal
from mailer.audit import Actor, AuditEntry
from mailer.database import OfficeSession, run_many
from mailer.dispatch import new_dispatch, tally
from mailer.errors import Refused
from mailer.outbox import Outgoing, fill, keep_blueprint, open_dispatch
from mailer.settings import OfficeSettings
from scheduler.campaign import WAITING, Campaign, CampaignState, PausedFor, campaign_named, move, note
from scheduler.freezing import stored_digest
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.merging import mark_of
from scheduler.planning import release_seal
from scheduler.release import letter_of_campaign, schedule_of

CHUNK: Final = 2_000
"""Copies put into the outbox in one transaction: a fraction of a second's work on either database."""

BlueprintIds = Mapping[tuple[Language, CopyMark], int]


@dataclass(frozen=True)
class Progress:
    """How far long work has come."""

    done: int
    total: int

    @property
    def full(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


def broken_seal(session: OfficeSession, name: str) -> str:
    """What of a released campaign is not as it was released, as a sentence; empty if nothing differs.

    Reads every frozen row, so ask in a reading transaction: seconds for half a million.
    """
    campaign = campaign_named(session, name)
    fault = verify_seal(session, letter_of_campaign(session, campaign))
    if fault:
        return fault
    planned, freeze = schedule_of(campaign), session.get(AudienceFreeze, campaign.freeze_id)
    if freeze is None:
        return "The frozen audience is gone."
    found = stored_digest(session, freeze.id)
    if found != freeze.digest:
        return "The frozen audience is not what was released any more."
    if release_seal(campaign.approval_seal, found, planned) != campaign.release_seal:
        return "The release seal does not fit the letter, the audience and the schedule any more."
    if _recorded_seal(session, campaign) != campaign.release_seal:
        return "The release seal is not the one that the record of the release names."
    letter_seal = _approval_seal(session, campaign)
    return "" if letter_seal == campaign.approval_seal else "The letter was approved anew since the release."


def pause_broken(session: OfficeSession, now: datetime, by: Actor, name: str, fault: str) -> None:
    """Pause a campaign whose seals do not hold, with an audit entry; nothing is sent."""
    campaign = campaign_named(session, name, lock=True)
    if campaign.state not in WAITING and campaign.state is not CampaignState.RUNNING:
        return
    facts = {"release_seal": campaign.release_seal}
    move(session, now, by, campaign, CampaignState.PAUSED, deed="break", why=fault, facts=facts,
         paused_for=PausedFor.BROKEN_SEAL)  # fmt: skip


def begin_launch(session: OfficeSession, now: datetime, by: Actor, name: str, key_id: str) -> None:
    """Start a due campaign: it runs from now on, with a held dispatch to be filled.

    Harmless for one whose launch was begun and cut short. Refused for one that is not due (F41, F44).
    """
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is CampaignState.RUNNING and campaign.launched_at is None:
        return
    if campaign.state not in WAITING or campaign.starts_at is None or campaign.starts_at > now:
        raise Refused(f"The campaign “{name}” is {campaign.state} and not due.")
    facts = letter_of_campaign(session, campaign).read_facts()
    dispatch = new_dispatch(
        session,
        now,
        label=campaign.name,
        key_id=key_id,
        policy=campaign.policy,
        kind=KINDS[facts.mail],
        stream=facts.stream or "",
        priority=campaign.priority,
    )
    move(session, now, by, campaign, CampaignState.RUNNING, deed="launch", dispatch_id=dispatch.id)


def keep_blueprints(session: OfficeSession, name: str, office: OfficeSettings) -> BlueprintIds:
    """The blueprints of the letter, kept in the post room; their ids. Harmless when repeated."""
    campaign = campaign_named(session, name)
    specs = blueprints_for(session, letter_of_campaign(session, campaign), office)
    return {
        key: keep_blueprint(session, spec) for key, spec in sorted(specs.items()) if key[1] != CopyMark.TEST
    }


def fill_some(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    name: str,
    blueprints: BlueprintIds,
    limit: int = CHUNK,
) -> Progress:
    """Put the next copies into the outbox; how far it has come. Repeat until it is full.

    A row gets one delivery, however often this is repeated and by whomever: the campaign is locked, and the
    place reached is kept in the same transaction (F02, F41). The letter is issued with the first of them.
    Refused unless the campaign is being launched.
    """
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is not CampaignState.RUNNING or campaign.launched_at is not None:
        raise Refused(f"The campaign “{name}” is {campaign.state}; it is not being launched.")
    assert campaign.dispatch_id is not None
    rows = _next_rows(session, campaign, limit)
    if rows:
        if not campaign.filled_to:
            issue(session, now, by, letter_of_campaign(session, campaign))
        wanting = [row for row in rows if row.delivery_id is None]
        ids = fill(session, now, campaign.dispatch_id, [_outgoing(row, blueprints) for row in wanting])
        _point_to(session, wanting, ids)
        campaign.filled_to = rows[-1].id
        session.flush()
    total = session.scalar(select(AudienceFreeze.copies).where(AudienceFreeze.id == campaign.freeze_id))
    return Progress(sum(tally(session, campaign.dispatch_id).values()), total or 0)


def open_launched(session: OfficeSession, now: datetime, by: Actor, name: str) -> bool:
    """Let the worker claim from a full dispatch; False if that was done, or the campaign was paused.

    Refused while copies are missing.
    """
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is not CampaignState.RUNNING or campaign.launched_at is not None:
        return False
    assert campaign.dispatch_id is not None
    if _next_rows(session, campaign, 1):
        raise Refused(f"The dispatch of the campaign “{name}” is not full yet.")
    campaign.launched_at = now
    session.flush()
    open_dispatch(session, now, campaign.dispatch_id, by)
    copies = sum(tally(session, campaign.dispatch_id).values())
    note(session, now, by, campaign, "open", facts={"dispatch": campaign.dispatch_id, "copies": copies})
    return True


def _recorded_seal(session: OfficeSession, campaign: Campaign) -> str:
    """The release seal by the audit chain, where whoever makes a seal anew by hand cannot put it."""
    told = select(AuditEntry.facts).where(AuditEntry.subject == f"campaign:{campaign.id}")
    for facts in session.scalars(told.order_by(AuditEntry.number.desc())):
        if seal := facts.get("release_seal"):
            return str(seal)
    return ""


def _approval_seal(session: OfficeSession, campaign: Campaign) -> str:
    approval = approval_of(session, letter_of_campaign(session, campaign))
    return approval.seal if approval else ""


def _next_rows(session: OfficeSession, campaign: Campaign, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows after the place reached, in order, but those who get none."""
    asked = (
        select(
            CampaignRecipient.id,
            CampaignRecipient.kind,
            CampaignRecipient.address,
            CampaignRecipient.address_key,
            CampaignRecipient.domain,
            CampaignRecipient.name,
            CampaignRecipient.organisation,
            CampaignRecipient.language,
            CampaignRecipient.delivery_id,
            type_coerce(CampaignRecipient.values, Text).label("merge_values"),
        )
        .where(
            CampaignRecipient.freeze_id == campaign.freeze_id,
            CampaignRecipient.id > campaign.filled_to,
            CampaignRecipient.none_because == "",
        )
        .order_by(CampaignRecipient.id)
        .limit(limit)
    )
    return session.execute(asked).all()


def _outgoing(row: Row[*tuple[Any, ...]], blueprints: BlueprintIds) -> Outgoing:
    return Outgoing(
        blueprint_id=blueprints[Language(row.language), mark_of(row.kind)],
        address=row.address,
        address_key=row.address_key,
        domain=row.domain,
        name=row.name or row.organisation,
        values=json.loads(row.merge_values),
    )


def _point_to(session: OfficeSession, rows: Sequence[Row[*tuple[Any, ...]]], ids: Sequence[int]) -> None:
    run_many(
        session,
        "UPDATE campaign_recipient SET delivery_id = :delivery WHERE id = :id",
        [{"id": row.id, "delivery": delivery} for row, delivery in zip(rows, ids, strict=True)],
    )
