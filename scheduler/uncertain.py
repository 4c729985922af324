"""The uncertain copies of a campaign: listed with their evidence, and settled by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.errors import NotFound, Refused
from mailer.outbox import blueprint_spec
from mailer.settling import list_uncertain
from mailer.settling import settle as settle_deliveries
from mailer.staff import Role, require
from scheduler.campaign import campaign_named
from scheduler.contacted import key_of, last_attempts
from scheduler.frozen import CampaignRecipient

CHUNK: Final = 200
"""Addresses that one transaction settles."""


@dataclass(frozen=True)
class UncertainCopy:
    """A copy of which nobody knows whether it arrived, and what there is to find out by."""

    delivery_id: int
    recipient: str
    organisation: str
    address: str
    since: datetime | None
    why: str
    server: str
    message_id: str


def uncertain(
    session: OfficeSession, name: str, *, after: int = 0, limit: int = 50
) -> tuple[int, list[UncertainCopy]]:
    """How many copies of a campaign are uncertain, and a page of them by delivery after a cursor."""
    campaign = campaign_named(session, name)
    if campaign.dispatch_id is None:
        return 0, []
    total, deliveries = list_uncertain(session, [campaign.dispatch_id], after=after, limit=limit)
    ids = [delivery.id for delivery in deliveries]
    asked = select(CampaignRecipient).where(CampaignRecipient.delivery_id.in_(ids))
    copies = {copy.delivery_id: copy for copy in session.scalars(asked)}
    attempts = last_attempts(session, ids)
    domains = {
        number: blueprint_spec(session, number).domain
        for number in {delivery.blueprint_id for delivery in deliveries}
    }
    found = []
    for delivery in deliveries:
        copy, attempt = copies[delivery.id], attempts.get(delivery.id)
        found.append(
            UncertainCopy(
                delivery_id=delivery.id,
                recipient=copy.name,
                organisation=copy.organisation,
                address=delivery.address,
                since=delivery.ended_at,
                why=delivery.reason,
                server=attempt.server if attempt else "",
                message_id=f"<{delivery.serial}@{domains[delivery.blueprint_id]}>",
            )
        )
    return total, found


def settle(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    name: str,
    becomes: DeliveryState,
    why: str,
    *,
    addresses: Sequence[str],
) -> int:
    """Say of uncertain copies of a campaign that they were sent, or failed, and on which evidence; how many.

    Nothing is sent by this. Refused without evidence or for a copy that is not uncertain; NotFound for an
    address that has no uncertain copy in this campaign.
    """
    require(by, Role.RELEASER, "settle what is uncertain")
    campaign = campaign_named(session, name)
    if not addresses:
        raise Refused("Name the addresses whose copies you settle.")
    found: list[Delivery] = []
    for address in addresses:
        asked = select(Delivery).where(
            Delivery.address_key == key_of(address),
            Delivery.dispatch_id == campaign.dispatch_id,
            Delivery.state == DeliveryState.UNCERTAIN,
        )
        own = session.scalars(asked.order_by(Delivery.id).with_for_update()).all()
        if not own:
            raise NotFound(f"The campaign “{name}” has no uncertain copy to {address}.")
        found += [delivery for delivery in own if delivery not in found]
    return settle_deliveries(session, now, by, found, becomes, why)


def settle_many(
    database: Database,
    now: datetime,
    by: Actor,
    name: str,
    becomes: DeliveryState,
    why: str,
    addresses: Sequence[str],
    *,
    on_progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Settle as `settle` does, so many at a time; how many.

    All addresses are looked up first, so that a slip in one of them settles nothing. Cut short, those that
    were settled are not uncertain any more: settle the rest.
    """
    wanted = list(dict.fromkeys(addresses))
    with database.reading() as session:
        known = {key_of(address) for address in all_uncertain(session, name)}
    for address in wanted:
        if key_of(address) not in known:
            raise NotFound(f"The campaign “{name}” has no uncertain copy to {address}.")
    settled = 0
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        with database.writing() as session:
            settled += settle(session, now, by, name, becomes, why, addresses=some)
        on_progress(len(some))
    return settled


def all_uncertain(session: OfficeSession, name: str) -> Sequence[str]:
    """The addresses of all uncertain copies of a campaign."""
    dispatch_id = campaign_named(session, name).dispatch_id
    asked = select(Delivery.address).where(
        Delivery.dispatch_id == dispatch_id, Delivery.state == DeliveryState.UNCERTAIN
    )
    return session.scalars(asked.order_by(Delivery.id)).all()
