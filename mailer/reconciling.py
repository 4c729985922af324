"""What the post room does after a backup was put back: nobody knows what left since, so it says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import exists, func, or_, select, update

from mailer.audit import Actor
from mailer.database import OfficeSession, database_now, insert_rows, run_many
from mailer.delivery import Claim, Delivery, DeliveryNews, StateChange
from mailer.dispatch import DeliveryState, Dispatch, DispatchEvent, DispatchState, DispatchTally, count_moves
from mailer.events import note_events
from mailer.outbox import hold_dispatch

CHUNK: Final = 5_000
"""Deliveries that one transaction makes uncertain."""
WAITING: Final = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
WHY: Final = (
    "A backup was put back, older than what was done since; nobody here can know whether the letter left."
)


def open_dispatches(session: OfficeSession) -> int:
    """How many dispatches a worker could claim from."""
    asked = select(func.count()).select_from(Dispatch).where(Dispatch.state == DispatchState.OPEN)
    return session.scalar(asked) or 0


def doubtful(session: OfficeSession) -> int:
    """How many deliveries may have left since: open ones where a worker could ever claim, and all in hand."""
    return sum(count for _, _, count in _in_doubt(session))


def hold_opened(session: OfficeSession, now: datetime, by: Actor, why: str) -> int:
    """Hold every open dispatch and end every claim, so that nothing is sent and no claim lapses; how many."""
    asked = select(Dispatch.id).where(Dispatch.state == DispatchState.OPEN).order_by(Dispatch.id)
    held = session.scalars(asked).all()
    for dispatch_id in held:
        hold_dispatch(session, now, dispatch_id, by, why)
    ended = update(Claim).where(Claim.ended_at.is_(None)).values(ended_at=database_now(session))
    session.execute(ended.execution_options(synchronize_session=False))
    return len(held)


def doubt_some(session: OfficeSession, now: datetime, by: Actor, limit: int = CHUNK) -> int:
    """Make up to so many doubtful deliveries uncertain, each with its event and its news; how many.

    Repeat until it is none. They are then settled like any other: by a person, or by what comes back.
    """
    places = _in_doubt(session)
    if not places:
        return 0
    dispatch_id, state, _ = places[0]
    asked = select(Delivery.id).where(Delivery.dispatch_id == dispatch_id, Delivery.state == state)
    ids = session.scalars(asked.order_by(Delivery.id).limit(limit).with_for_update()).all()
    tried = int(state is DeliveryState.SENDING)  # what was in hand counts as a try, as where a claim lapses
    run_many(
        session,
        "UPDATE delivery SET state = 'uncertain', reason = :why, claim_id = NULL, ended_at = :now,"
        " attempts = attempts + :tried WHERE id = :id",
        [{"id": delivery_id, "why": WHY, "now": now, "tried": tried} for delivery_id in ids],
    )
    changes = [StateChange(delivery_id, state, DeliveryState.UNCERTAIN, WHY) for delivery_id in ids]
    note_events(session, now, by, changes)
    news = [(delivery_id, now, "uncertain") for delivery_id in ids]
    insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), news)
    moved = {(dispatch_id, state.value): -len(ids), (dispatch_id, "uncertain"): len(ids)}
    count_moves(session, moved)
    return len(ids)


def _in_doubt(session: OfficeSession) -> Sequence[tuple[int, DeliveryState, int]]:
    """Where deliveries may have left since a backup: the dispatch, their state, how many.

    A dispatch that was never opened, because it was being filled, lets nothing out before somebody resumes
    its campaign; in a closed one only what a worker had in hand may have gone.
    """
    opened = exists().where(
        DispatchEvent.dispatch_id == DispatchTally.dispatch_id, DispatchEvent.what == DispatchState.OPEN
    )
    claimable = DispatchTally.state.in_(WAITING) & opened & (Dispatch.state != DispatchState.CLOSED)
    asked = (
        select(DispatchTally.dispatch_id, DispatchTally.state, DispatchTally.count)
        .join(Dispatch, Dispatch.id == DispatchTally.dispatch_id)
        .where(DispatchTally.count > 0, or_(DispatchTally.state == DeliveryState.SENDING, claimable))
        .order_by(DispatchTally.dispatch_id, DispatchTally.state)
    )
    return [(dispatch_id, state, count) for dispatch_id, state, count in session.execute(asked)]
