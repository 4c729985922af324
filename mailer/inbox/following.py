"""What follows for a copy from what came back of it: it bounced, or an uncertain one was sent after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select

from mailer.audit import Actor
from mailer.bounces import Action, Sort, Verdict
from mailer.database import OfficeSession
from mailer.delivery import Delivery, StateChange, move_to
from mailer.dispatch import OPEN_STATES, DeliveryState
from mailer.inbox.record import InboundMessage, InboundState
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

ONCE: Final = frozenset({Sort.BOUNCE, Sort.DELAY, Sort.COMPLAINT})
"""What is news of a copy once; people and their machines may write again."""


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
    the next server bounced. A further notice of the same sort about a copy moves nothing and is no news, so
    that whoever repeats one counts for nothing (F14, A42).
    """
    told = WORDS[sort]
    if is_sure and delivery.state is DeliveryState.UNCERTAIN:
        why = CAME_BACK.format(told, message.id)
        settle(session, now, by, [delivery], DeliveryState.SENT, why)
    dispatch_id = delivery.dispatch_id
    if sort is Sort.BOUNCE and verdict is not None and verdict.action is Action.FAILED:
        if delivery.state is DeliveryState.SENT:
            why = CAME_BACK.format(_in_words(verdict), message.id)
            return Followed(True, move_to(delivery, DeliveryState.BOUNCED, now, why=why), dispatch_id)
        if delivery.state is DeliveryState.BOUNCED:
            return Followed(False, None, dispatch_id)
    is_news = sort not in ONCE or not _was_told_before(session, message, delivery)
    return Followed(is_news, None, dispatch_id)


def _in_words(verdict: Verdict) -> str:
    return f"{verdict.rule} ({verdict.status})" if verdict.status else verdict.rule


def _was_told_before(session: OfficeSession, message: InboundMessage, delivery: Delivery) -> bool:
    """Whether another message of this sort about this copy had its consequences."""
    told = exists().where(
        InboundMessage.delivery_id == delivery.id,
        InboundMessage.id != message.id,
        InboundMessage.sort == message.sort,
        InboundMessage.state == InboundState.READ,
    )
    return session.scalar(select(told)) is True
