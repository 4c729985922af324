"""The launch: the frozen audience becomes deliveries in a held dispatch, which is opened when it is full."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Text, select, type_coerce

from letters.compile import KINDS
from letters.facts import Language
from letters.issuing import issue
from mailer.audit import Actor
from mailer.blueprint import PartRef
from mailer.database import OfficeSession, run_many
from mailer.dispatch import new_dispatch, tally
from mailer.errors import Refused
from mailer.outbox import Outgoing, fill, keep_part, open_dispatch
from scheduler.campaign import (
    WAITING,
    Campaign,
    CampaignState,
    PausedFor,
    campaign_named,
    letter_of_campaign,
    move,
    note,
)
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.frozen_blueprints import BlueprintIds, frozen_ids
from scheduler.merging import mark_of
from scheduler.personal import OwnPart, digest_of_parts
from scheduler.progress import Progress

OwnParts = Mapping[int, OwnPart]
"""Documents of recipients' own by their frozen rows."""

ATTACH: Final = "attach"
"""The deed under which the chain names the documents of recipients' own."""
CHUNK: Final = 2_000
"""Copies put into the outbox in one transaction: a fraction of a second's work on either database."""


def pause_broken(session: OfficeSession, now: datetime, by: Actor, name: str, fault: str) -> None:
    """Pause a campaign whose seals do not hold, with an audit entry; nothing is sent."""
    campaign = campaign_named(session, name, lock=True)
    if campaign.state not in WAITING and campaign.state is not CampaignState.RUNNING:
        return
    facts = {"broken_release_seal": campaign.release_seal}
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
    letter = letter_of_campaign(session, campaign).read_facts()
    dispatch = new_dispatch(
        session,
        now,
        label=campaign.name,
        key_id=key_id,
        policy=campaign.policy,
        kind=KINDS[letter.mail],
        stream=letter.stream or "",
        priority=campaign.priority,
    )
    facts = {"dispatch": dispatch.id}
    move(session, now, by, campaign, CampaignState.RUNNING, deed="launch", facts=facts,
         dispatch_id=dispatch.id)  # fmt: skip


def fill_some(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    name: str,
    limit: int = CHUNK,
    own: OwnParts | None = None,
) -> Progress:
    """Put the next copies into the outbox; how far it has come. Repeat until it is full.

    Where each copy has a document of its own, `own` brings those of the next rows, and no other copy is made.

    A row gets one delivery, however often this is repeated and by whomever: the campaign is locked, and the
    place reached is kept in the same transaction (F02, F41). Copies are made by the blueprints that were
    frozen. The letter is issued with the first of them. Refused unless the campaign is being launched.
    """
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is not CampaignState.RUNNING or campaign.launched_at is not None:
        raise Refused(f"The campaign “{name}” is {campaign.state}; it is not being launched.")
    assert campaign.dispatch_id is not None
    rows, freeze = next_rows(session, campaign, limit), session.get_one(AudienceFreeze, campaign.freeze_id)
    if own is not None:
        rows = [row for row in rows if row.id in own]
    if rows:
        blueprints = frozen_ids(session, freeze)
        if not campaign.filled_to:
            issue(session, now, by, letter_of_campaign(session, campaign))
        wanting = [row for row in rows if row.delivery_id is None]
        outgoing = [_outgoing(row, blueprints, _kept(session, row, own)) for row in wanting]
        ids = fill(session, now, campaign.dispatch_id, outgoing)
        _point_to(session, wanting, ids)
        if own is not None:
            note(session, now, by, campaign, ATTACH, facts=_facts_of(rows, own))
        campaign.filled_to = rows[-1].id
        session.flush()
    return Progress(sum(tally(session, campaign.dispatch_id).values()), freeze.copies)


def open_launched(session: OfficeSession, now: datetime, by: Actor, name: str) -> bool:
    """Let the worker claim from a full dispatch; False if that was done, or the campaign was paused.

    Refused while copies are missing.
    """
    campaign = campaign_named(session, name, lock=True)
    if campaign.state is not CampaignState.RUNNING or campaign.launched_at is not None:
        return False
    assert campaign.dispatch_id is not None
    if next_rows(session, campaign, 1):
        raise Refused(f"The dispatch of the campaign “{name}” is not full yet.")
    campaign.launched_at = now
    session.flush()
    open_dispatch(session, now, campaign.dispatch_id, by)
    copies = sum(tally(session, campaign.dispatch_id).values())
    note(session, now, by, campaign, "open", facts={"dispatch": campaign.dispatch_id, "copies": copies})
    return True


def next_rows(session: OfficeSession, campaign: Campaign, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The frozen rows after the place reached, in order, but those who get none."""
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
            CampaignRecipient.headers,
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


def _kept(session: OfficeSession, row: Row[*tuple[Any, ...]], own: OwnParts | None) -> tuple[PartRef, ...]:
    """The document of a row's own, kept by its hash; none where copies have none."""
    if own is None:
        return ()
    part, content = own[row.id]
    keep_part(session, content)
    return (part,)


def _facts_of(rows: Sequence[Row[*tuple[Any, ...]]], own: OwnParts) -> dict[str, Any]:
    """Whose document is which, as the chain keeps it: between two rows, under one hash."""
    parts = [(row.id, own[row.id][0].sha256) for row in rows]
    between = {"first": rows[0].id, "last": rows[-1].id}
    return {**between, "documents": len(parts), "digest": digest_of_parts(parts)}


def _outgoing(
    row: Row[*tuple[Any, ...]], blueprints: BlueprintIds, extra_parts: tuple[PartRef, ...]
) -> Outgoing:
    return Outgoing(
        blueprint_id=blueprints[Language(row.language), mark_of(row.kind)],
        address=row.address,
        address_key=row.address_key,
        domain=row.domain,
        name=row.name or row.organisation,
        values=json.loads(row.merge_values),
        extra_parts=extra_parts,
        headers=json.loads(row.headers) if row.headers else {},
    )


def _point_to(session: OfficeSession, rows: Sequence[Row[*tuple[Any, ...]]], ids: Sequence[int]) -> None:
    run_many(
        session,
        "UPDATE campaign_recipient SET delivery_id = :delivery WHERE id = :id",
        [{"id": row.id, "delivery": delivery} for row, delivery in zip(rows, ids, strict=True)],
    )
