"""The queue of what needs a person: listed, read anew, assigned to a copy, or dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.errors import NotFound, Refused
from mailer.inbox.concluding import Head, conclude, note_moves
from mailer.inbox.following import is_too_early
from mailer.inbox.keeping import message_of
from mailer.inbox.matching import Match, latest_copy_to
from mailer.inbox.record import InboundMessage, InboundNews, InboundReading, InboundState, MatchedBy
from mailer.inbox.told import reading_of
from mailer.inbox.version import reader_version
from mailer.inbox.weighing import key_of
from mailer.staff import Role, require

LONGEST_NUMBER: Final = 19


def list_messages(
    session: OfficeSession, state: InboundState | None, *, after: int = 0, limit: int = 50
) -> tuple[int, Sequence[InboundMessage]]:
    """How many messages stand so, all for None, and a page of them by number after a cursor."""
    asked = select(InboundMessage)
    if state is not None:
        asked = asked.where(InboundMessage.state == state)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    page = asked.where(InboundMessage.id > after).order_by(InboundMessage.id).limit(limit)
    return total, session.scalars(page).all()


def readings_of(session: OfficeSession, message: InboundMessage) -> Sequence[InboundReading]:
    """What was read of a message, the first reading first."""
    asked = select(InboundReading).where(InboundReading.message_id == message.id)
    return session.scalars(asked.order_by(InboundReading.id)).all()


def read_anew(session: OfficeSession, now: datetime, by: Actor, numbers: Sequence[int] | None) -> int:
    """Have messages read again, with all that follows from that; how many.

    For None it is everything that waits and was read last by another version of the reader. Refused for a
    message whose reading had its consequences, NotFound for a number that there is not.
    """
    require(by, Role.COORDINATOR, "have messages of the inbox read again")
    chosen = _outdated(session) if numbers is None else [message_of(session, number) for number in numbers]
    for message in chosen:
        if message.state is InboundState.READ:
            raise Refused(f"Message {message.id} was read and had its consequences; it is not read again.")
        message.move_to(InboundState.STORED)
        message.read_after = now
        session.execute(delete(InboundNews).where(InboundNews.message_id == message.id))
        record(session, now, by, "inbox.reread", f"inbox:{message.id}", {"reader": reader_version()})
    return len(chosen)


def assign(
    session: OfficeSession, now: datetime, by: Actor, message_id: int, delivery_id: int, why: str
) -> InboundMessage:
    """Say which copy a waiting message is about; what follows is what would follow from a signed one.

    Refused without a reason, for a message that does not wait, and while the copy is under way.
    """
    require(by, Role.COORDINATOR, "assign a message of the inbox")
    _refuse_without(why)
    message = message_of(session, message_id)
    asked = select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    delivery = session.scalars(asked).first()
    if delivery is None:
        raise NotFound(f"There is no copy {delivery_id}.")
    if message.state is not InboundState.WAITING:
        raise Refused(f"Message {message_id} of the inbox is {message.state} and waits for nobody.")
    readings = readings_of(session, message)
    reading = reading_of(readings[-1].told if readings else {})
    if is_too_early(reading.sort, delivery):
        raise Refused(f"Copy {delivery_id} is {delivery.state} and under way still; wait until it has left.")
    _withdraw_news(session, message)
    followed = conclude(
        session,
        now,
        by,
        message,
        Head(message.sender, message.subject),
        reading,
        Match(delivery, MatchedBy.PERSON),
    )
    note_moves(session, now, by, [followed])
    facts = {"delivery": delivery_id}
    record(session, now, by, "inbox.assign", f"inbox:{message_id}", facts, {"why": why.strip()})
    return message


def copy_named(session: OfficeSession, named: str) -> Delivery:
    """The copy of a number, or the last one that went to an address; NotFound if there is none."""
    if named.isdecimal() and len(named) < LONGEST_NUMBER:
        found = session.get(Delivery, int(named))
    else:
        found = latest_copy_to(session, key_of(named)) if key_of(named) else None
    if found is None:
        raise NotFound(f"There is no copy “{named}”: name its number, or an address that a letter went to.")
    return found


def dismiss(session: OfficeSession, now: datetime, by: Actor, message_id: int, why: str) -> None:
    """Say that nothing follows from a waiting message; Refused without a reason, or if it does not wait."""
    require(by, Role.COORDINATOR, "dismiss a message of the inbox")
    _refuse_without(why)
    message = message_of(session, message_id)
    message.move_to(InboundState.DISMISSED, why.strip())
    _withdraw_news(session, message)
    record(session, now, by, "inbox.dismiss", f"inbox:{message_id}", {}, {"why": why.strip()})


def take_up(session: OfficeSession, now: datetime, by: Actor, message: InboundMessage, why: str) -> None:
    """Take a message out of the queue because an upper floor found out what it is about; else harmless."""
    if message.state is InboundState.WAITING:
        message.move_to(InboundState.READ, why)
        record(session, now, by, "inbox.take", f"inbox:{message.id}", {}, {"why": why})


def _outdated(session: OfficeSession) -> Sequence[InboundMessage]:
    last = (
        select(InboundReading.reader)
        .where(InboundReading.message_id == InboundMessage.id)
        .order_by(InboundReading.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = select(InboundMessage).where(
        InboundMessage.state == InboundState.WAITING, last != reader_version()
    )
    return session.scalars(asked.order_by(InboundMessage.id)).all()


def _withdraw_news(session: OfficeSession, message: InboundMessage) -> None:
    session.execute(delete(InboundNews).where(InboundNews.message_id == message.id))


def _refuse_without(why: str) -> None:
    if not why.strip():
        raise Refused("Say why: the auditor will ask.")
