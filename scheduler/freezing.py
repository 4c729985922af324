"""Freezing an audience: its rows are written in chunks that nobody sees, and sealed by their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, delete, select, type_coerce
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.canonical import canonical_json
from mailer.database import OfficeSession, insert_rows
from mailer.errors import Refused
from recipients.names import name_key
from scheduler.campaign import Campaign, campaign_named
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.frozen_blueprints import keep_rehearsed
from scheduler.rehearsal import Rehearsal, Rehearsed

SEALED: Final = (
    "kind", "address", "address_key", "name", "organisation", "category", "country", "language", "fell_back",
    "capacities", "values", "none_because",
)  # fmt: skip
"""What of each row the seal covers, in this order."""
COLUMNS: Final = (
    "freeze_id", "campaign_id", "recipient_id", "organisation_id", "domain", "organisation_key", *SEALED,
)  # fmt: skip


@dataclass
class RunningDigest:
    """The digest of a frozen audience, row by row."""

    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, sealed: Sequence[Any]) -> None:
        """Take in the next row, as its columns in the order of SEALED."""
        self._hash.update(canonical_json(list(sealed)).encode("utf-8") + b"\n")

    def __str__(self) -> str:
        """64 hexadecimal digits."""
        return str(self._hash.hexdigest())


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
    written = []
    for row in rows:
        sealed = _sealed(row)
        digest.add(sealed)
        entry = row.copy.entry
        written.append(
            (
                freeze_id,
                campaign.id,
                entry.id,
                entry.organisation_id,
                row.copy.domain,
                name_key(entry.organisation),
                *sealed,
            )
        )
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


def stored_digest(session: Session, freeze_id: int) -> str:
    """The digest of a frozen audience as its rows now stand."""
    digest = RunningDigest()
    for row in _stored(session, freeze_id):
        digest.add(row)
    return str(digest)


def _stored(session: Session, freeze_id: int) -> Iterator[Sequence[Any]]:
    columns = [type_coerce(getattr(CampaignRecipient, name), Text) for name in SEALED if name != "fell_back"]
    columns.insert(SEALED.index("fell_back"), CampaignRecipient.fell_back)  # type: ignore[arg-type]
    asked = select(*columns).where(CampaignRecipient.freeze_id == freeze_id).order_by(CampaignRecipient.id)
    with session.execute(asked.execution_options(yield_per=5_000)) as rows:
        for row in rows:
            yield tuple(row)


def _sealed(row: Rehearsed) -> tuple[Any, ...]:
    copy, entry = row.copy, row.copy.entry
    return (
        copy.kind.value,
        copy.address,
        copy.address_key,
        entry.addressed_as,
        entry.organisation,
        entry.category,
        entry.country,
        row.service.language,
        row.service.fell_back,
        canonical_json([capacity.facts() for capacity in copy.capacities]),
        row.values,
        copy.none_because,
    )
