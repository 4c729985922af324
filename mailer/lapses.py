"""What comes back from a claim: released in order, or taken from a worker that is dead or too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select

from mailer.audit import Actor, record
from mailer.claims import IN_HAND, Process
from mailer.database import OfficeSession, database_now, insert_rows, run_many
from mailer.delivery import Claim, Delivery, DeliveryNews, StateChange, Worker
from mailer.dispatch import DeliveryState, Dispatch, DispatchState, Policy, count_moves
from mailer.events import note_events

Moves = Counter[tuple[int, str]]
"""What is to be added to the tallies: (dispatch, state) to difference."""


def release(session: OfficeSession, now: datetime, claim_id: int, ids: Sequence[int]) -> int:
    """Give back deliveries of which nothing can have left; how many were still held.

    They wait again as before, or are cancelled where their dispatch was closed meanwhile.
    """
    held = [
        Delivery.id.in_(ids),
        Delivery.claim_id == claim_id,
        Delivery.state == DeliveryState.SENDING,
        Delivery.started_at.is_(None),
    ]
    moves = Moves()
    count = _give_back(session, now, held, moves)
    count_moves(session, moves)
    return count


def lapse_dead(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    here: Process,
    is_alive: Callable[[int, str], bool],
) -> Counter[DeliveryState]:
    """Take back what workers held that are dead or whose lease has run out; the states it went to.

    Without the mark *data started* a delivery waits again. With it, nobody knows whether it arrived: it is
    uncertain, or waits again where the policy says at least once. If the machine or the server that keeps
    the records went down since, marks may be lost, so all that such a worker held is treated as marked
    (trust.md 1.2, 3).
    """
    opened = select(Claim, Worker).join(Worker, Worker.id == Claim.worker_id).where(Claim.ended_at.is_(None))
    clock, became, moves = database_now(session), Counter[DeliveryState](), Moves()
    for claim, worker in session.execute(opened.with_for_update(of=Claim, skip_locked=True)).all():
        fell = worker.boot != here.boot
        dead = fell or (worker.host == here.host and not is_alive(worker.pid, worker.birth))
        if dead or claim.expires_at < clock:
            became += _lapse(session, now, by, claim, moves, marks_lost=fell)
    # The tallies come last and all at once: whoever took them one by one could wait for another in a ring.
    count_moves(session, moves)
    return became


def lapse_own(
    session: OfficeSession, now: datetime, by: Actor, worker_id: int, boot: str
) -> Counter[DeliveryState]:
    """Take back what a worker still holds that ends now, as `lapse_dead` would; the states it went to."""
    opened = select(Claim, Worker).join(Worker, Worker.id == Claim.worker_id)
    own = opened.where(Claim.worker_id == worker_id, Claim.ended_at.is_(None))
    became, moves = Counter[DeliveryState](), Moves()
    for claim, worker in session.execute(own.with_for_update(of=Claim)).all():
        became += _lapse(session, now, by, claim, moves, marks_lost=worker.boot != boot)
    count_moves(session, moves)
    return became


def _give_back(
    session: OfficeSession, now: datetime, held: Sequence[ColumnElement[bool]], moves: Moves
) -> int:
    """Let deliveries wait again, or end them with their dispatch; how many."""
    asked = (
        select(Delivery.id, Delivery.dispatch_id, Delivery.attempts, Dispatch.state)
        .join(Dispatch, Dispatch.id == Delivery.dispatch_id)
        .where(*held)
        .with_for_update(of=Delivery)
    )
    rows = []
    for delivery_id, dispatch_id, attempts, dispatch_state in session.execute(asked):
        closed = dispatch_state is DispatchState.CLOSED
        waiting = DeliveryState.DEFERRED if attempts else DeliveryState.QUEUED
        state = DeliveryState.CANCELLED if closed else waiting
        rows.append({"id": delivery_id, "state": state.value, "ended_at": now if closed else None})
        moves[dispatch_id, DeliveryState.SENDING] -= 1
        moves[dispatch_id, state] += 1
    run_many(
        session,
        "UPDATE delivery SET state = :state, claim_id = NULL, started_at = NULL, ended_at = :ended_at"
        " WHERE id = :id",
        rows,
    )
    return len(rows)


def _lapse(
    session: OfficeSession, now: datetime, by: Actor, claim: Claim, moves: Moves, *, marks_lost: bool
) -> Counter[DeliveryState]:
    became = Counter[DeliveryState]()
    held = [Delivery.claim_id == claim.id, literal_column(f"delivery.{IN_HAND}")]
    marked = [*held] if marks_lost else [*held, Delivery.started_at.is_not(None)]
    again = Dispatch.policy == Policy.AT_LEAST_ONCE
    became[DeliveryState.QUEUED] += _give_back(session, now, [*marked, again], moves)
    became[DeliveryState.UNCERTAIN] += _lose_track(session, now, by, marked, moves)
    became[DeliveryState.QUEUED] += _give_back(session, now, held, moves)
    claim.ended_at = database_now(session)
    session.flush()
    counts = {state.value: count for state, count in became.items() if count}
    record(session, now, by, "claim.lapse", f"claim:{claim.id}", {"became": counts, "marks_lost": marks_lost})
    return became


def _lose_track(
    session: OfficeSession, now: datetime, by: Actor, marked: Sequence[ColumnElement[bool]], moves: Moves
) -> int:
    """Marked deliveries become uncertain, each with its event and its piece of news."""
    why = "The worker stopped while the letter was going out; nobody knows whether it arrived."
    asked = select(Delivery.id, Delivery.dispatch_id).where(*marked).with_for_update()
    found = session.execute(asked).all()
    run_many(
        session,
        "UPDATE delivery SET state = 'uncertain', reason = :why, claim_id = NULL, ended_at = :now,"
        " attempts = attempts + 1 WHERE id = :id",
        [{"id": row.id, "why": why, "now": now} for row in found],
    )
    lost = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, why)
    note_events(session, now, by, [StateChange(row.id, *lost) for row in found])
    insert_rows(
        session, DeliveryNews, ("delivery_id", "at", "what"), [(row.id, now, "uncertain") for row in found]
    )
    for row in found:
        moves[row.dispatch_id, DeliveryState.SENDING] -= 1
        moves[row.dispatch_id, DeliveryState.UNCERTAIN] += 1
    return len(found)
