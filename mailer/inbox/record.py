"""The records of the inbox: each message that came, where it lay, what was read of it, and the news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mailer.bounces.vocabulary import Action, Kind, Reason, Sort
from mailer.database import Base, BigId, Id
from mailer.errors import Refused


class InboundState(StrEnum):
    """Where a message that came stands."""

    STORED = "stored"  # and not read yet
    READ = "read"  # what follows from it is done, or is news for an upper floor
    WAITING = "waiting"  # in the queue, for a person
    DISMISSED = "dismissed"  # by a person: nothing follows from it


class MatchedBy(StrEnum):
    """What named the delivery that a message is about, from the surest to the least sure."""

    TOKEN = "token"  # noqa: S105 - signed by the office: in the return path or a reply address
    MESSAGE_ID = "message id"  # of the copy, which only those know who have seen it
    TEXT = "text"  # an address that the message names; anybody can write it
    PERSON = "person"  # somebody of the office said so
    NOTHING = "nothing"


I = InboundState  # noqa: E741 - as the states are written in the table below
MOVES: Final[Mapping[InboundState, frozenset[InboundState]]] = {
    I.STORED: frozenset({I.READ, I.WAITING}),
    I.WAITING: frozenset({I.STORED, I.READ, I.DISMISSED}),
    I.READ: frozenset(),
    I.DISMISSED: frozenset({I.STORED}),
}
"""Every move a message may make; back to stored is: it is to be read again."""


class InboundContent(Base):
    """The bytes of a message as they came, compressed (zlib), once for equal ones; never changed."""

    __tablename__ = "inbound_content"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    """Of the bytes with line ends as LF, so that a message is the same one from IMAP and from a Maildir."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once it was erased."""


class InboundMessage(Base):
    """A message that came, unique by its content; what was read of it last, and where it stands."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index(
            "ix_inbound_message_unread",
            "read_after",
            "id",
            sqlite_where=text("state = 'stored'"),
            postgresql_where=text("state = 'stored'"),
        ),
        Index("ix_inbound_message_state", "state", "id"),
        Index(None, "delivery_id", "id"),
    )
    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(ForeignKey("inbound_content.sha256"), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Octets that it had; more than are stored where it was beyond the limit and was cut."""
    mailbox: Mapped[str]
    """Where it came from first: `imap USER@HOST/FOLDER`, `maildir FOLDER`, `lmtp`, `standard input`."""
    stored_at: Mapped[datetime]
    state: Mapped[InboundState]
    why: Mapped[str]
    """In words: why it waits, was dismissed or is put off; empty otherwise."""
    read_after: Mapped[datetime]
    """While it is stored: the moment from which it may be read."""
    sort: Mapped[Sort | None]
    """Of the last reading; None before the first."""
    sender: Mapped[str]
    """The From, in clear; empty before the first reading."""
    subject: Mapped[str]
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("delivery.id"))
    """The copy it is about. Of one that waits it is a proposal."""
    matched_by: Mapped[MatchedBy]

    def move_to(self, state: InboundState, why: str = "") -> None:
        """Move it, with the reason; Refused for a move that the states do not allow."""
        if state not in MOVES[self.state]:
            raise Refused(f"Message {self.id} of the inbox is {self.state} and cannot become {state}.")
        self.state, self.why = state, why


class InboundPlace(Base):
    """Where a message was found; what is known here is not fetched again."""

    __tablename__ = "inbound_place"
    __table_args__ = (UniqueConstraint("mailbox", "validity", "uid"), Index(None, "message_id"))
    id: Mapped[Id]
    mailbox: Mapped[str]
    validity: Mapped[int] = mapped_column(BigInteger)
    """UIDVALIDITY (RFC 3501 section 2.3.1.1); 0 in a Maildir."""
    uid: Mapped[str]
    """UID of IMAP, or the unique name in a Maildir."""
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbound_message.id"))


class InboundReading(Base):
    """What one version of the reader made of a message; a later reading is another row.

    Of the verdicts of a bounce or delay the one about the delivery stands in columns of its own; they are
    empty where there is none.
    """

    __tablename__ = "inbound_reading"
    __table_args__ = (Index(None, "message_id", "id"), Index(None, "delivery_id", "id"))
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbound_message.id"))
    at: Mapped[datetime]
    reader: Mapped[str]
    """The version of the reader: a digest of its rules (`mailer.inbox.version`)."""
    sort: Mapped[Sort]
    sort_rule: Mapped[str]
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("delivery.id"))
    matched_by: Mapped[MatchedBy]
    recipient: Mapped[str]
    final: Mapped[str]
    """The address that failed where it is another one than the letter was written to; else empty."""
    status: Mapped[str]
    kind: Mapped[Kind | None]
    """Hard only where the delivery's own address or its domain is bad and the notice is proved."""
    reason: Mapped[Reason | None]
    action: Mapped[Action | None]
    rule: Mapped[str]
    line: Mapped[str]
    told: Mapped[dict[str, Any]]
    """All that was read (`mailer.bounces.Reading`), as plain values: verdicts, successors, absence, hints."""


class InboundNews(Base):
    """A reading that an upper floor has to draw a conclusion from; its consumer deletes the row."""

    __tablename__ = "inbound_news"
    __table_args__ = (Index(None, "what", "id"), Index(None, "message_id"))
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbound_message.id"))
    reading_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbound_reading.id"))
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("delivery.id"))
    at: Mapped[datetime]
    what: Mapped[Sort]
