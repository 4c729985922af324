"""The sets that audience expressions name by replies: who is silent on a letter, who answered it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import func, select

from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.errors import NotFound
from recipients.idset import IdSet
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.reached import ADDRESSED, REACHED
from scheduler.replies.asked import Asking, asking
from scheduler.replies.counting import OPEN, Standing, standings

BY_REPLIES: Final[Mapping[str, frozenset[Standing]]] = {
    "silent on ": frozenset({Standing.SILENT}),
    "open on ": OPEN,
    "answered ": frozenset({Standing.COMPLETE}),
    "partly answered ": frozenset({Standing.PARTIAL}),
    "declined ": frozenset({Standing.DECLINED}),
    "acknowledged ": frozenset({Standing.ACKNOWLEDGED}),
}
"""How the names of these sets begin, and where the organisations stand whose people are in them."""


def set_by_replies(session: OfficeSession, begins: str, rest: str) -> IdSet:
    """The set of a name that begins so; `rest` is a letter, or after a slash one of its asks as well.

    NotFound if there is no such letter, or it does not ask that.
    """
    letter, ask = letter_and_ask(session, rest)
    return whose_organisation_stands(session, letter, BY_REPLIES[begins], ask)


def letter_and_ask(session: OfficeSession, text: str) -> tuple[Asking, str | None]:
    """The letter and the ask of `DM-1276/reply`; references may have a slash themselves."""
    try:
        return asking(session, text), None
    except NotFound:
        name, slash, ask = text.rpartition("/")
        if not slash:
            raise
    letter = asking(session, name.strip())
    return letter, letter.ask(ask.strip()).name


def whose_organisation_stands(
    session: OfficeSession, letter: Asking, where: Collection[Standing], ask: str | None = None
) -> IdSet:
    """Whom a letter was addressed to, To and Cc, and whose organisation stands so towards it, or to an ask.

    An answer of one counts for everybody of the organisation. Of those from whom an answer is still to come,
    only who got the letter, or may have.
    """
    towards = standings(letter, ask)
    standing = func.coalesce(towards.c.standing, Standing.SILENT.value)
    asked = (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .outerjoin(towards, towards.c.organisation_id == CampaignRecipient.organisation_id)
        .where(
            Campaign.letter_id == letter.letter.id,
            Campaign.launched_at.is_not(None),
            CampaignRecipient.kind.in_(ADDRESSED),
            CampaignRecipient.recipient_id.is_not(None),
            standing.in_(sorted(one.value for one in where)),
        )
        .execution_options(yield_per=10_000)
    )
    if set(where) & OPEN:
        asked = asked.join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        asked = asked.where(Delivery.state.in_(REACHED))
    return IdSet(number for number in session.scalars(asked) if number is not None)
