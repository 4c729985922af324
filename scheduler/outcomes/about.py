"""The copies that something came back of: whose they are, at which address, and what mail it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select, text

from mailer.database import OfficeSession, on_sqlite
from mailer.delivery import Delivery
from mailer.dispatch import Dispatch, MailKind
from recipients.among import among
from scheduler.frozen import CampaignRecipient

CONCLUDING: Final = 7_245_002
"""The number under which PostgreSQL lets one after the other draw conclusions."""


class AffectedCopy(NamedTuple):
    """One copy that left, or was refused."""

    delivery_id: int
    address: str
    address_key: str
    tried_at: datetime | None
    kind: MailKind
    stream: str
    is_trial: bool
    """Whether it was a test to a colleague: nothing follows from what comes back of that."""
    recipient_id: int | None
    campaign_id: int | None

    @property
    def counts(self) -> bool:
        """Whether anything follows from what comes back of it; not for tests, nor for who was erased."""
        return not self.is_trial and bool(self.address)


def one_at_a_time(session: OfficeSession) -> None:
    """Wait until nobody else draws conclusions: two of them about one address would not see each other."""
    if not on_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": CONCLUDING})


def copies_about(session: OfficeSession, deliveries: Collection[int]) -> dict[int, AffectedCopy]:
    """These copies by their deliveries, with one query."""
    asked = (
        select(
            Delivery.id,
            Delivery.address,
            Delivery.address_key,
            Delivery.tried_at,
            Dispatch.kind,
            Dispatch.stream,
            Dispatch.allowed.is_not(None),
            CampaignRecipient.recipient_id,
            CampaignRecipient.campaign_id,
        )
        .join(Dispatch, Dispatch.id == Delivery.dispatch_id)
        .outerjoin(CampaignRecipient, CampaignRecipient.delivery_id == Delivery.id)
        .where(among(session, Delivery.id, deliveries))
    )
    return {row[0]: AffectedCopy(*row) for row in session.execute(asked)}
