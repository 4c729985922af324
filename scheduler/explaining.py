"""Why somebody is in a campaign's audience or out of it, in which quality, and what was done about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.erasure import GONE
from mailer.errors import NotFound
from recipients.entries import load_entries
from recipients.names import name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress
from scheduler.addressing import audience_of
from scheduler.campaign import Campaign, campaign_named
from scheduler.contacted import key_of
from scheduler.copies import NO_ITEMS
from scheduler.frozen import CampaignRecipient
from scheduler.items import items_of
from scheduler.standing import CopyState, copy_state, why_of

FEW = 100


@dataclass(frozen=True)
class Explained:
    """One answer: who, in or out, why, and how their copy stands (None where nothing was frozen of them)."""

    who: str
    address: str
    is_in: bool
    frozen: bool
    """Whether this is the frozen audience's answer, or what the directory says now."""
    reasons: tuple[str, ...]
    language: str
    state: CopyState | None
    why: str
    """What became of the copy, or why there is none, in words."""


def explain(session: OfficeSession, name: str, about: str) -> list[Explained]:
    """Why an address, or an organisation by its name, is in a campaign or not, and what was done.

    The frozen audience answers first; for who is not in it, the directory as it is now. NotFound if neither
    knows anybody by that.
    """
    campaign = campaign_named(session, name)
    found = _frozen(session, campaign, about) if campaign.freeze_id is not None else []
    if found:
        return found
    ids = _in_directory(session, about)
    if not ids:
        raise NotFound(f"Neither the campaign “{name}” nor the directory knows “{about}”.")
    return _by_directory(session, campaign, ids)


def _frozen(session: OfficeSession, campaign: Campaign, about: str) -> list[Explained]:
    meant = (
        CampaignRecipient.address_key == key_of(about)
        if "@" in about
        else CampaignRecipient.organisation_key == name_key(about)
    )
    asked = (
        select(CampaignRecipient, Delivery, copy_state())
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(CampaignRecipient.freeze_id == campaign.freeze_id, meant)
        .order_by(CampaignRecipient.id)
        .limit(FEW)
    )
    return [_as_frozen(row, campaign) for row in session.execute(asked)]


def _as_frozen(row: Row[*tuple[Any, ...]], campaign: Campaign) -> Explained:
    copy: CampaignRecipient = row[0]
    delivery: Delivery | None = row[1]
    return Explained(
        who=", ".join(part for part in (GONE if copy.erased else copy.name, copy.organisation) if part),
        address=GONE if copy.erased else copy.address,
        is_in=True,
        frozen=True,
        reasons=tuple(
            f"{capacity['kind']}: {reason}" for capacity in copy.capacities for reason in capacity["because"]
        ),
        language=copy.language,
        state=CopyState(row[2]),
        why=why_of(copy, delivery, CopyState(row[2]), campaign.why),
    )


def _in_directory(session: OfficeSession, about: str) -> Sequence[int]:
    """Recipients of the directory under an address or an organisation's name, removed ones too."""
    if "@" in about:
        asked = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == key_of(about))
        return session.scalars(asked.order_by(RecipientAddress.recipient_id).limit(FEW)).all()
    named = select(Organisation.id).where(Organisation.name_key == name_key(about))
    members = select(Recipient.id).where(Recipient.organisation_id.in_(named))
    return session.scalars(members.order_by(Recipient.id).limit(FEW)).all()


def _by_directory(session: OfficeSession, campaign: Campaign, ids: Sequence[int]) -> list[Explained]:
    meant, items = audience_of(session, campaign), items_of(session, campaign.id)
    having = items.of(session, ids) if items else {}
    released = campaign.freeze_id is not None
    found = []
    for entry in load_entries(session, ids):
        capacities = meant.capacities(entry.id)
        reasons = tuple(
            f"{capacity.kind}: {reason}" for capacity in capacities for reason in capacity.because
        )
        is_in = bool(capacities) and not released
        if is_in and items and entry.id not in having:
            reasons = (*reasons, NO_ITEMS)
        outside = "They were not in the audience when it was frozen." if capacities and released else ""
        found.append(
            Explained(
                who=entry.label,
                address=", ".join(address for address, _ in (*entry.to, *entry.cc)),
                is_in=is_in,
                frozen=False,
                reasons=reasons or (meant.main.reason(entry.id),),
                language="",
                state=None,
                why=outside,
            )
        )
    return found
