"""Recording a reply, and putting one right by a further one: each with its audit entry, none ever changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from letters.letter import Letter, LetterState
from letters.register import EntryState, references_of
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import Misused, NotFound, Refused
from recipients.among import among
from recipients.organisation import Organisation
from recipients.organisations_meant import labelled
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.replies.asked import Asking, asked_by
from scheduler.replies.original import keep_file
from scheduler.replies.reply import ASSESSED, WHOLE, Reply, ReplyChannel, ReplyState
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
    _refuse_unfit(asking, answer)
    if answer.message_id is None:
        _refuse_day(now, asking, answer.came_at)
    reply = _made(now, by, answer, asking.letter.id, whose.id)
    reply.file_sha256 = keep_file(session, answer.file.content) if answer.file else None
    _refuse_twice(session, reply, whose)
    reply.remark = remark_on(session, asking, whose, reply.came_at)
    return _kept(session, now, by, reply, "reply.record", note=answer.note)


def correct_reply(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    number: int,
    *,
    ask: str | None = None,
    state: ReplyState | None = None,
    came_at: datetime | None = None,
    whose: Organisation | None = None,
    note: str = "",
) -> Reply:
    """Put a reply right by a further one, which takes over what is not given; the first one counts no more.

    With the state *disregarded* nothing counts in its place. NotFound if there is no such reply; Refused for
    one that was corrected already, and as `record_reply` does.
    """
    require_acting(by, "correct replies")
    wrong = reply_numbered(session, number, lock=True)
    asking = asked_by(session, session.get_one(Letter, wrong.letter_id))
    return _corrected(
        session, now, by, wrong, asking, ask=ask, state=state, came_at=came_at, whose=whose, note=note
    )


def _corrected(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    wrong: Reply,
    asking: Asking,
    *,
    ask: str | None,
    state: ReplyState | None,
    note: str,
    came_at: datetime | None = None,
    whose: Organisation | None = None,
) -> Reply:
    """A further reply in the place of one that is locked, to a letter that asks this."""
    state = state or wrong.state
    if state is ReplyState.RECEIVED:
        raise Misused(f"Say what reply {wrong.id} amounts to: {', '.join(sorted(ASSESSED))}.")
    if state is not ReplyState.DISREGARDED or ask is not None:
        ask = asking.the_ask(wrong.ask or None if ask is None else ask).name
    answer = Answer(ask or wrong.ask, state, came_at or wrong.came_at, wrong.channel, note)
    _refuse_unfit(asking, answer)
    if came_at is not None:
        _refuse_day(now, asking, came_at)
    _refuse_corrected(session, wrong, answer.ask)
    owner = whose or session.get_one(Organisation, wrong.organisation_id)
    reply = _made(now, by, answer, wrong.letter_id, owner.id)
    for name in ("recipient_id", "sender", "delivery_id", "message_id", "file_name", "file_sha256"):
        setattr(reply, name, getattr(wrong, name))
    reply.corrects_id = wrong.id
    reply.remark = remark_on(session, asking, owner, reply.came_at)
    deed = "reply.assess" if wrong.state is ReplyState.RECEIVED else "reply.correct"
    return _kept(session, now, by, reply, deed, note=note)


def assess_reply(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    number: int,
    *,
    asks: Sequence[str] = (),
    state: ReplyState = ReplyState.COMPLETE,
    note: str = "",
) -> list[Reply]:
    """Say to which asks a reply that was received counts, and as what: a further reply for each of them.

    Without an ask the only one is meant; Misused if there are several. Refused for a reply of which somebody
    has said so already.
    """
    require_acting(by, "correct replies")
    received = reply_numbered(session, number, lock=True)
    if received.state is not ReplyState.RECEIVED:
        raise Refused(f"Reply {number} is {received.state} already: correct it where that is wrong.")
    asking = asked_by(session, session.get_one(Letter, received.letter_id))
    names = [asking.ask(ask).name for ask in dict.fromkeys(asks)] or [asking.the_ask(None).name]
    return [
        _corrected(session, now, by, received, asking, ask=name, state=state, note=note) for name in names
    ]


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


def _refuse_unfit(asking: Asking, answer: Answer) -> None:
    if asking.letter.state is not LetterState.ISSUED:
        raise Refused(f"{asking.printed} has not gone out: nobody can have answered it.")
    if len(answer.note) > LONGEST:
        raise Refused(f"The note has {len(answer.note):,} characters, and may have {LONGEST}.")
    if answer.file is not None and not 0 < len(answer.file.content) <= LARGEST:
        what = "is empty" if not answer.file.content else f"is larger than {LARGEST // 1024**2} MB"
        raise Refused(f"{answer.file.name} {what}: it cannot be kept as the reply.")


def _refuse_day(now: datetime, asking: Asking, came_at: datetime) -> None:
    """Refused for a day that a person gives and that cannot be; a mail has the day that its servers noted."""
    if came_at.year < EARLIEST:
        raise Refused(f"No reply kept here came in the year {came_at.year}.")
    if came_at > now:
        raise Refused("A reply cannot have come on a day that is still ahead.")
    if early := asking.before_it_went_out(came_at):
        raise Refused(f"{early} Look at the day again.")


def _made(now: datetime, by: Actor, answer: Answer, letter_id: int, organisation_id: int) -> Reply:
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


def _refuse_corrected(session: OfficeSession, wrong: Reply, ask: str) -> None:
    """Refused for a reply that a further one corrects; of one mail each ask may be told once."""
    asked = select(Reply).where(Reply.corrects_id == wrong.id).order_by(Reply.id)
    for later in session.scalars(asked):
        if wrong.state is not ReplyState.RECEIVED or later.ask == ask:
            raise Refused(f"Reply {wrong.id} was corrected already, by reply {later.id}: correct that one.")


def _kept(session: OfficeSession, now: datetime, by: Actor, reply: Reply, deed: str, *, note: str) -> Reply:
    session.add(reply)
    session.flush()
    said = {"note": note, "remark": reply.remark}
    details = {name: words for name, words in said.items() if words}
    record(session, now, by, deed, f"reply:{reply.id}", stated(reply), details or None)
    return reply
