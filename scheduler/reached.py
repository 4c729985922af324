"""Whom a letter reached, by all of its campaigns, and whom it was frozen for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from letters.letter import Letter
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from recipients.idset import IdSet
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient, CopyKind

REACHED: Final = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
"""Where a copy went out, or may have."""
ADDRESSED: Final = (CopyKind.TO, CopyKind.CC)
"""Copies of those whom a letter is addressed to."""
COPIED: Final = (CopyKind.COPY,)
"""Copies of those in a copy group."""


def whom_it_reached(session: OfficeSession, letter: Letter, kinds: Collection[CopyKind] = ADDRESSED) -> IdSet:
    """The recipients whom a letter reached, or may have reached, by a copy of one of these kinds."""
    asked = (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            Campaign.letter_id == letter.id,
            CampaignRecipient.kind.in_(kinds),
            Delivery.state.in_(REACHED),
            CampaignRecipient.recipient_id.is_not(None),
        )
        .execution_options(yield_per=10_000)
    )
    return IdSet(number for number in session.scalars(asked) if number is not None)


def whom_it_was_frozen_for(session: OfficeSession, letter: Letter) -> IdSet:
    """Everybody in an audience of the letter that was launched, those who got no copy too."""
    asked = (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(
            Campaign.letter_id == letter.id,
            Campaign.launched_at.is_not(None),
            CampaignRecipient.recipient_id.is_not(None),
        )
        .execution_options(yield_per=10_000)
    )
    return IdSet(number for number in session.scalars(asked) if number is not None)
