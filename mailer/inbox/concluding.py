"""Writes down what a reading means: its row, the copy's move, the news, and where the message stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mailer.audit import Actor
from mailer.bounces import Reading, Sort, Verdict
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import count_moves
from mailer.events import note_events
from mailer.inbox.following import Followed, follow, is_too_early
from mailer.inbox.matching import Match
from mailer.inbox.record import InboundMessage, InboundNews, InboundReading, InboundState
from mailer.inbox.ruling import NOTICES, waits_because
from mailer.inbox.told import plain_values, storable
from mailer.inbox.unsubscribing import unsubscribe
from mailer.inbox.version import reader_version
from mailer.inbox.weighing import verdict_on

PUT_OFF: Final = timedelta(minutes=1)
"""After which a message about a copy under way is looked at again."""
EARLY: Final = "Its copy is under way still; it is read again when the sending is recorded."
UNSUBSCRIBED: Final = "It asked for no more of such mail; a suppression was made."
AGAIN: Final = "A further notice of this sort about the same copy; nothing more follows from it."

NEWS_BY_ITSELF: Final = frozenset({Sort.COMPLAINT, Sort.AUTO_REPLY, Sort.RECEIPT, Sort.REPLY})
"""What upper floors conclude something from; notices of failure or delay besides, by their verdict."""


@dataclass(frozen=True)
class Head:
    """Who a message says it is from, and about what, in clear."""

    sender: str
    subject: str
    to_unsubscribe: bool = False
    """Whether it came to the signed address for that."""


def conclude(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    message: InboundMessage,
    head: Head,
    reading: Reading,
    match: Match,
) -> Followed | None:
    """Write down a reading and what follows for its copy, whose move `note_moves` writes down at the end.

    A message about a copy that is under way is only put off (F51). What needs a person waits in the queue;
    a reply is news in any case, since an upper floor knows more names of a letter.
    """
    delivery = match.delivery
    message.sort, message.sender, message.subject = reading.sort, head.sender, head.subject
    message.delivery_id, message.matched_by = delivery.id if delivery is not None else None, match.by
    why = waits_because(reading, match)
    if not why and delivery is not None and is_too_early(reading.sort, delivery):
        message.read_after, message.why = now + PUT_OFF, EARLY
        return None
    verdict = None
    if delivery is not None and reading.sort in NOTICES:
        verdict = verdict_on(reading, delivery.address_key)
    row = _row(now, message, reading, match, verdict)
    session.add(row)
    session.flush()
    if why or delivery is None:
        message.move_to(InboundState.WAITING, why)
        if reading.sort is Sort.REPLY:
            _announce(session, now, row, None)
        return None
    followed = follow(session, now, by, message, delivery, reading.sort, verdict, is_sure=match.is_sure)
    if head.to_unsubscribe and unsubscribe(session, now, by, message, match):
        message.move_to(InboundState.READ, UNSUBSCRIBED)
        return followed
    message.move_to(InboundState.READ, "" if followed.is_news else AGAIN)
    if followed.is_news and (verdict is not None or reading.sort in NEWS_BY_ITSELF):
        _announce(session, now, row, delivery)
    return followed


def note_moves(session: OfficeSession, now: datetime, by: Actor, followed: Sequence[Followed | None]) -> None:
    """Write down the moves of copies that what came back of them brought about, and count them."""
    moves = [(one.change, one.dispatch_id) for one in followed if one is not None and one.change is not None]
    note_events(session, now, by, [change for change, _ in moves])
    moved = Counter[tuple[int, str]]()
    for change, dispatch_id in moves:
        moved[dispatch_id, change.was.value] -= 1
        moved[dispatch_id, change.became.value] += 1
    count_moves(session, moved)


def _row(
    now: datetime, message: InboundMessage, reading: Reading, match: Match, verdict: Verdict | None
) -> InboundReading:
    return InboundReading(
        message_id=message.id,
        at=now,
        reader=reader_version(),
        sort=reading.sort,
        sort_rule=storable(reading.rule),
        delivery_id=message.delivery_id,
        matched_by=match.by,
        recipient=storable(verdict.recipient) if verdict else "",
        final=storable(verdict.final) if verdict else "",
        status=verdict.status if verdict else "",
        kind=verdict.kind if verdict else None,
        reason=verdict.reason if verdict else None,
        action=verdict.action if verdict else None,
        rule=verdict.rule if verdict else "",
        line=storable(verdict.line) if verdict else "",
        told=plain_values(reading),
    )


def _announce(session: OfficeSession, now: datetime, row: InboundReading, delivery: Delivery | None) -> None:
    delivery_id = delivery.id if delivery is not None else None
    news = InboundNews(
        message_id=row.message_id, reading_id=row.id, delivery_id=delivery_id, at=now, what=row.sort
    )
    session.add(news)
