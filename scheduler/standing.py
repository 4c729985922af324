"""How each copy stands, in one word for tables: the state of its delivery, told apart where people ask."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, String, case, cast, exists, literal, select

from mailer.delivery import Delivery, DeliveryAttempt
from mailer.dispatch import DeliveryState
from scheduler.campaign import Campaign, CampaignState
from scheduler.frozen import CampaignRecipient


class CopyState(StrEnum):
    """Where a copy stands; each copy of a frozen audience is in exactly one of these."""

    WAITING = "waiting"  # the campaign is not launched: no delivery yet
    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"  # at the first attempt
    SENT_LATER = "deferred then sent"
    BOUNCED = "bounced"
    REFUSED = "refused"  # the server said no, for good
    FAILED = "failed"  # for a reason of our own: it cannot be filled
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"
    NONE = "none"  # gets no copy, with a stated reason

    @property
    def open(self) -> bool:
        """Whether something will still happen to it by itself."""
        return self in OPEN


OPEN: Final = frozenset({CopyState.WAITING, CopyState.QUEUED, CopyState.SENDING, CopyState.DEFERRED})


def copy_state() -> ColumnElement[str]:
    """The state of a copy, in a query over campaign_recipient with its delivery joined outer.

    A copy that was never made ready is cancelled when its campaign is: no frozen row is touched for that.
    """
    answered = (
        select(literal(1))
        .where(DeliveryAttempt.delivery_id == Delivery.id, DeliveryAttempt.code.is_not(None))
        .correlate(Delivery)
    )
    called_off = (
        select(literal(1))
        .where(Campaign.id == CampaignRecipient.campaign_id, Campaign.state == CampaignState.CANCELLED)
        .correlate(CampaignRecipient)
    )
    later = (Delivery.state == DeliveryState.SENT) & (Delivery.attempts > 1)
    refused = (Delivery.state == DeliveryState.FAILED) & exists(answered)
    return case(
        (Delivery.id.is_not(None) & later, CopyState.SENT_LATER.value),
        (Delivery.id.is_not(None) & refused, CopyState.REFUSED.value),
        (Delivery.id.is_not(None), cast(Delivery.state, String)),
        (CampaignRecipient.none_because != "", CopyState.NONE.value),
        (exists(called_off), CopyState.CANCELLED.value),
        else_=CopyState.WAITING.value,
    )


def why_of(copy: CampaignRecipient, delivery: Delivery | None, state: CopyState, campaign_why: str) -> str:
    """Why a copy stands where it does, in words; empty where nothing is to be told."""
    if delivery is not None:
        return delivery.reason
    return campaign_why if state is CopyState.CANCELLED else copy.none_because
