"""Replies as they are listed, shown and exported: each with who gave it, whether late, whether it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from letters.letter import Letter
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.erasure import GONE
from mailer.staff import names_of
from recipients.organisation import Organisation
from recipients.recipient import Recipient
from recipients.spreadsheet import Cell
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.extension import has_more_time
from scheduler.replies.asked import Asking, asked_by
from scheduler.replies.counting import counts
from scheduler.replies.recording import reply_numbered
from scheduler.replies.reply import Reply, ReplyChannel, ReplyState

PAGE: Final = 50
REPLY_COLUMNS: Final = (
    "reply", "letter", "ask", "organisation", "category", "country", "state", "came on", "came at", "late",
    "channel", "answered by", "sender", "file", "note", "remark", "counts", "corrects", "recorded at",
    "recorded by",
)  # fmt: skip


@dataclass(frozen=True)
class ReplyQuestion:
    """Which replies to a letter are meant; what is not given narrows nothing. `all`: corrected ones too."""

    ask: str | None = None
    state: ReplyState | None = None
    organisation_id: int | None = None
    all: bool = False


@dataclass(frozen=True)
class ReplyLine:
    """One reply with its names."""

    id: int
    letter: str
    ask: str
    organisation: str
    category: str
    country: str
    state: ReplyState
    came_at: datetime
    came_on: date
    """The day of that, by the calendar of the letter's place."""
    late: bool
    """By the deadline as it holds now, for the organisation too if it has more time."""
    channel: ReplyChannel
    answered_by: str
    """The recipient who answered, where that is known."""
    sender: str
    file_name: str
    file_sha256: str | None
    message_id: int | None
    delivery_id: int | None
    note: str
    remark: str
    corrects_id: int | None
    corrected_by: tuple[int, ...]
    """The further replies that take its place; it counts no more."""
    recorded_at: datetime
    recorded_by: str

    @property
    def counts(self) -> bool:
        """Whether it stands."""
        return not self.corrected_by and self.state is not ReplyState.DISREGARDED

    def cells(self) -> list[Cell]:
        """As a row of an export, in the order of REPLY_COLUMNS."""
        return [
            self.id, self.letter, self.ask, self.organisation, self.category, self.country, self.state,
            self.came_on, iso(self.came_at), "late" if self.late else "", self.channel,
            self.answered_by, self.sender, self.file_name, self.note, self.remark,
            "yes" if self.counts else "no", self.corrects_id or "", iso(self.recorded_at), self.recorded_by,
        ]  # fmt: skip


@dataclass(frozen=True)
class ReplyPage:
    """Some replies in the order they were recorded, how many there are, and where the next ones begin."""

    lines: tuple[ReplyLine, ...]
    total: int
    after: int | None


def list_replies(
    session: OfficeSession,
    asking: Asking,
    question: ReplyQuestion = ReplyQuestion(),
    *,
    after: int = 0,
    limit: int = PAGE,
) -> ReplyPage:
    """A page of the replies to a letter; NotFound for an ask that it does not make."""
    chosen = _chosen(asking, question)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ids = session.scalars(chosen.where(Reply.id > after).order_by(Reply.id).limit(limit + 1)).all()
    lines = tuple(_lines(session, asking, ids[:limit]))
    return ReplyPage(lines, total, ids[limit - 1] if len(ids) > limit else None)


def show_reply(session: OfficeSession, number: int) -> ReplyLine:
    """One reply; NotFound if there is none of that number."""
    reply = reply_numbered(session, number)
    (line,) = _lines(session, asked_by(session, session.get_one(Letter, reply.letter_id)), [number])
    return line


def export_replies(
    session: OfficeSession,
    now: datetime,
    asking: Asking,
    question: ReplyQuestion,
    form: ListFormat,
    target: Path,
) -> int:
    """Write the replies to a letter into a file, with their total; how many. See `write_list`."""
    rows = (line.cells() for line in _all(session, asking, question))
    return write_list(form, target, REPLY_COLUMNS, rows, lambda total: closing_lines(session, now, total))


def _all(session: OfficeSession, asking: Asking, question: ReplyQuestion) -> Iterator[ReplyLine]:
    chosen, after = _chosen(asking, question).order_by(Reply.id).limit(1_000), 0
    while ids := session.scalars(chosen.where(Reply.id > after)).all():
        yield from _lines(session, asking, ids)
        after = ids[-1]


def _chosen(asking: Asking, question: ReplyQuestion) -> Select[int]:
    chosen = select(Reply.id).where(Reply.letter_id == asking.letter.id)
    if question.ask is not None:
        chosen = chosen.where(Reply.ask == asking.ask(question.ask).name)
    if question.state is not None:
        chosen = chosen.where(Reply.state == question.state)
    if question.organisation_id is not None:
        chosen = chosen.where(Reply.organisation_id == question.organisation_id)
    return chosen if question.all else chosen.where(counts())


def _lines(session: OfficeSession, asking: Asking, ids: Sequence[int]) -> Iterator[ReplyLine]:
    more = has_more_time(asking.letter.id, Reply.organisation_id, Reply.ask, Reply.came_at)
    asked = (
        select(Reply, Organisation, Recipient, more.label("more_time"))
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .outerjoin(Recipient, Recipient.id == Reply.recipient_id)
        .where(Reply.id.in_(ids))
        .order_by(Reply.id)
    )
    later: dict[int, list[int]] = {}
    corrections = select(Reply.corrects_id, Reply.id).where(Reply.corrects_id.in_(ids)).order_by(Reply.id)
    for corrected, number in session.execute(corrections):
        later.setdefault(corrected or 0, []).append(number)
    zone = ZoneInfo(asking.time_zone)
    staff, dues = names_of(session), {ask.name: ask for ask in asking.asks}
    for reply, whose, person, more_time in session.execute(asked):
        due = dues.get(reply.ask)
        yield ReplyLine(
            id=reply.id,
            letter=asking.printed,
            ask=reply.ask,
            organisation=whose.name,
            category=whose.category,
            country=whose.country,
            state=reply.state,
            came_at=reply.came_at,
            came_on=reply.came_at.astimezone(zone).date(),
            late=due is not None and due.late(reply.came_at) and not more_time,
            channel=reply.channel,
            answered_by=(person.name or person.post) if reply.recipient_id is not None else "",
            sender=GONE if reply.erased_at else reply.sender,
            file_name=reply.file_name,
            file_sha256=reply.file_sha256,
            message_id=reply.message_id,
            delivery_id=reply.delivery_id,
            note=GONE if reply.erased_at else reply.note,
            remark=reply.remark,
            corrects_id=reply.corrects_id,
            corrected_by=tuple(later.get(reply.id, ())),
            recorded_at=reply.recorded_at,
            recorded_by=staff.get(reply.recorded_by, reply.recorded_by),
        )
