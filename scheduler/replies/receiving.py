"""Replies that came by mail: matched with letter and organisation, and kept until somebody has read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from sqlalchemy import select

from letters.letter import Letter, LetterState
from mailer.audit import Actor, record
from mailer.bounces.addresses import bare
from mailer.bounces.vocabulary import Sort
from mailer.database import Database, OfficeSession
from mailer.inbox.keeping import message_of, raw_of
from mailer.inbox.news import Heard, lay_aside, take_news
from mailer.inbox.queue import take_up
from mailer.inbox.reading import HEAD_OCTETS, fields_of
from mailer.inbox.record import InboundMessage
from mailer.inbox.weighing import key_of
from recipients.organisation import Organisation
from recipients.organisations_meant import by_address
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.replies.asked import Asking, asked_by
from scheduler.replies.recording import Answer, record_reply, remark_on
from scheduler.replies.reply import WHOLE, Reply, ReplyChannel, ReplyState
from scheduler.replies.subject import letter_in_subject
from scheduler.replies.vouched import stated_together

AT_ONCE: Final = 50
"""Pieces of news that one transaction concludes."""
ONLY_NAMED: Final = "Matched by its subject and its sender's address alone, which anybody can write."


@dataclass(frozen=True)
class _Matched:
    """What a mail answers, and whose it is."""

    asking: Asking
    organisation_id: int
    recipient_id: int | None
    delivery_id: int | None
    remark: str = ""


def receive_replies(database: Database, now: datetime, by: Actor) -> int:
    """Record every reply that is news of the inbox as received; how many.

    A job, harmless when repeated and beside another one: a mail is one reply to a letter. Nobody decides here
    what it counts for. What names no letter, or comes from nobody known, stays in the queue of the inbox.
    """
    received = 0
    while True:
        with database.writing() as session:
            found = receive_some(session, now, by)
        if found is None:
            return received
        received += found


def receive_some(session: OfficeSession, now: datetime, by: Actor, limit: int = AT_ONCE) -> int | None:
    """Record the oldest replies that are news; how many, or None when there is no news."""
    news = take_news(session, [Sort.REPLY], limit)
    if not news:
        return None
    letters = _Letters(session)
    made: dict[int, list[Reply]] = defaultdict(list)
    for heard in news:
        matched = _match(session, letters, heard)
        if matched is not None and (reply := _receive(session, now, by, heard.message, matched)):
            made[reply.letter_id].append(reply)
    for letter_id, replies in made.items():
        record(session, now, by, "reply.receive", f"letter:{letter_id}", stated_together(replies))
    lay_aside(session, news)
    return sum(map(len, made.values()))


class _Letters:
    """What the letters ask that a group of mails answers, each looked up once."""

    def __init__(self, session: OfficeSession) -> None:
        self._session = session
        self._asking: dict[int, Asking] = {}

    def asking(self, letter_id: int) -> Asking:
        if letter_id not in self._asking:
            letter = self._session.get_one(Letter, letter_id)
            self._asking[letter_id] = asked_by(self._session, letter)
        return self._asking[letter_id]


def _match(session: OfficeSession, letters: _Letters, heard: Heard) -> _Matched | None:
    """By the copy that it answers, where that is sure; else by the reference in its subject."""
    if heard.delivery_id is None:
        return _by_subject(session, letters, heard)
    asked = (
        select(CampaignRecipient, Campaign.letter_id)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(CampaignRecipient.delivery_id == heard.delivery_id)
    )
    found = session.execute(asked).first()
    if found is None:
        return None  # a test, which colleagues got
    copy, letter_id = found
    if copy.organisation_id is None:
        return None
    asking = letters.asking(letter_id)
    return _Matched(asking, copy.organisation_id, copy.recipient_id, heard.delivery_id)


def _by_subject(session: OfficeSession, letters: _Letters, heard: Heard) -> _Matched | None:
    letter = letter_in_subject(session, heard.message.subject)
    key = key_of(bare(heard.message.sender))
    if letter is None or not key or letter.state is not LetterState.ISSUED:
        return None
    asking = letters.asking(letter.id)
    written_to = (
        select(CampaignRecipient)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(Campaign.letter_id == asking.letter.id, CampaignRecipient.address_key == key)
        .order_by(CampaignRecipient.id)
    )
    copies = session.scalars(written_to).all()
    organisations = {copy.organisation_id for copy in copies if copy.organisation_id is not None}
    if not copies:
        organisations = {one.id for one in by_address(session, key)}
    if len(organisations) != 1:
        return None
    (organisation_id,) = organisations
    recipient, delivery = (copies[0].recipient_id, copies[0].delivery_id) if copies else (None, None)
    return _Matched(asking, organisation_id, recipient, delivery, ONLY_NAMED)


def _receive(
    session: OfficeSession, now: datetime, by: Actor, message: InboundMessage, matched: _Matched
) -> Reply | None:
    """The reply, received; None where the mail is one to this letter already."""
    asking, source = matched.asking, f"inbox {message.id}"
    known = select(Reply.id).where(Reply.letter_id == asking.letter.id, Reply.source == source)
    take_up(session, now, by, message, f"A reply to {asking.printed}.")
    if session.scalars(known).first() is not None:
        return None
    whose, came = session.get_one(Organisation, matched.organisation_id), came_at(session, message)
    reply = Reply(
        letter_id=asking.letter.id,
        organisation_id=whose.id,
        ask=WHOLE,
        state=ReplyState.RECEIVED,
        came_at=came,
        channel=ReplyChannel.MAIL,
        recipient_id=matched.recipient_id,
        sender=bare(message.sender),
        delivery_id=matched.delivery_id,
        message_id=message.id,
        file_name="",
        note="",
        remark=" ".join(filter(None, (matched.remark, remark_on(session, asking, whose, came)))),
        source=source,
        recorded_at=now,
        recorded_by=by.pseudonym,
    )
    session.add(reply)
    session.flush()
    return reply


def record_mail(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    number: int,
    asking: Asking,
    whose: Organisation,
    answer: Answer,
) -> Reply:
    """Record a mail of the inbox as what an organisation answered, and take it out of the queue.

    For one that the program could not match. NotFound if there is no such mail; else as `record_reply` says.
    """
    message = message_of(session, number)
    mail = replace(
        answer,
        came_at=came_at(session, message),
        channel=ReplyChannel.MAIL,
        sender=bare(message.sender),
        message_id=message.id,
    )
    reply = record_reply(session, now, by, asking, whose, mail)
    take_up(session, now, by, message, f"A reply to {asking.printed}, recorded by hand.")
    return reply


def came_at(session: OfficeSession, message: InboundMessage) -> datetime:
    """When a mail reached the office: by the first server that noted it, else by its own date.

    Never after it was stored; that moment where it bears no date that can be read.
    """
    fields = fields_of(raw_of(session, message, HEAD_OCTETS))
    noted: Sequence[str] = [value.rpartition(";")[2] for value in fields.all("received")[:1]]
    for written in (*noted, fields.get("date")):
        try:
            moment = parsedate_to_datetime(written.strip()).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return min(moment, message.stored_at)
    return message.stored_at
