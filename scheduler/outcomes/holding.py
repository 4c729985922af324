"""Holds: an address to which mail fails gets no more of it, and somebody gets the task to repair it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.suppression import Scope, Suppression, suppress, suppressions_of
from scheduler.outcomes.about import AffectedCopy
from scheduler.outcomes.task import Evidence, Task, TaskKind, raise_task

HELD: Final = "Held, for mail to it fails: "
COMPLAINED: Final = "They reported such mail as unwanted."
SHOWN: Final = 160
"""Characters of the line that a reason quotes."""


def hold(
    session: OfficeSession, now: datetime, by: Actor, copy: AffectedCopy, evidence: Evidence
) -> Task | None:
    """Hold the address of a copy, not its person, and raise the task to repair it; None if nothing followed.

    Nothing follows where the address gets no mail already, or where somebody let mail through to it again
    after this copy was tried: they knew better than what comes late.
    """
    if _let_through_since(session, copy):
        return None
    reason = f"{HELD}{evidence.line[:SHOWN] or evidence.rule}"
    held = suppress(
        session, now, by,
        address_key=copy.address_key, scope=Scope.ALL, reason=reason, evidence=str(evidence),
    )  # fmt: skip
    return raise_task(session, now, TaskKind.REPAIR, copy, evidence) if held else None


def is_held(session: OfficeSession, address_key: str) -> bool:
    """Whether an address gets no mail at all."""
    return any(row.scope == Scope.ALL for row in suppressions_of(session, [address_key]))


def stop_stream(
    session: OfficeSession, now: datetime, by: Actor, copy: AffectedCopy, evidence: Evidence
) -> bool:
    """Send no more voluntary mail of this stream to who complained; False if that was so already."""
    scope = f"stream:{copy.stream}" if copy.stream else Scope.VOLUNTARY
    return suppress(
        session, now, by,
        address_key=copy.address_key, scope=scope, reason=COMPLAINED, evidence=str(evidence),
    )  # fmt: skip


def _let_through_since(session: OfficeSession, copy: AffectedCopy) -> bool:
    """Whether a suppression of all mail to the address was lifted after the copy was tried."""
    asked = select(func.max(Suppression.lifted_at)).where(
        Suppression.address_key == copy.address_key, Suppression.scope == Scope.ALL
    )
    lifted = session.scalar(asked)
    return lifted is not None and copy.tried_at is not None and lifted > copy.tried_at
