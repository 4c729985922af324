"""Claims: a worker takes a batch of due deliveries, and holds it until a moment."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import exists, literal_column, select, update

from mailer.audit import Actor
from mailer.database import OfficeSession, ask, database_now, dialect_of, moment_of, run_many
from mailer.delivery import DUE, Claim, Delivery, StateChange, Worker
from mailer.dispatch import DeliveryState, Dispatch, DispatchState, MailKind, Policy, count_moves
from mailer.events import note_events
from mailer.limits import EVERYTHING, Limits, pause, take
from mailer.suppression import stopped

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds without being renewed."""
IN_HAND: Final = "state = 'sending'"
"""Written as the partial index has it: with a parameter instead, SQLite would read the whole ledger."""
DUE_IN: Final = {
    dialect: (
        "SELECT id, address_key, domain, state FROM delivery WHERE dispatch_id = :dispatch AND due_at <= :now"
        f" AND {DUE} AND domain NOT IN (SELECT value FROM {crowded}) ORDER BY due_at, id LIMIT :limit{locked}"
    )
    for dialect, crowded, locked in (
        ("sqlite", "json_each(:crowded)", ""),
        ("postgresql", "json_array_elements_text(CAST(:crowded AS json))", " FOR UPDATE SKIP LOCKED"),
    )
}
TAKE: Final = {
    dialect: (
        "UPDATE delivery SET state = 'sending', claim_id = :claim, started_at = NULL,"
        f" dated_at = coalesce(dated_at, :now) WHERE id IN (SELECT {listed}) RETURNING id, dispatch_id,"
        ' blueprint_id, serial, address, address_key, domain, name, "values", extra_parts, headers,'
        " attempts, bytes_hash, first_tried_at, dated_at"
    )
    for dialect, listed in (
        ("sqlite", "value FROM json_each(:ids)"),
        ("postgresql", "CAST(value AS bigint) FROM json_array_elements_text(CAST(:ids AS json))"),
    )
}


class Claimed(NamedTuple):
    """A delivery in a worker's hands, with all that is needed to fill, send and record it."""

    id: int
    dispatch_id: int
    blueprint_id: int
    serial: str
    address: str
    address_key: str
    domain: str
    name: str
    values: str
    extra_parts: str | None
    headers: str | None
    attempts: int
    bytes_hash: str | None
    first_tried_at: datetime | None
    dated_at: datetime
    key_id: str
    allowed: frozenset[str] | None
    policy: Policy


@dataclass(frozen=True)
class ClaimBatch:
    """What one claim brought: its fencing number and the deliveries it holds."""

    claim_id: int
    deliveries: tuple[Claimed, ...]


@dataclass(frozen=True)
class Process:
    """Where a worker runs, and how the system tells its process from a later one of the same number."""

    host: str
    boot: str
    pid: int
    birth: str


def register(session: OfficeSession, now: datetime, process: Process) -> int:
    """Enter a worker; its id."""
    worker = Worker(
        host=process.host,
        boot=process.boot,
        pid=process.pid,
        birth=process.birth,
        registered_at=now,
        trouble="",
    )
    session.add(worker)
    session.flush()
    return worker.id


def sign_off(session: OfficeSession, now: datetime, worker_id: int) -> None:
    """The worker ends in order and holds nothing any more."""
    session.execute(update(Worker).where(Worker.id == worker_id).values(ended_at=now))


def claim_due(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    worker_id: int,
    limit: int,
    limits: Limits,
    lease: timedelta = LEASE,
    *,
    crowded: frozenset[str] = frozenset(),
) -> ClaimBatch | None:
    """Take up to `limit` due deliveries of open dispatches; None if there is nothing to take.

    A batch without deliveries says that some are due and may not go yet, or go no more. Higher priority
    goes first; dispatches of one priority share alike. Suppressions are checked here again; what a rate
    limit holds back stays queued until its time, and so does what goes to a crowded domain.
    """
    if limits.overall is not None and not _anything_due(session, now):
        return None  # tokens are taken only for letters there are
    allowance, batch = _overall_allowance(session, now, limit, limits), ClaimBatch(0, ())
    if not allowance:
        return batch
    rows = list(_candidates(session, now, allowance, crowded))
    if not rows:
        return None
    changes = Counter[tuple[int, str]]()
    rows = _not_suppressed(session, now, by, rows, changes)
    rows = _within_domain_limits(session, now, rows, limits)
    if rows:
        started = database_now(session)
        claim = Claim(worker_id=worker_id, claimed_at=started, expires_at=started + lease)
        session.add(claim)
        session.flush()
        batch = ClaimBatch(claim.id, tuple(_take_rows(session, now, claim.id, rows, changes)))
    # The tallies come last and all at once: whoever took them one by one could wait for another in a ring.
    count_moves(session, changes)
    return batch


def renew(session: OfficeSession, claim_ids: Iterable[int], lease: timedelta = LEASE) -> None:
    """Hold claims for another lease from now, by the database's clock; a claim that ended stays ended."""
    wanted = update(Claim).where(Claim.id.in_(list(claim_ids)), Claim.ended_at.is_(None))
    session.execute(wanted.values(expires_at=database_now(session) + lease))


def end_claims(session: OfficeSession, claim_ids: Iterable[int]) -> None:
    """Close claims of which nothing is left in hand; one that holds something after all stays, and lapses.

    That is so where the database lost, by a fall, what the worker had recorded.
    """
    holds = exists().where(Delivery.claim_id == Claim.id, literal_column(f"delivery.{IN_HAND}"))
    wanted = update(Claim).where(Claim.id.in_(list(claim_ids)), Claim.ended_at.is_(None), ~holds)
    ended = wanted.values(ended_at=database_now(session))
    session.execute(ended.execution_options(synchronize_session=False))


def _overall_allowance(session: OfficeSession, now: datetime, limit: int, limits: Limits) -> int:
    if limits.overall is None:
        return limit
    return take(session, now, {EVERYTHING: (limits.overall, limit)})[EVERYTHING]


@dataclass(frozen=True)
class _Source:
    """What a claim needs to know of an open dispatch; plain values, as it is asked for each delivery."""

    id: int
    priority: int
    kind: MailKind
    stream: str
    key_id: str
    policy: Policy
    allowed: frozenset[str] | None


def _open_dispatches(session: OfficeSession) -> Sequence[_Source]:
    asked = select(Dispatch).where(Dispatch.state == DispatchState.OPEN)
    return [
        _Source(
            one.id, one.priority, one.kind, one.stream, one.key_id, one.policy,
            None if one.allowed is None else frozenset(one.allowed),
        )
        for one in session.scalars(asked.order_by(Dispatch.priority.desc(), Dispatch.id))
    ]  # fmt: skip


def _anything_due(session: OfficeSession, now: datetime) -> bool:
    return any(_due_in(session, now, dispatch, 1, frozenset()) for dispatch in _open_dispatches(session))


class _Candidate(NamedTuple):
    id: int
    address_key: str
    domain: str
    state: str
    dispatch: _Source


def _candidates(
    session: OfficeSession, now: datetime, limit: int, crowded: frozenset[str]
) -> Iterable[_Candidate]:
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


def _due_in(
    session: OfficeSession, now: datetime, dispatch: _Source, limit: int, crowded: frozenset[str]
) -> list[_Candidate]:
    asked, left_out = DUE_IN[dialect_of(session)], json.dumps(sorted(crowded))
    due = ask(session, asked, {"dispatch": dispatch.id, "now": now, "limit": limit, "crowded": left_out})
    return [_Candidate._make((*row, dispatch)) for row in due]


def _within_domain_limits(
    session: OfficeSession, now: datetime, rows: list[_Candidate], limits: Limits
) -> list[_Candidate]:
    """Keep what the domains' buckets grant; put the rest off to when their tokens come."""
    wanted = Counter(row.domain for row in rows)
    rates = {
        domain: (rate, count) for domain, count in wanted.items() if (rate := limits.rate(domain)) is not None
    }
    if not rates:
        return rows
    granted, kept, late = take(session, now, rates), [], []
    for row in rows:
        if row.domain not in granted:
            kept.append(row)
        elif granted[row.domain] > 0:
            granted[row.domain] -= 1
            kept.append(row)
        else:
            late.append({"id": row.id, "due_at": now + pause(rates[row.domain][0], 1)})
    run_many(session, "UPDATE delivery SET due_at = :due_at WHERE id = :id", late)
    return kept


def _not_suppressed(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    rows: list[_Candidate],
    changes: Counter[tuple[int, str]],
) -> list[_Candidate]:
    """End what may not be sent to any more, with the reason; keep the rest."""
    why: dict[int, str] = {}
    sorts = {(row.dispatch.kind, row.dispatch.stream) for row in rows}
    for kind, stream in sorts:
        same = [row for row in rows if (row.dispatch.kind, row.dispatch.stream) == (kind, stream)]
        reasons = stopped(session, {row.address_key for row in same}, MailKind(kind), stream)
        why |= {row.id: reasons[row.address_key] for row in same if row.address_key in reasons}
    gone = [row for row in rows if row.id in why]
    if gone:
        _suppress(session, now, by, gone, why)
    for row in gone:
        changes[row.dispatch.id, row.state] -= 1
        changes[row.dispatch.id, DeliveryState.SUPPRESSED] += 1
    return [row for row in rows if row.id not in why]


def _suppress(
    session: OfficeSession, now: datetime, by: Actor, rows: list[_Candidate], why: dict[int, str]
) -> None:
    run_many(
        session,
        "UPDATE delivery SET state = 'suppressed', reason = :why, ended_at = :now WHERE id = :id",
        [{"id": row.id, "why": why[row.id], "now": now} for row in rows],
    )
    became = DeliveryState.SUPPRESSED
    changes = [StateChange(row.id, DeliveryState(row.state), became, why[row.id]) for row in rows]
    note_events(session, now, by, changes)


def _take_rows(
    session: OfficeSession,
    now: datetime,
    claim_id: int,
    rows: list[_Candidate],
    changes: Counter[tuple[int, str]],
) -> Iterable[Claimed]:
    """Mark them as ours; each with all that is needed to send it, in the order given."""
    changes.update((row.dispatch.id, DeliveryState.SENDING) for row in rows)
    changes.subtract((row.dispatch.id, row.state) for row in rows)
    asked = TAKE[dialect_of(session)]
    ids = json.dumps([row.id for row in rows])
    told = {row[0]: row for row in ask(session, asked, {"claim": claim_id, "now": now, "ids": ids})}
    for row in rows:
        *facts, first_tried_at, dated_at = told[row.id]
        tried = moment_of(first_tried_at) if first_tried_at else None
        # By position, as a claim brings hundreds: the order is that of the columns in TAKE.
        dispatch = row.dispatch
        rules = (dispatch.key_id, dispatch.allowed, dispatch.policy)
        yield Claimed._make((*facts, tried, moment_of(dated_at), *rules))
