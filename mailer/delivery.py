"""The delivery ledger: one row for each copy, each attempt to hand it over, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Id
from mailer.dispatch import DeliveryState
from mailer.errors import Refused

S = DeliveryState
MOVES: Final[Mapping[DeliveryState, frozenset[DeliveryState]]] = {
    # Uncertain without having been sent: when a backup was put back, nobody knows what left since (F53).
    S.QUEUED: frozenset({S.SENDING, S.SUPPRESSED, S.FAILED, S.CANCELLED, S.UNCERTAIN}),
    S.DEFERRED: frozenset({S.SENDING, S.SUPPRESSED, S.FAILED, S.CANCELLED, S.UNCERTAIN}),
    S.SENDING: frozenset({S.SENT, S.DEFERRED, S.FAILED, S.UNCERTAIN, S.QUEUED, S.SUPPRESSED}),
    S.SENT: frozenset({S.BOUNCED}),
    S.UNCERTAIN: frozenset({S.SENT, S.FAILED}),
    S.BOUNCED: frozenset(),
    S.FAILED: frozenset(),
    S.SUPPRESSED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""Every move a delivery may make (design.md 4)."""

DUE: Final = "state IN ('queued', 'deferred')"


class Part(Base):
    """The bytes of an annex or another fixed part, kept once under their SHA-256."""

    __tablename__ = "part"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StoredBlueprint(Base):
    """A frozen blueprint under the hash of its canonical text."""

    __tablename__ = "blueprint"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    engine: Mapped[int]
    spec: Mapped[str] = mapped_column(Text)


class Worker(Base):
    """A process that claims and sends; where it runs tells a dead one from a slow one."""

    __tablename__ = "worker"
    id: Mapped[Id]
    host: Mapped[str]
    boot: Mapped[str]
    pid: Mapped[int]
    birth: Mapped[str]
    """When the system started the process, in the system's own count; it tells a reused pid."""
    registered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str]
    """What keeps it from the mail server, in words; empty while nothing does."""
    trouble_at: Mapped[datetime | None]


class Claim(Base):
    """A batch of deliveries taken by one worker until a moment; its id is the fencing number."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "ix_claim_open",
            "expires_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    worker_id: Mapped[int] = mapped_column(BigId, ForeignKey("worker.id"))
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Delivery(Base):
    """One copy of a letter on its way to one address.

    Fixed at enqueue: serial (Message-ID, boundary and tokens follow from it), blueprint, address, values,
    headers of its own.
    Fixed at the first claim: `dated_at`. Fixed when the first bytes go out: `bytes_hash`, the SHA-256 of the
    whole message before any DKIM signature.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "ix_delivery_due",
            "dispatch_id",
            "due_at",
            "id",
            sqlite_where=text(DUE),
            postgresql_where=text(DUE),
        ),
        Index(
            "ix_delivery_claimed",
            "claim_id",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("ix_delivery_address_key", "address_key", "id"),
        Index("ix_delivery_tried_at", "tried_at", "id"),
        Index("ix_delivery_dispatch_state", "dispatch_id", "state", "id"),
    )
    id: Mapped[Id]
    dispatch_id: Mapped[int] = mapped_column(BigId, ForeignKey("dispatch.id"))
    blueprint_id: Mapped[int] = mapped_column(BigId, ForeignKey("blueprint.id"))
    serial: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    address_key: Mapped[str]
    domain: Mapped[str]
    name: Mapped[str]
    """The display name of the one visible recipient; may be empty."""
    values: Mapped[str] = mapped_column(Text)
    """Canonical JSON of the merge values that the blueprint uses, and no others."""
    extra_parts: Mapped[str | None] = mapped_column(Text)
    """Canonical JSON of parts of its own, by hash; None for nearly all."""
    headers: Mapped[str | None] = mapped_column(Text)
    """Canonical JSON of headers of its own, by name, which tie it to earlier letters; None for most."""
    state: Mapped[DeliveryState]
    reason: Mapped[str]
    """In words, why it failed, was suppressed, deferred or cancelled; empty otherwise."""
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    claim_id: Mapped[int | None] = mapped_column(BigId)
    started_at: Mapped[datetime | None]
    """The mark *data started*: set before the final dot may go out, cleared when the attempt ends."""
    dated_at: Mapped[datetime | None]
    first_tried_at: Mapped[datetime | None]
    """When the first attempt that was recorded began; patience is counted from here, not from the claim."""
    tried_at: Mapped[datetime | None]
    """When the latest attempt ended; settling later does not move it."""
    bytes_hash: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    """When what names its recipient was erased; then address, name and values are blank."""


class DeliveryAttempt(Base):
    """One attempt to hand a delivery over, as the dialogue went; never changed (a trigger refuses)."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (Index(None, "delivery_id", "id"), Index(None, "group_id"))
    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(BigId, ForeignKey("delivery.id"))
    claim_id: Mapped[int] = mapped_column(BigId)
    group_id: Mapped[int] = mapped_column(BigInteger)
    """The group it was written with; the audit entry of that group holds the digest of them all."""
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    outcome: Mapped[str]
    stage: Mapped[str]
    code: Mapped[int | None]
    enhanced: Mapped[str]
    reply: Mapped[str]
    """The server's words, at most 1 KiB."""
    note: Mapped[str]
    server: Mapped[str]
    queue_id: Mapped[str]
    became: Mapped[DeliveryState | None]
    """The state it put the delivery in; None where its claim had lapsed and nothing followed from it."""
    salt: Mapped[str | None]
    """With reply and note it gives the commitment by which the digest of its group covers them."""
    erased: Mapped[str | None]
    """That commitment, once reply, note and salt were erased; None while they stand."""


class DeliveryEvent(Base):
    """A change of state that no attempt tells of: suppressed, lapsed, settled, bounced; never changed."""

    __tablename__ = "delivery_event"
    __table_args__ = (Index(None, "delivery_id", "id"), Index(None, "group_id"))
    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(BigId, ForeignKey("delivery.id"))
    at: Mapped[datetime]
    group_id: Mapped[int] = mapped_column(BigInteger)
    """The group it was written with; the audit entry of that group holds the digest of them all."""
    was: Mapped[DeliveryState]
    became: Mapped[DeliveryState]
    why: Mapped[str]
    actor: Mapped[str]
    salt: Mapped[str | None]
    """With the reason it gives the commitment by which the digest of its group covers it."""
    erased: Mapped[str | None]
    """That commitment, once reason and salt were erased; None while they stand."""


class DeliveryNews(Base):
    """An event that an upper floor has to draw a conclusion from; its consumer deletes the row."""

    __tablename__ = "delivery_news"
    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(BigId, ForeignKey("delivery.id"))
    at: Mapped[datetime]
    what: Mapped[DeliveryState]


def may_move(was: DeliveryState, becomes: DeliveryState) -> bool:
    """Whether a delivery may make this move."""
    return becomes in MOVES[was]


@dataclass(frozen=True)
class StateChange:
    """A delivery's way from one state into another, and why."""

    delivery_id: int
    was: DeliveryState
    became: DeliveryState
    why: str


def move_to(delivery: Delivery, becomes: DeliveryState, now: datetime, *, why: str) -> StateChange:
    """Move one delivery by hand; Refused for a move that the states do not allow.

    The caller writes the event down (`events.note_events`) and keeps the tally (`dispatch.count_moves`).
    """
    was = delivery.state
    if not may_move(was, becomes):
        raise Refused(f"The delivery to {delivery.address} is {was} and cannot become {becomes}.")
    delivery.state, delivery.reason = becomes, why
    delivery.ended_at = now if becomes.ended else None
    return StateChange(delivery.id, was, becomes, why)
