"""Claims: a worker takes a batch of due deliveries, and holds it until a moment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import literal_column, select, text, update

from mailer.database import OfficeSession, database_now, insert_rows, run_many
from mailer.delivery import DUE, Claim, Delivery, DeliveryEvent, Worker
from mailer.dispatch import DeliveryState, Dispatch, DispatchState, MailKind, Policy, count_moves
from mailer.limits import EVERYTHING, Limits, pause, take
from mailer.suppression import stopped

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds without being renewed."""


@dataclass(frozen=True)
class Claimed:
    """A delivery in a worker's hands, with all that is needed to fill, send and record it."""

    id: int
    dispatch_id: int
    blueprint_id: int
    serial: str
    key_id: str
    address: str
    address_key: str
    domain: str
    name: str
    values: str
    extra_parts: str | None
    attempts: int
    dated_at: datetime
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
        host=process.host, boot=process.boot, pid=process.pid, birth=process.birth, registered_at=now
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
    worker_id: int,
    limit: int,
    limits: Limits,
    lease: timedelta = LEASE,
) -> ClaimBatch | None:
    """Take up to `limit` due deliveries of open dispatches; None if there is nothing to take.

    Higher priority first; dispatches of one priority share alike. Suppressions are checked here again;
    what a rate limit holds back stays queued until its time.
    """
    allowance = _overall_allowance(session, now, limit, limits)
    rows = list(_candidates(session, now, allowance)) if allowance else []
    if not rows:
        return None
    rows = _within_domain_limits(session, now, rows, limits)
    rows = _not_suppressed(session, now, rows)
    if not rows:
        return ClaimBatch(0, ())
    started = database_now(session)
    claim = Claim(worker_id=worker_id, claimed_at=started, expires_at=started + lease)
    session.add(claim)
    session.flush()
    return ClaimBatch(claim.id, tuple(_take_rows(session, now, claim.id, rows)))


def renew(session: OfficeSession, claim_ids: Iterable[int], lease: timedelta = LEASE) -> None:
    """Hold claims for another lease from now, by the database's clock; a claim that ended stays ended."""
    wanted = update(Claim).where(Claim.id.in_(list(claim_ids)), Claim.ended_at.is_(None))
    session.execute(wanted.values(expires_at=database_now(session) + lease))


def end_claims(session: OfficeSession, claim_ids: Iterable[int]) -> None:
    """Close claims of which nothing is left in hand."""
    wanted = update(Claim).where(Claim.id.in_(list(claim_ids)), Claim.ended_at.is_(None))
    session.execute(wanted.values(ended_at=database_now(session)))


def _overall_allowance(session: OfficeSession, now: datetime, limit: int, limits: Limits) -> int:
    if limits.overall is None:
        return limit
    if not _anything_due(session, now):
        return 0  # tokens are taken only for letters there are
    return take(session, now, {EVERYTHING: (limits.overall, limit)})[EVERYTHING]


def _open_dispatches(session: OfficeSession) -> Sequence[Dispatch]:
    asked = select(Dispatch).where(Dispatch.state == DispatchState.OPEN)
    return session.scalars(asked.order_by(Dispatch.priority.desc(), Dispatch.id)).all()


def _anything_due(session: OfficeSession, now: datetime) -> bool:
    return any(_due_in(session, now, dispatch, 1) for dispatch in _open_dispatches(session))


@dataclass(frozen=True)
class _Candidate:
    id: int
    address_key: str
    domain: str
    state: DeliveryState
    dispatch: Dispatch


def _candidates(session: OfficeSession, now: datetime, limit: int) -> Iterable[_Candidate]:
    """Due deliveries, priority by priority, shared alike among the dispatches of one priority."""
    opened = _open_dispatches(session)
    for priority in sorted({dispatch.priority for dispatch in opened}, reverse=True):
        peers = [dispatch for dispatch in opened if dispatch.priority == priority]
        waiting = {dispatch.id: _due_in(session, now, dispatch, limit) for dispatch in peers}
        queues = [queue for queue in waiting.values() if queue]
        while queues and limit > 0:
            share = math.ceil(limit / len(queues))
            for queue in queues:
                taken, queue[:share] = queue[:share][:limit], []
                limit -= len(taken)
                yield from taken
            queues = [queue for queue in queues if queue]


def _due_in(session: OfficeSession, now: datetime, dispatch: Dispatch, limit: int) -> list[_Candidate]:
    asked = (
        select(Delivery.id, Delivery.address_key, Delivery.domain, Delivery.state)
        .where(Delivery.dispatch_id == dispatch.id, Delivery.due_at <= now, literal_column(DUE))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_Candidate(*row, dispatch) for row in session.execute(asked)]


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


def _not_suppressed(session: OfficeSession, now: datetime, rows: list[_Candidate]) -> list[_Candidate]:
    """End what may not be sent to any more, with the reason; keep the rest."""
    why: dict[int, str] = {}
    sorts = {(row.dispatch.kind, row.dispatch.stream) for row in rows}
    for kind, stream in sorts:
        same = [row for row in rows if (row.dispatch.kind, row.dispatch.stream) == (kind, stream)]
        reasons = stopped(session, {row.address_key for row in same}, MailKind(kind), stream)
        why |= {row.id: reasons[row.address_key] for row in same if row.address_key in reasons}
    gone = [row for row in rows if row.id in why]
    if gone:
        _suppress(session, now, gone, why)
    return [row for row in rows if row.id not in why]


def _suppress(session: OfficeSession, now: datetime, rows: list[_Candidate], why: dict[int, str]) -> None:
    run_many(
        session,
        "UPDATE delivery SET state = 'suppressed', reason = :why, ended_at = :now WHERE id = :id",
        [{"id": row.id, "why": why[row.id], "now": now} for row in rows],
    )
    events = [(row.id, now, row.state.value, "suppressed", why[row.id], "machine") for row in rows]
    insert_rows(session, DeliveryEvent, ("delivery_id", "at", "was", "became", "why", "actor"), events)
    changes = Counter[tuple[int, str]]()
    for row in rows:
        changes[row.dispatch.id, row.state] -= 1
        changes[row.dispatch.id, DeliveryState.SUPPRESSED] += 1
    count_moves(session, changes)


def _take_rows(
    session: OfficeSession, now: datetime, claim_id: int, rows: list[_Candidate]
) -> Iterable[Claimed]:
    dispatches = {row.dispatch.id: row.dispatch for row in rows}
    changes = Counter[tuple[int, str]]()
    for row in rows:
        changes[row.dispatch.id, row.state] -= 1
        changes[row.dispatch.id, DeliveryState.SENDING] += 1
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_([row.id for row in rows]))
        .values(
            state=DeliveryState.SENDING,
            claim_id=claim_id,
            started_at=None,
            dated_at=text("coalesce(dated_at, :dated)").bindparams(dated=_stored(session, now)),
        )
        .execution_options(synchronize_session=False)
    )
    count_moves(session, changes)
    columns = (
        Delivery.id,
        Delivery.dispatch_id,
        Delivery.blueprint_id,
        Delivery.serial,
        Delivery.address,
        Delivery.address_key,
        Delivery.domain,
        Delivery.name,
        Delivery.values,
        Delivery.extra_parts,
        Delivery.attempts,
        Delivery.dated_at,
    )
    order = {row.id: place for place, row in enumerate(rows)}
    found = session.execute(select(*columns).where(Delivery.id.in_(order))).all()
    for taken in sorted(found, key=lambda row: order[row.id]):
        dispatch = dispatches[taken.dispatch_id]
        allowed = None if dispatch.allowed is None else frozenset(dispatch.allowed)
        yield Claimed(
            id=taken.id,
            dispatch_id=taken.dispatch_id,
            blueprint_id=taken.blueprint_id,
            serial=taken.serial,
            key_id=dispatch.key_id,
            address=taken.address,
            address_key=taken.address_key,
            domain=taken.domain,
            name=taken.name,
            values=taken.values,
            extra_parts=taken.extra_parts,
            attempts=taken.attempts,
            dated_at=taken.dated_at or now,
            allowed=allowed,
            policy=dispatch.policy,
        )


def _stored(session: OfficeSession, moment: datetime) -> object:
    """A moment as the database's column holds it, for an expression that no column types."""
    kind = Delivery.__table__.c.dated_at.type
    processor = kind.dialect_impl(session.get_bind().dialect).bind_processor(session.get_bind().dialect)
    return processor(moment) if processor else moment
