"""Who gets the same letter by another campaign already: nobody is to get it twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select

from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import OPEN_STATES, DeliveryState
from recipients.among import among
from recipients.names import name_key
from scheduler.campaign import Campaign, CampaignState
from scheduler.copies import Copy
from scheduler.frozen import CampaignRecipient

ALREADY: Final = "Gets this letter already, by the campaign"
COUNTS: Final = OPEN_STATES | {DeliveryState.SENT, DeliveryState.UNCERTAIN}
"""States in which a copy went out, may have gone out, or still will; who is in none of them may be tried."""


@dataclass(frozen=True)
class EarlierCopy:
    """A copy of the letter by another campaign: for whom, and by which one."""

    recipient_id: int | None
    name: str
    campaign: str

    def is_for(self, copy: Copy) -> bool:
        """Whether it is for the same person: the same entry of the directory, or the same name."""
        if self.recipient_id == copy.entry.id:
            return True
        return bool(copy.entry.name) and name_key(self.name) == name_key(copy.entry.name)


Earlier = Mapping[str, Sequence[EarlierCopy]]


def earlier_copies(
    session: OfficeSession, campaign: Campaign, address_keys: Sequence[str] | set[str]
) -> Earlier:
    """By address key, the copies of this campaign's letter that other campaigns sent, or are about to send.

    Those that failed, bounced, were suppressed or cancelled do not count: a second campaign is the way to try
    them again.
    """
    about_to = CampaignRecipient.delivery_id.is_(None) & (CampaignRecipient.none_because == "")
    asked = (
        select(
            CampaignRecipient.address_key,
            CampaignRecipient.recipient_id,
            CampaignRecipient.name,
            Campaign.name.label("campaign"),
        )
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            among(session, CampaignRecipient.address_key, list(address_keys)),
            Campaign.letter_id == campaign.letter_id,
            Campaign.id != campaign.id,
            or_(
                Delivery.state.in_(COUNTS),
                about_to & (Campaign.state != CampaignState.CANCELLED),
            ),
        )
        .order_by(CampaignRecipient.id)
    )
    found: dict[str, list[EarlierCopy]] = {}
    for key, recipient_id, name, other in session.execute(asked):
        found.setdefault(key, []).append(EarlierCopy(recipient_id, name, other))
    return found


def freezes_beside(session: OfficeSession, campaign: Campaign) -> list[int]:
    """The audiences in force of other campaigns of the same letter, by their freezes."""
    asked = select(Campaign.freeze_id).where(
        Campaign.letter_id == campaign.letter_id, Campaign.id != campaign.id, Campaign.freeze_id.is_not(None)
    )
    return sorted(number for number in session.scalars(asked) if number is not None)


def without_earlier(copy: Copy, earlier: Earlier) -> Copy:
    """The copy, or none where its person gets the letter by another campaign already."""
    if copy.none_because:
        return copy
    same = next((one for one in earlier.get(copy.address_key, ()) if one.is_for(copy)), None)
    return copy if same is None else copy.without(f"{ALREADY} {same.campaign}.")
