"""Freezing an audience: its rows are written in chunks that nobody sees, and sealed by their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, delete, select, type_coerce
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.canonical import canonical_json
from mailer.commitment import commit, fresh_salts
from mailer.database import OfficeSession, insert_rows
from mailer.errors import Refused
from recipients.names import name_key
from scheduler.campaign import Campaign, campaign_named
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.frozen_blueprints import keep_rehearsed
from scheduler.rehearsal import Rehearsal, Rehearsed

STREAMED: Final = 5_000
"""Rows that are read at a time."""
KNOWN: Final = ("kind", "organisation", "category", "country", "language", "fell_back", "none_because")
"""What of each row the digest covers as it is, in this order; it names no person."""
NAMING: Final = ("address", "address_key", "name", "capacities", "values")
"""What names its recipient: covered by a salted commitment, so that it can be erased and the digest stays."""
COLUMNS: Final = (
    "freeze_id", "campaign_id", "recipient_id", "organisation_id", "domain", "organisation_key",
    *KNOWN, *NAMING, "salt",
)  # fmt: skip


@dataclass
class RunningDigest:
    """The digest of a frozen audience, row by row."""

    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, known: Sequence[Any], commitment: str) -> None:
        """Take in the next row: its columns in the order of KNOWN, and the commitment to the others."""
        self._hash.update(canonical_json([*known, commitment]).encode("utf-8") + b"\n")

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
    written, taken = [], list(rows)
    for row, salt in zip(taken, fresh_salts(len(taken)), strict=True):
        known, naming, entry = _known(row), _naming(row), row.copy.entry
        digest.add(known, commit(salt, *naming))
        besides = (entry.id, entry.organisation_id, row.copy.domain, name_key(entry.organisation))
        written.append((freeze_id, campaign.id, *besides, *known, *naming, salt))
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


def stored_digest(
    session: Session,
    freeze_id: int,
    erased: Container[int] = frozenset(),
    on_step: Callable[[int], None] = lambda _: None,
) -> str:
    """The digest of a frozen audience as its rows now stand.

    `erased` are the rows that were erased by the record: of those the commitment is believed.
    """
    digest, count = RunningDigest(), 0
    for count, (number, salt, commitment, *columns) in enumerate(_stored(session, freeze_id), start=1):
        known, naming = columns[: len(KNOWN)], columns[len(KNOWN) :]
        whole = commitment is None or number not in erased
        digest.add(known, commit(salt or "", *naming) if whole else commitment)
        if not count % STREAMED:
            on_step(STREAMED)
    on_step(count % STREAMED)
    return str(digest)


def _stored(session: Session, freeze_id: int) -> Iterator[Sequence[Any]]:
    columns: list[Any] = [CampaignRecipient.id, CampaignRecipient.salt, CampaignRecipient.erased]
    for name in (*KNOWN, *NAMING):
        column = getattr(CampaignRecipient, name)
        columns.append(column if name == "fell_back" else type_coerce(column, Text))
    asked = select(*columns).where(CampaignRecipient.freeze_id == freeze_id).order_by(CampaignRecipient.id)
    with session.execute(asked.execution_options(yield_per=STREAMED)) as rows:
        yield from rows


def _known(row: Rehearsed) -> tuple[Any, ...]:
    copy, entry = row.copy, row.copy.entry
    return (
        copy.kind.value,
        entry.organisation,
        entry.category,
        entry.country,
        row.service.language,
        row.service.fell_back,
        copy.none_because,
    )


def _naming(row: Rehearsed) -> tuple[str, ...]:
    copy = row.copy
    capacities = canonical_json([capacity.facts() for capacity in copy.capacities])
    return (copy.address, copy.address_key, copy.entry.addressed_as, capacities, row.values)
