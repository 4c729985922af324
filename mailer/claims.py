"""Claims: a worker takes a batch of due deliveries, and holds it until a moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import exists, literal_column, update

from mailer.audit import Actor
from mailer.candidates import Candidate, anything_due, due_candidates
from mailer.database import OfficeSession, ask, database_now, dialect_of, moment_of, run_many
from mailer.delivery import Claim, Delivery, Worker
from mailer.dispatch import DeliveryState, Policy, count_moves
from mailer.limits import EVERYTHING, Limits, pause, take
from mailer.withholding import WhyNot, withhold

LEASE: Final = timedelta(minutes=2)
"""How long a claim holds without being renewed."""
IN_HAND: Final = "state = 'sending'"
"""Written as the partial index has it: with a parameter instead, SQLite would read the whole ledger."""
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
    withheld: int = 0
    """How many more were due and may not be sent; they are suppressed now."""


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
    why_not: WhyNot,
    crowded: frozenset[str] = frozenset(),
) -> ClaimBatch | None:
    """Take up to `limit` due deliveries of open dispatches; None if there is nothing to take.

    A batch without deliveries says that some are due and may not go yet, or go no more. Higher priority
    goes first; dispatches of one priority share alike. Suppressions are checked here again, and the
    allow-list by `why_not`; what a rate limit holds back stays queued until its time, and so does what goes
    to a crowded domain.
    """
    if limits.overall is not None and not anything_due(session, now):
        return None  # tokens are taken only for letters there are
    allowance = _overall_allowance(session, now, limit, limits)
    if not allowance:
        return ClaimBatch(0, ())
    due = list(due_candidates(session, now, allowance, crowded))
    if not due:
        return None
    changes = Counter[tuple[int, str]]()
    going = withhold(session, now, by, due, why_not, changes)
    batch = ClaimBatch(0, (), withheld=len(due) - len(going))
    rows = _within_domain_limits(session, now, going, limits)
    if rows:
        started = database_now(session)
        claim = Claim(worker_id=worker_id, claimed_at=started, expires_at=started + lease)
        session.add(claim)
        session.flush()
        batch = replace(
            batch, claim_id=claim.id, deliveries=tuple(_take_rows(session, now, claim.id, rows, changes))
        )
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


def _within_domain_limits(
    session: OfficeSession, now: datetime, rows: list[Candidate], limits: Limits
) -> list[Candidate]:
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


def _take_rows(
    session: OfficeSession,
    now: datetime,
    claim_id: int,
    rows: list[Candidate],
    changes: Counter[tuple[int, str]],
) -> Iterable[Claimed]:
    """Mark them as ours; each with all that is needed to send it, in the order given."""
    for (dispatch_id, state), count in Counter([(row.dispatch.id, row.state) for row in rows]).items():
        changes[dispatch_id, state] -= count
        changes[dispatch_id, DeliveryState.SENDING] += count
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
