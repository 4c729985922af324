"""Copies that are due and may not go, suppressed or outside the allow-list: they end without a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from mailer.audit import Actor
from mailer.candidates import Candidate
from mailer.database import OfficeSession, run_many
from mailer.delivery import StateChange
from mailer.dispatch import DeliveryState
from mailer.events import note_events
from mailer.suppression import stopped

WhyNot: TypeAlias = Callable[[str, frozenset[str] | None], str]
"""Why an address may not be written to, given those that a test may reach; empty if it may."""


def withhold(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    rows: list[Candidate],
    why_not: WhyNot,
    changes: Counter[tuple[int, str]],
) -> list[Candidate]:
    """End what may not be sent, each with the reason, and count that in; the rest.

    No server is needed for it, so it happens also while none answers.
    """
    why = _suppressed(session, rows)
    why |= {row.id: reason for row in rows if (reason := why_not(row.address, row.dispatch.allowed))}
    gone = [row for row in rows if row.id in why]
    if not gone:
        return rows
    _end(session, now, by, gone, why)
    for row in gone:
        changes[row.dispatch.id, row.state] -= 1
        changes[row.dispatch.id, DeliveryState.SUPPRESSED] += 1
    return [row for row in rows if row.id not in why]


def _suppressed(session: OfficeSession, rows: Sequence[Candidate]) -> dict[int, str]:
    """Those that got a suppression meanwhile, with its reason."""
    why: dict[int, str] = {}
    for kind, stream in {(row.dispatch.kind, row.dispatch.stream) for row in rows}:
        same = [row for row in rows if (row.dispatch.kind, row.dispatch.stream) == (kind, stream)]
        reasons = stopped(session, {row.address_key for row in same}, kind, stream)
        why |= {row.id: reasons[row.address_key] for row in same if row.address_key in reasons}
    return why


def _end(
    session: OfficeSession, now: datetime, by: Actor, rows: list[Candidate], why: dict[int, str]
) -> None:
    run_many(
        session,
        "UPDATE delivery SET state = 'suppressed', reason = :why, ended_at = :now WHERE id = :id",
        [{"id": row.id, "why": why[row.id], "now": now} for row in rows],
    )
    became = DeliveryState.SUPPRESSED
    changes = [StateChange(row.id, DeliveryState(row.state), became, why[row.id]) for row in rows]
    note_events(session, now, by, changes)
