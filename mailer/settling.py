"""What nobody can know: uncertain deliveries are listed with their evidence, and settled by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryNews, move_to
from mailer.dispatch import DeliveryState, count_moves
from mailer.errors import Refused
from mailer.events import note_events

SETTLED = frozenset({DeliveryState.SENT, DeliveryState.FAILED})


def list_uncertain(
    session: OfficeSession, dispatch_ids: Sequence[int], *, after: int = 0, limit: int = 50
) -> tuple[int, Sequence[Delivery]]:
    """How many deliveries of these dispatches are uncertain, and a page of them by id after a cursor."""
    uncertain = (Delivery.dispatch_id.in_(dispatch_ids), Delivery.state == DeliveryState.UNCERTAIN)
    total = session.scalar(select(func.count()).select_from(Delivery).where(*uncertain)) or 0
    page = select(Delivery).where(*uncertain, Delivery.id > after).order_by(Delivery.id).limit(limit)
    return total, session.scalars(page).all()


def settle(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    deliveries: Sequence[Delivery],
    becomes: DeliveryState,
    why: str,
) -> int:
    """Say of uncertain deliveries that they were sent, or failed, and on which evidence; how many.

    Refused for another state, for a reason that is empty, or for a delivery that is not uncertain.
    """
    if becomes not in SETTLED:
        raise Refused(f"An uncertain delivery is settled as sent or as failed, not as {becomes}.")
    if not why.strip():
        raise Refused("Say on which evidence you settle it: the auditor will ask.")
    changes, moved = Counter[tuple[int, str]](), []
    for delivery in deliveries:
        moved.append(move_to(delivery, becomes, now, why=why.strip()))
        changes[delivery.dispatch_id, DeliveryState.UNCERTAIN] -= 1
        changes[delivery.dispatch_id, becomes] += 1
        session.add(DeliveryNews(delivery_id=delivery.id, at=now, what=becomes))
        record(
            session,
            now,
            by,
            "delivery.settle",
            f"delivery:{delivery.id}",
            {"as": becomes},
            {"why": why.strip()},
        )
    note_events(session, now, by, moved)
    count_moves(session, changes)
    return len(deliveries)
