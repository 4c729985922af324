"""A dispatch: the post room's word for a batch of deliveries that is opened, held and closed as one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.database import Base, BigId, Id, run_many
from mailer.errors import NotFound, Refused


class DispatchState(StrEnum):
    """Whether the worker may claim from it."""

    HELD = "held"  # being filled, or paused
    OPEN = "open"
    CLOSED = "closed"  # for good


class Policy(StrEnum):
    """What happens to a delivery of which nobody knows whether it arrived."""

    AT_MOST_ONCE = "at_most_once"  # listed, never sent again by the machine
    AT_LEAST_ONCE = "at_least_once"  # sent again, with the same Message-ID and the same bytes


class MailKind(StrEnum):
    """Whether the recipient may decline such mail."""

    OFFICIAL = "official"
    VOLUNTARY = "voluntary"


class DeliveryState(StrEnum):
    """Where a delivery stands (design.md 4)."""

    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"  # the next server took it; nothing more is claimed
    BOUNCED = "bounced"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"

    @property
    def ended(self) -> bool:
        """Whether the machine will do no more about it by itself."""
        return self not in OPEN_STATES


OPEN_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED})
MOVES: Mapping[DispatchState, frozenset[DispatchState]] = {
    DispatchState.HELD: frozenset({DispatchState.OPEN, DispatchState.CLOSED}),
    DispatchState.OPEN: frozenset({DispatchState.HELD, DispatchState.CLOSED}),
    DispatchState.CLOSED: frozenset(),
}


class Dispatch(Base):
    """A batch of deliveries under one policy. A claim joins it, so that pausing half a million is one row."""

    __tablename__ = "dispatch"
    id: Mapped[Id]
    label: Mapped[str]
    state: Mapped[DispatchState]
    why: Mapped[str]
    """Why it is held or closed, in words."""
    policy: Mapped[Policy]
    priority: Mapped[int]
    """Higher goes first."""
    kind: Mapped[MailKind]
    stream: Mapped[str]
    """The name under which a recipient may decline this sort of voluntary mail."""
    key_id: Mapped[str]
    """The signing key of all its tokens."""
    allowed: Mapped[list[str] | None]
    """Address keys that it may go to, for a test; None for a live one."""
    created_at: Mapped[datetime]

    def move_to(self, state: DispatchState, why: str = "") -> None:
        """Open, hold or close it; Refused for a move out of closed. A move to where it stands is harmless."""
        if state is not self.state and state not in MOVES[self.state]:
            raise Refused(f"The dispatch “{self.label}” is {self.state} and cannot become {state}.")
        self.state, self.why = state, why


class DispatchTally(Base):
    """How many deliveries of a dispatch are in a state; kept in the same transaction as their moves."""

    __tablename__ = "dispatch_tally"
    dispatch_id: Mapped[int] = mapped_column(BigId, ForeignKey("dispatch.id"), primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class DispatchEvent(Base):
    """What happened to a dispatch as a whole: opened, held, closed, so many cancelled at once."""

    __tablename__ = "dispatch_event"
    __table_args__ = (Index(None, "dispatch_id", "id"),)
    id: Mapped[Id]
    dispatch_id: Mapped[int] = mapped_column(BigId, ForeignKey("dispatch.id"))
    at: Mapped[datetime]
    what: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str]
    actor: Mapped[str]


def new_dispatch(
    session: Session,
    now: datetime,
    *,
    label: str,
    key_id: str,
    policy: Policy = Policy.AT_MOST_ONCE,
    kind: MailKind = MailKind.OFFICIAL,
    stream: str = "",
    priority: int = 0,
    allowed: list[str] | None = None,
) -> Dispatch:
    """A held dispatch with nothing in it; `allowed` restricts a test to these address keys."""
    dispatch = Dispatch(
        label=label,
        state=DispatchState.HELD,
        why="being filled",
        policy=policy,
        priority=priority,
        kind=kind,
        stream=stream,
        key_id=key_id,
        allowed=allowed,
        created_at=now,
    )
    session.add(dispatch)
    session.flush()
    session.add_all(DispatchTally(dispatch_id=dispatch.id, state=state, count=0) for state in DeliveryState)
    session.flush()
    return dispatch


def dispatch_of(session: Session, dispatch_id: int, *, lock: bool = False) -> Dispatch:
    """The dispatch by its id, locked against other writers if asked; NotFound if there is none."""
    asked = select(Dispatch).where(Dispatch.id == dispatch_id).execution_options(populate_existing=lock)
    found = session.scalars(asked.with_for_update() if lock else asked).first()
    if found is None:
        raise NotFound(f"There is no dispatch {dispatch_id}.")
    return found


def count_moves(session: Session, changes: Mapping[tuple[int, str], int]) -> None:
    """Add to the tallies: (dispatch, state) to difference. In one order for all, so that nobody deadlocks."""
    rows = [
        {"dispatch_id": dispatch_id, "state": state, "more": more}
        for (dispatch_id, state), more in sorted(changes.items())
        if more
    ]
    run_many(
        session,
        "UPDATE dispatch_tally SET count = count + :more WHERE dispatch_id = :dispatch_id AND state = :state",
        rows,
    )


def tally(session: Session, dispatch_id: int) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state; every state is named."""
    rows = session.execute(
        select(DispatchTally.state, DispatchTally.count).where(DispatchTally.dispatch_id == dispatch_id)
    )
    return dict.fromkeys(DeliveryState, 0) | dict(rows.all())


def unfinished(session: Session, dispatch_id: int) -> int:
    """How many deliveries the machine still has to do something about."""
    asked = select(func.coalesce(func.sum(DispatchTally.count), 0)).where(
        DispatchTally.dispatch_id == dispatch_id, DispatchTally.state.in_(OPEN_STATES)
    )
    return int(session.scalar(asked) or 0)


def note(
    session: Session, dispatch_id: int, now: datetime, what: str, count: int, why: str, actor: str
) -> None:
    """Write down what happened to a dispatch as a whole."""
    session.add(DispatchEvent(dispatch_id=dispatch_id, at=now, what=what, count=count, why=why, actor=actor))
