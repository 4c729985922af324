"""The digest of a frozen audience: what of each row it covers, and how a row that was erased still fits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from mailer.canonical import canonical_json
from mailer.commitment import commit
from scheduler.frozen import CampaignRecipient

STREAMED: Final = 5_000
"""Rows that are read at a time."""
KNOWN: Final = (
    "campaign_id", "recipient_id", "organisation_id", "kind", "organisation", "organisation_key", "category",
    "country", "language", "fell_back", "headers", "none_because",
)  # fmt: skip
"""What of each row is covered as it is, in this order; it names no person but by number."""
NAMING: Final = ("address", "address_key", "domain", "name", "capacities", "values")
"""What names its recipient: covered by a salted commitment, so that it can be erased and the digest stays."""
_TEXTS: Final = frozenset({"kind", "capacities"})
"""Columns that are wanted as the database keeps them."""


def blank(number: int) -> tuple[str, ...]:
    """What stands under NAMING in a row that was erased; the key tells rows of one recipient apart."""
    return ("", f"#{number}", "", "", "[]", "{}")


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


def stored_digest(
    session: Session,
    freeze_id: int,
    erased: Container[int] = frozenset(),
    on_step: Callable[[int], None] = lambda _: None,
) -> str:
    """The digest of a frozen audience as its rows now stand.

    `erased` are the rows that were erased by the record: of those that are blank, the commitment is believed.
    """
    digest, count = RunningDigest(), 0
    for count, (number, salt, commitment, *columns) in enumerate(_stored(session, freeze_id), start=1):
        known, naming = columns[: len(KNOWN)], columns[len(KNOWN) :]
        if commitment is None or number not in erased or tuple(naming) != blank(number):
            commitment = commit(salt or "", *naming)  # noqa: PLW2901
        digest.add(known, commitment)
        if not count % STREAMED:
            on_step(STREAMED)
    on_step(count % STREAMED)
    return str(digest)


def _stored(session: Session, freeze_id: int) -> Iterator[Sequence[Any]]:
    columns: list[Any] = [CampaignRecipient.id, CampaignRecipient.salt, CampaignRecipient.erased]
    for name in (*KNOWN, *NAMING):
        column = getattr(CampaignRecipient, name)
        columns.append(type_coerce(column, Text) if name in _TEXTS else column)
    asked = select(*columns).where(CampaignRecipient.freeze_id == freeze_id).order_by(CampaignRecipient.id)
    with session.execute(asked.execution_options(yield_per=STREAMED)) as rows:
        yield from rows
