"""Repairs noticed: tasks end by themselves once the directory has another address, or the hold was lifted."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import exists, or_, select

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.suppression import Scope, Suppression
from recipients.recipient import Recipient, RecipientAddress, in_directory
from scheduler.outcomes.successors import written_to_at
from scheduler.outcomes.task import Task, TaskKind, TaskState, end_task

AT_ONCE: Final = 100
CORRECTED: Final = "The directory writes to that address no more."
LIFTED: Final = "Mail to the address was let through again."


def close_repaired(session: OfficeSession, now: datetime, by: Actor, limit: int = AT_ONCE) -> int:
    """End the open repairs that somebody made, by import or by hand; how many. Repeat until it is none.

    The hold of an address that was corrected stays: nothing goes there by an old spreadsheet.
    """
    used = (
        select(RecipientAddress.address_key)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(RecipientAddress.address_key == Task.address_key, in_directory())
    )
    stands = select(Suppression.id).where(
        Suppression.address_key == Task.address_key,
        Suppression.scope == Scope.ALL,
        Suppression.lifted_at.is_(None),
    )
    asked = (
        select(Task)
        .where(
            Task.state == TaskState.OPEN,
            Task.kind == TaskKind.REPAIR,
            or_(~exists(used), ~exists(stands)),
        )
        .order_by(Task.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    repaired = session.scalars(asked).all()
    for task in repaired:
        why = LIFTED if written_to_at(session, task.address_key) else CORRECTED
        end_task(session, now, by, task, TaskState.DONE, why)
    return len(repaired)
