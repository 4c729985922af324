"""What follows for a copy from what came back of it: it bounced, or an uncertain one was sent after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mailer.audit import Actor
from mailer.bounces import Action, Sort, Verdict
from mailer.database import OfficeSession
from mailer.delivery import Delivery, StateChange, move_to
from mailer.dispatch import OPEN_STATES, DeliveryState
from mailer.inbox.record import InboundMessage
from mailer.settling import settle

CAME_BACK: Final = "Came back: {} (message {} of the inbox)."
WORDS: Final[dict[Sort, str]] = {
    Sort.BOUNCE: "a notice of failure",
    Sort.DELAY: "a notice of delay",
    Sort.COMPLAINT: "a complaint",
    Sort.AUTO_REPLY: "an automatic reply",
    Sort.RECEIPT: "a receipt",
    Sort.CHALLENGE: "a challenge",
    Sort.REPLY: "a reply",
    Sort.UNREADABLE: "something unreadable",
}


@dataclass(frozen=True)
class Followed:
    """What followed for a copy: its move, not yet written down, and whether upper floors have to know."""

    is_news: bool
    change: StateChange | None
    dispatch_id: int


def is_too_early(sort: Sort, delivery: Delivery) -> bool:
    """Whether the copy is under way still, so that what came back of it has to wait for the record (F51)."""
    if sort in (Sort.BOUNCE, Sort.DELAY):
        return delivery.state in OPEN_STATES
    return delivery.state is DeliveryState.SENDING


def follow(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    message: InboundMessage,
    delivery: Delivery,
    sort: Sort,
    verdict: Verdict | None,
    *,
    is_sure: bool,
) -> Followed:
    """Let the copy take what came back of it.

    Uncertain becomes sent where the copy was named surely, for nobody else has its names. What failed behind
    the next server bounced; a second notice of that moves nothing and is no news (F14).
    """
    told = WORDS[sort]
    if is_sure and delivery.state is DeliveryState.UNCERTAIN:
        why = CAME_BACK.format(told, message.id)
        settle(session, now, by, [delivery], DeliveryState.SENT, why)
    dispatch_id = delivery.dispatch_id
    if sort is not Sort.BOUNCE or verdict is None or verdict.action is not Action.FAILED:
        return Followed(True, None, dispatch_id)
    if delivery.state is not DeliveryState.SENT:
        return Followed(delivery.state is not DeliveryState.BOUNCED, None, dispatch_id)
    why = CAME_BACK.format(f"{verdict.rule}{f' ({verdict.status})' if verdict.status else ''}", message.id)
    return Followed(True, move_to(delivery, DeliveryState.BOUNCED, now, why=why), dispatch_id)
