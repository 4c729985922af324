"""A reply: what an organisation answered to one ask of a letter, when and how it came; never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Id


class ReplyState(StrEnum):
    """What a reply amounts to, in the judgement of whoever read it."""

    RECEIVED = "received"  # it came, and nobody has said yet what it counts for
    ACKNOWLEDGED = "acknowledged"  # the letter arrived; the answer is to follow
    PARTIAL = "partial"  # some of what was asked
    COMPLETE = "complete"
    DECLINED = "declined"  # they will not do what was asked
    DISREGARDED = "disregarded"  # a correction: what it corrects counts for nothing


ASSESSED: Final = frozenset(ReplyState) - {ReplyState.RECEIVED}
"""What a person may find a reply to be."""


class ReplyChannel(StrEnum):
    """How a reply reached the office."""

    MAIL = "mail"
    FORM = "form"  # a form on a page, as a spreadsheet of submissions brings it
    BY_HAND = "by hand"
    POST = "post"
    MEETING = "meeting"


WHOLE: Final = ""
"""The name of the ask where a reply is to the letter as such: it asks nothing, or nobody has said yet."""


class Reply(Base):
    """One reply of an organisation to one ask. What was wrong is put right by a further one that names it."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("corrects_id", "ask"),
        UniqueConstraint("letter_id", "source"),
        Index(None, "letter_id", "organisation_id"),
        Index(None, "organisation_id"),
        Index(None, "recipient_id"),
        Index(None, "message_id"),
    )
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    ask: Mapped[str]
    """The id of one of the letter's asks, or WHOLE."""
    state: Mapped[ReplyState]
    came_at: Mapped[datetime]
    """When it came. Where the day alone is known, the first moment of it at the letter's place: a doubt about
    the hour is never held against who answered."""
    channel: Mapped[ReplyChannel]
    recipient_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("recipient.id"))
    """Who of the organisation answered, where that is known."""
    sender: Mapped[str]
    """The address that it came from; empty where it came without one."""
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("delivery.id"), index=True)
    """The copy that it answers, where it says so."""
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("inbound_message.id"))
    """The mail that it is, as the inbox keeps it; None where it came otherwise."""
    file_name: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("reply_file.sha256"), index=True)
    """The reply itself, kept under its hash; None where there is no file of it."""
    note: Mapped[str]
    """In the words of who recorded it; empty if there is nothing to say."""
    remark: Mapped[str]
    """What was odd about it when it was recorded, in sentences; empty otherwise."""
    corrects_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("reply.id"))
    """The reply in whose place it stands; that one counts no more."""
    source: Mapped[str | None]
    """What it was made from, so that the same mail or row of a spreadsheet makes it once."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    """The pseudonym of who recorded it."""
    erased_at: Mapped[datetime | None]
    """When what names a person in it was erased; then sender, note and the name of the file are blank."""


class ReplyFile(Base):
    """The bytes of a file that is a reply, once under their hash."""

    __tablename__ = "reply_file"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once it was erased."""
