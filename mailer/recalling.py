"""Recalling single copies that still wait, while the rest of their dispatch goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.delivery import Delivery, move_to
from mailer.dispatch import DeliveryState, count_moves
from mailer.events import note_events

WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
"""What no worker has in hand."""


def recall(
    session: OfficeSession, now: datetime, by: Actor, delivery_ids: Sequence[int], why: str
) -> list[int]:
    """Cancel those of these deliveries that still wait, each with its event; which ones did.

    What a worker has in hand is left to it, and so is what has ended. Hand in some hundreds at a time.
    """
    asked = (
        select(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.state.in_(WAITING))
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
    )
    changes, moved = Counter[tuple[int, str]](), []
    for delivery in session.scalars(asked, execution_options={"populate_existing": True}):
        changes[delivery.dispatch_id, delivery.state] -= 1
        changes[delivery.dispatch_id, DeliveryState.CANCELLED] += 1
        moved.append(move_to(delivery, DeliveryState.CANCELLED, now, why=why))
    if moved:
        note_events(session, now, by, moved)
        count_moves(session, changes)
    return [change.delivery_id for change in moved]
