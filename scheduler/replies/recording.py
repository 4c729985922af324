"""Recording a reply, with its audit entry; none is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from letters.letter import LetterState
from letters.register import EntryState, references_of
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import NotFound, Refused
from recipients.among import among
from recipients.organisation import Organisation
from recipients.organisations_meant import labelled
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.replies.asked import Asking
from scheduler.replies.original import keep_file
from scheduler.replies.reply import WHOLE, Reply, ReplyChannel, ReplyState
from scheduler.replies.vouched import stated
from scheduler.rights import require_acting

LARGEST: Final = 25 * 1024 * 1024
"""Octets of a file that is kept as the reply itself."""
LONGEST: Final = 500
"""Characters of a note."""
EARLIEST: Final = 1900
"""The first year in which a reply may have come; before it there is a slip of the pen."""
NOT_SENT: Final = "The letter was not sent to them."


@dataclass(frozen=True)
class FileOf:
    """The reply itself, as a file."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Answer:
    """One answer to one ask, as somebody wants it recorded; see `Reply` for each of them."""

    ask: str
    state: ReplyState
    came_at: datetime
    channel: ReplyChannel
    note: str = ""
    file: FileOf | None = None
    recipient_id: int | None = None
    sender: str = ""
    delivery_id: int | None = None
    message_id: int | None = None
    source: str | None = None


def moment_of_day(asking: Asking, day: date) -> datetime:
    """When a reply came of which the day alone is known: the first moment of it, at the letter's place."""
    return datetime.combine(day, time(), ZoneInfo(asking.time_zone))


def record_reply(
    session: OfficeSession, now: datetime, by: Actor, asking: Asking, whose: Organisation, answer: Answer
) -> Reply:
    """Write down what an organisation answered.

    Refused for who only reads, for a letter that has not gone out, a day that has not come or was before it
    went out, a file or note that is too large, and for what is recorded already; NotFound for an ask that the
    letter does not make. What is merely odd (a cancelled letter, somebody who never got it, a mail whose own
    date is before the letter's) is recorded with a remark.
    """
    require_acting(by, "record replies")
    if answer.state is not ReplyState.RECEIVED or answer.ask != WHOLE:
        asking.ask(answer.ask)
    refuse_unfit(asking, answer)
    if answer.message_id is None:
        refuse_day(now, asking, answer.came_at)
    reply = reply_of(now, by, answer, asking.letter.id, whose.id)
    reply.file_sha256 = keep_file(session, answer.file.content) if answer.file else None
    _refuse_twice(session, reply, whose)
    reply.remark = remark_on(session, asking, whose, reply.came_at)
    return keep_reply(session, now, by, reply, "reply.record", note=answer.note)


def reply_numbered(session: OfficeSession, number: int, *, lock: bool = False) -> Reply:
    """The reply of this number, locked against other corrections if asked; NotFound if there is none."""
    found = session.get(Reply, number, with_for_update=lock)
    if found is None:
        raise NotFound(f"There is no reply {number}. `mailer replies list REFERENCE` shows those there are.")
    return found


def remark_on(session: OfficeSession, asking: Asking, whose: Organisation, came_at: datetime) -> str:
    """What is odd about a reply of an organisation to a letter, in sentences; empty if nothing is."""
    of_them = remarks_on(session, asking, [whose.id])[whose.id]
    return " ".join(filter(None, (of_them, asking.before_it_went_out(came_at))))


def remarks_on(session: OfficeSession, asking: Asking, organisations: Collection[int]) -> Mapping[int, str]:
    """What is odd about replies of these organisations, by their ids, whenever they came."""
    ended = [
        f"{entry.printed} is {entry.state} ({entry.reason})."
        for entry in references_of(session, asking.letter.id)
        if entry.state in (EntryState.CANCELLED, EntryState.SUPERSEDED)
    ]
    sent_to = (
        select(CampaignRecipient.organisation_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(
            Campaign.letter_id == asking.letter.id,
            Campaign.launched_at.is_not(None),
            among(session, CampaignRecipient.organisation_id, sorted(organisations)),
        )
        .distinct()
    )
    written_to = set(session.scalars(sent_to))
    return {
        number: " ".join(ended if number in written_to else [*ended, NOT_SENT]) for number in organisations
    }


def refuse_unfit(asking: Asking, answer: Answer) -> None:
    """Refused for a letter that has not gone out, a note too long, and a file that is empty or too large."""
    if asking.letter.state is not LetterState.ISSUED:
        raise Refused(f"{asking.printed} has not gone out: nobody can have answered it.")
    if len(answer.note) > LONGEST:
        raise Refused(f"The note has {len(answer.note):,} characters, and may have {LONGEST}.")
    if answer.file is not None and not 0 < len(answer.file.content) <= LARGEST:
        what = "is empty" if not answer.file.content else f"is larger than {LARGEST // 1024**2} MB"
        raise Refused(f"{answer.file.name} {what}: it cannot be kept as the reply.")


def refuse_day(now: datetime, asking: Asking, came_at: datetime) -> None:
    """Refused for a day that a person gives and that cannot be; a mail has the day that its servers noted."""
    if came_at.year < EARLIEST:
        raise Refused(f"No reply kept here came in the year {came_at.year}.")
    if came_at > now:
        raise Refused("A reply cannot have come on a day that is still ahead.")
    if early := asking.before_it_went_out(came_at):
        raise Refused(f"{early} Look at the day again.")


def reply_of(now: datetime, by: Actor, answer: Answer, letter_id: int, organisation_id: int) -> Reply:
    """An answer as a reply that is not stored yet: without its file, and without a remark."""
    return Reply(
        letter_id=letter_id,
        organisation_id=organisation_id,
        ask=answer.ask,
        state=answer.state,
        came_at=answer.came_at,
        channel=answer.channel,
        recipient_id=answer.recipient_id,
        sender=answer.sender,
        delivery_id=answer.delivery_id,
        message_id=answer.message_id,
        file_name=answer.file.name if answer.file else "",
        note=answer.note,
        remark="",
        source=answer.source,
        recorded_at=now,
        recorded_by=by.pseudonym,
    )


def _refuse_twice(session: OfficeSession, reply: Reply, whose: Organisation) -> None:
    """Refused for a reply of which all is recorded already, and stands."""
    same = select(Reply).where(
        Reply.letter_id == reply.letter_id,
        Reply.organisation_id == reply.organisation_id,
        Reply.ask == reply.ask,
        Reply.state == reply.state,
        Reply.came_at == reply.came_at,
        Reply.channel == reply.channel,
        Reply.note == reply.note,
        Reply.file_sha256.is_not_distinct_from(reply.file_sha256),
        Reply.source.is_not_distinct_from(reply.source),
    )
    with session.no_autoflush:
        found = session.scalars(same.order_by(Reply.id)).first()
    if found is not None:
        raise Refused(f"This is recorded already, as reply {found.id} of {labelled(whose)}.")


def keep_reply(
    session: OfficeSession, now: datetime, by: Actor, reply: Reply, deed: str, *, note: str
) -> Reply:
    """Store a reply with the audit entry of this deed; the note and the remark can be erased from that."""
    session.add(reply)
    session.flush()
    said = {"note": note, "remark": reply.remark}
    details = {name: words for name, words in said.items() if words}
    record(session, now, by, deed, f"reply:{reply.id}", stated(reply), details or None)
    return reply
