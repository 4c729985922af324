"""The news of the inbox: what an upper floor takes, draws its conclusions from, and then lays aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from mailer.bounces.vocabulary import Sort
from mailer.database import OfficeSession
from mailer.inbox.record import InboundMessage, InboundNews, InboundReading


@dataclass(frozen=True)
class Heard:
    """One piece of news: what the message is, the message, and what was read of it."""

    id: int
    what: Sort
    delivery_id: int | None
    """The copy it is about; None where nothing named one, which only replies are passed on without."""
    message: InboundMessage
    reading: InboundReading


def take_news(session: OfficeSession, sorts: Collection[Sort], limit: int = 200) -> list[Heard]:
    """The oldest news of these sorts, kept from every other consumer until this transaction ends.

    Draw the conclusions and call `lay_aside` in the same transaction; repeat until there is none.
    """
    asked = (
        select(InboundNews, InboundMessage, InboundReading)
        .join(InboundMessage, InboundMessage.id == InboundNews.message_id)
        .join(InboundReading, InboundReading.id == InboundNews.reading_id)
        .where(InboundNews.what.in_(sorts))
        .order_by(InboundNews.id)
        .limit(limit)
        .with_for_update(of=InboundNews, skip_locked=True)
    )
    return [
        Heard(news.id, news.what, news.delivery_id, message, reading)
        for news, message, reading in session.execute(asked)
    ]


def lay_aside(session: OfficeSession, news: Sequence[Heard]) -> None:
    """Take news off the list, as its consumer does when it has drawn its conclusions."""
    session.execute(delete(InboundNews).where(InboundNews.id.in_([one.id for one in news])))
