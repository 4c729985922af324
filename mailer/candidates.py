"""Candidates of a claim: what is due in open dispatches, the more urgent first, peers by equal shares."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select

from mailer.database import OfficeSession, ask, dialect_of
from mailer.delivery import DUE
from mailer.dispatch import Dispatch, DispatchState, MailKind, Policy

DUE_IN: Final = {
    dialect: (
        "SELECT id, address, address_key, domain, state FROM delivery WHERE dispatch_id = :dispatch"
        f" AND due_at <= :now AND {DUE} AND domain NOT IN (SELECT value FROM {crowded})"
        f" ORDER BY due_at, id LIMIT :limit{locked}"
    )
    for dialect, crowded, locked in (
        ("sqlite", "json_each(:crowded)", ""),
        ("postgresql", "json_array_elements_text(CAST(:crowded AS json))", " FOR UPDATE SKIP LOCKED"),
    )
}


@dataclass(frozen=True)
class Source:
    """What a claim needs to know of an open dispatch; plain values, as it is asked for each delivery."""

    id: int
    priority: int
    kind: MailKind
    stream: str
    key_id: str
    policy: Policy
    allowed: frozenset[str] | None
    """The address keys that a test may reach; None for a dispatch that is no test."""


class Candidate(NamedTuple):
    """A delivery that is due, as it stands before it is claimed."""

    id: int
    address: str
    address_key: str
    domain: str
    state: str
    dispatch: Source


def due_candidates(
    session: OfficeSession, now: datetime, limit: int, crowded: frozenset[str]
) -> Iterable[Candidate]:
    """Due deliveries, priority by priority, shared alike among the dispatches of one priority."""
    opened = _open_dispatches(session)
    for priority in sorted({dispatch.priority for dispatch in opened}, reverse=True):
        peers = [dispatch for dispatch in opened if dispatch.priority == priority]
        waiting = {dispatch.id: _due_in(session, now, dispatch, limit, crowded) for dispatch in peers}
        queues = [queue for queue in waiting.values() if queue]
        while queues and limit > 0:
            share = math.ceil(limit / len(queues))
            for queue in queues:
                taken, queue[:share] = queue[:share][:limit], []
                limit -= len(taken)
                yield from taken
            queues = [queue for queue in queues if queue]


def anything_due(session: OfficeSession, now: datetime) -> bool:
    """Whether any delivery of an open dispatch is due."""
    return any(_due_in(session, now, dispatch, 1, frozenset()) for dispatch in _open_dispatches(session))


def _open_dispatches(session: OfficeSession) -> Sequence[Source]:
    asked = select(Dispatch).where(Dispatch.state == DispatchState.OPEN)
    return [
        Source(
            one.id, one.priority, one.kind, one.stream, one.key_id, one.policy,
            None if one.allowed is None else frozenset(one.allowed),
        )
        for one in session.scalars(asked.order_by(Dispatch.priority.desc(), Dispatch.id))
    ]  # fmt: skip


def _due_in(
    session: OfficeSession, now: datetime, dispatch: Source, limit: int, crowded: frozenset[str]
) -> list[Candidate]:
    asked, left_out = DUE_IN[dialect_of(session)], json.dumps(sorted(crowded))
    due = ask(session, asked, {"dispatch": dispatch.id, "now": now, "limit": limit, "crowded": left_out})
    return [Candidate._make((*row, dispatch)) for row in due]
