"""Whom a letter reached, by all of its campaigns, and whom it was frozen for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from letters.letter import Letter
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from recipients.idset import IdSet
from scheduler.campaign import Campaign
from scheduler.frozen import AudienceFreeze, CampaignRecipient, CopyKind

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


def copies_frozen_for(session: OfficeSession, letters: Sequence[int]) -> Mapping[int, int]:
    """How many copies each of these letters was launched with, by their ids."""
    asked = (
        select(Campaign.letter_id, func.sum(AudienceFreeze.copies))
        .join(AudienceFreeze, AudienceFreeze.id == Campaign.freeze_id)
        .where(Campaign.letter_id.in_(letters), Campaign.launched_at.is_not(None))
        .group_by(Campaign.letter_id)
    )
    return {letter_id: int(copies or 0) for letter_id, copies in session.execute(asked)}


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
