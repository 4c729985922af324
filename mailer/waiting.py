"""What waits in the outbox, in answers to the few questions that a worker has about it."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from mailer.claims import IN_HAND
from mailer.database import OfficeSession
from mailer.delivery import DUE, Delivery
from mailer.dispatch import OPEN_STATES, DeliveryState, Dispatch, DispatchState, tally
from mailer.refusals import Outlook

T = TypeVar("T")


def count_due(session: OfficeSession, now: datetime) -> int:
    """How many deliveries of open dispatches are due."""
    return session.scalar(_of_open(select(func.count()), Delivery.due_at <= now)) or 0


def untried(session: OfficeSession) -> bool:
    """Whether deliveries of open dispatches wait that were never tried."""
    new = (Delivery.state == DeliveryState.QUEUED, Delivery.attempts == 0)
    return session.scalar(_of_open(select(Delivery.id), *new).limit(1)) is not None


def outlook(session: OfficeSession, dispatch_id: int, refusing: Set[str]) -> Outlook:
    """What becomes of a dispatch, as far as the ledger knows, while these domains refuse its contents."""
    counts = tally(session, dispatch_id)
    elsewhere = select(Delivery.id).where(
        Delivery.dispatch_id == dispatch_id, Delivery.domain.not_in(sorted(refusing))
    )
    return Outlook(
        others=sum(counts[state] for state in OPEN_STATES) - 1,
        taken=counts[DeliveryState.SENT] > 0,
        # Each as its index has it.
        elsewhere=any(
            session.scalar(elsewhere.where(literal_column(f"delivery.{stands}")).limit(1)) is not None
            for stands in (DUE, IN_HAND, "state = 'sent'")
        ),
    )


def _of_open(asked: Select[T], *where: ColumnElement[bool]) -> Select[T]:
    joined = asked.select_from(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    opened = joined.where(Dispatch.state == DispatchState.OPEN, literal_column(f"delivery.{DUE}"))
    return opened.where(*where)
