"""Putting a reply right by a further one, and saying what one that was received counts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from letters.letter import Letter
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Misused, Refused
from recipients.organisation import Organisation
from scheduler.replies.asked import Asking, asked_by
from scheduler.replies.recording import (
    Answer,
    keep_reply,
    refuse_day,
    refuse_unfit,
    remark_on,
    reply_numbered,
    reply_of,
)
from scheduler.replies.reply import ASSESSED, Reply, ReplyState
from scheduler.rights import require_acting


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
    refuse_unfit(asking, answer)
    if came_at is not None:
        refuse_day(now, asking, came_at)
    _refuse_corrected(session, wrong, answer.ask)
    owner = whose or session.get_one(Organisation, wrong.organisation_id)
    reply = reply_of(now, by, answer, wrong.letter_id, owner.id)
    for name in ("recipient_id", "sender", "delivery_id", "message_id", "file_name", "file_sha256"):
        setattr(reply, name, getattr(wrong, name))
    reply.corrects_id = wrong.id
    reply.remark = remark_on(session, asking, owner, reply.came_at)
    deed = "reply.assess" if wrong.state is ReplyState.RECEIVED else "reply.correct"
    return keep_reply(session, now, by, reply, deed, note=note)


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


def _refuse_corrected(session: OfficeSession, wrong: Reply, ask: str) -> None:
    """Refused for a reply that a further one corrects; of one mail each ask may be told once."""
    asked = select(Reply).where(Reply.corrects_id == wrong.id).order_by(Reply.id)
    for later in session.scalars(asked):
        if wrong.state is not ReplyState.RECEIVED or later.ask == ask:
            raise Refused(f"Reply {wrong.id} was corrected already, by reply {later.id}: correct that one.")
