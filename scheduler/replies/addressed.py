"""The organisations that a letter was addressed to, each once, with whether it reached any of them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.sql.selectable import Subquery

from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import OPEN_STATES, DeliveryState
from scheduler.campaign import Campaign, CampaignState
from scheduler.frozen import CampaignRecipient
from scheduler.reached import ADDRESSED, REACHED
from scheduler.replies.asked import Asking
from scheduler.replies.counting import Count

_RANKED: Final = (Count.NOT_REACHED, Count.BOUNCED, Count.WAITING, Count.SILENT)
"""What the copies of an organisation come to, from the worst to the best: the best one decides."""


def addressed_organisations(asking: Asking, campaign: str = "") -> Subquery:
    """A row for each organisation that is addressed in launched campaigns of a letter, or in the one named.

    `organisation_id`, `organisation`, `category`, `country`, `language`, and `contact`: *silent* where a copy
    went out, or may have; else *waiting*, *bounced* or *not reached*. As they were when they were frozen.
    """
    best = func.max(_contact())
    contact = case(*((best == rank, one.value) for rank, one in enumerate(_RANKED)), else_="")
    return (
        _rows(
            asking,
            campaign,
            CampaignRecipient.organisation_id,
            func.min(CampaignRecipient.organisation).label("organisation"),
            func.min(CampaignRecipient.category).label("category"),
            func.max(CampaignRecipient.country).label("country"),
            func.max(CampaignRecipient.language).label("language"),
            contact.label("contact"),
        )
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(CampaignRecipient.kind.in_(ADDRESSED))
        .group_by(CampaignRecipient.organisation_id)
        .subquery()
    )


def count_organisations(session: OfficeSession, asking: Asking, campaign: str = "") -> int:
    """All organisations of the frozen audiences, those with courtesy copies only too."""
    each = _rows(asking, campaign, CampaignRecipient.organisation_id).distinct()
    return session.scalar(select(func.count()).select_from(each.subquery())) or 0


def count_with_copies_only(session: OfficeSession, asking: Asking, campaign: str = "") -> int:
    """The organisations that got nothing but courtesy copies."""
    each = _rows(asking, campaign, CampaignRecipient.organisation_id).distinct()
    addressed = each.where(CampaignRecipient.kind.in_(ADDRESSED))
    others = each.where(CampaignRecipient.organisation_id.not_in(addressed))
    return session.scalar(select(func.count()).select_from(others.subquery())) or 0


def _rows(asking: Asking, campaign: str, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the frozen rows of a letter's campaigns."""
    chosen = (
        select(*columns)
        .select_from(CampaignRecipient)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(
            Campaign.letter_id == asking.letter.id,
            Campaign.launched_at.is_not(None),
            CampaignRecipient.organisation_id.is_not(None),
        )
    )
    return chosen.where(Campaign.name == campaign) if campaign else chosen


def _contact() -> ColumnElement[int]:
    """What one copy comes to, as its place in _RANKED."""
    to_come = and_(
        Delivery.id.is_(None),
        CampaignRecipient.none_because == "",
        Campaign.state != CampaignState.CANCELLED,
    )
    return case(
        (Delivery.state.in_(REACHED), 3),
        (Delivery.state.in_(OPEN_STATES), 2),
        (to_come, 2),
        (Delivery.state.in_((DeliveryState.BOUNCED, DeliveryState.FAILED)), 1),
        else_=0,
    )
