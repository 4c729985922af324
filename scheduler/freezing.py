"""Freezing an audience: its rows are written in chunks that nobody sees, under a digest of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.canonical import canonical_json
from mailer.commitment import commit, fresh_salts
from mailer.database import OfficeSession, insert_rows
from mailer.errors import Refused
from recipients.names import name_key
from scheduler.audience_digest import KNOWN, NAMING, RunningDigest
from scheduler.campaign import Campaign, campaign_named
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.frozen_blueprints import keep_rehearsed
from scheduler.rehearsal import Rehearsal, Rehearsed

COLUMNS: Final = ("freeze_id", *KNOWN, *NAMING, "salt")


def begin_freeze(session: Session, now: datetime, by: Actor, name: str) -> int:
    """Begin to write an audience down; the id of the freeze. One that somebody else is writing is ended."""
    campaign = campaign_named(session, name, lock=True)
    freeze = AudienceFreeze(
        campaign_id=campaign.id,
        begun_at=now,
        begun_by=by.pseudonym,
        rows=0,
        copies=0,
        digest="",
        blueprints={},
        counts={},
    )
    session.add(freeze)
    session.flush()
    campaign.freezing_id = freeze.id
    return freeze.id


def clear_some(session: Session, name: str, limit: int = 20_000) -> int:
    """Remove rows of freezes that were cut short or stopped (F02); how many. Repeat until it is none."""
    campaign = campaign_named(session, name)
    kept = [number for number in (campaign.freeze_id, campaign.freezing_id) if number is not None]
    dead = select(AudienceFreeze.id).where(
        AudienceFreeze.campaign_id == campaign.id, AudienceFreeze.id.not_in(kept)
    )
    some = select(CampaignRecipient.id).where(CampaignRecipient.freeze_id.in_(dead)).limit(limit)
    cleared = session.connection().execute(
        delete(CampaignRecipient).where(CampaignRecipient.id.in_(some.scalar_subquery()))
    )
    if not cleared.rowcount:
        session.connection().execute(delete(AudienceFreeze).where(AudienceFreeze.id.in_(dead)))
    return cleared.rowcount


def write_rows(
    session: Session, name: str, freeze_id: int, rows: Iterable[Rehearsed], digest: RunningDigest
) -> None:
    """Write a chunk of an audience down. Refused if somebody began another freeze meanwhile."""
    campaign = freezing(session, name, freeze_id)
    written, taken = [], list(rows)
    for row, salt in zip(taken, fresh_salts(len(taken)), strict=True):
        known, naming = _known(row, campaign), _naming(row)
        digest.add(known, commit(salt, *naming))
        written.append((freeze_id, *known, *naming, salt))
    insert_rows(session, CampaignRecipient, COLUMNS, written)


def end_freeze(
    session: OfficeSession,
    name: str,
    freeze_id: int,
    rehearsal: Rehearsal,
    digest: RunningDigest,
) -> None:
    """Write down what the audience came to and what its copies are made by, when its last row is written."""
    freezing(session, name, freeze_id)
    freeze = session.get_one(AudienceFreeze, freeze_id)
    freeze.rows, freeze.copies = rehearsal.rows, rehearsal.copies
    freeze.digest, freeze.counts = str(digest), rehearsal.facts()
    freeze.blueprints = keep_rehearsed(session, rehearsal.blueprints)


def freezing(session: Session, name: str, freeze_id: int) -> Campaign:
    """The campaign, locked, while this freeze is the one being written; Refused otherwise."""
    campaign = campaign_named(session, name, lock=True)
    if campaign.freezing_id != freeze_id:
        raise Refused(f"Somebody else began to release the campaign “{name}” meanwhile.")
    return campaign


def _known(row: Rehearsed, campaign: Campaign) -> tuple[Any, ...]:
    copy, entry = row.copy, row.copy.entry
    return (
        campaign.id,
        entry.id,
        entry.organisation_id,
        copy.kind.value,
        entry.organisation,
        name_key(entry.organisation),
        entry.category,
        entry.country,
        row.service.language,
        row.service.fell_back,
        copy.headers,
        copy.none_because,
    )


def _naming(row: Rehearsed) -> tuple[str, ...]:
    copy = row.copy
    capacities = canonical_json([capacity.facts() for capacity in copy.capacities])
    return (
        copy.address, copy.address_key, copy.domain, copy.entry.addressed_as, capacities, row.values,
    )  # fmt: skip
