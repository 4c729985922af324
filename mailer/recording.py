"""Marks and outcomes of sending, written in groups: the gate before the final dot, the record after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import exists, select

from mailer.audit import Actor, record
from mailer.clock import iso
from mailer.commitment import commit, fresh_salts
from mailer.database import OfficeSession, insert_rows, moment_as_stored
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState, count_moves
from mailer.evidence import ATTEMPTS, GROUP, Evidence, digest_of_group, new_group
from mailer.moving import Became, Conclusion, conclude_rows, mark_rows

TEXT_LIMIT: Final = 1024
LATE: Final = "This came after the claim had lapsed; the delivery was left as it stood."
ENDED: Final = frozenset(state.value for state in DeliveryState if state.ended)
NEWSWORTHY: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})
ATTEMPT_COLUMNS: Final = (
    "delivery_id", "claim_id", "group_id", "began_at", "ended_at", "outcome", "stage", "code", "enhanced",
    "reply", "note", "server", "queue_id", "became", "salt",
)  # fmt: skip


class Mark(NamedTuple):
    """What is about to go out: the delivery, under which claim, and the SHA-256 of its bytes."""

    delivery_id: int
    claim_id: int
    bytes_hash: str


class Result(NamedTuple):
    """How one attempt ended, and the state it puts the delivery in."""

    delivery_id: int
    claim_id: int
    state: DeliveryState
    reason: str
    due_at: datetime
    """When it is due again, where it is deferred; otherwise of no meaning."""
    began_at: datetime
    ended_at: datetime
    outcome: str
    stage: str
    code: int | None = None
    enhanced: str = ""
    reply: str = ""
    note: str = ""
    server: str = ""
    queue_id: str = ""


def mark_started(session: OfficeSession, now: datetime, marks: Sequence[Mark]) -> set[int]:
    """Write *data started* for a group; the ids of those that may go on to the final dot.

    Refused are those whose claim lapsed, whose dispatch is no longer open, or whose bytes are not the
    ones fixed at an earlier attempt. Commit before any of the dots goes out.
    """
    return mark_rows(session, moment_as_stored(session)(iso(now)), marks)


def is_recorded(session: OfficeSession, group_id: int, results: Sequence[Result]) -> bool:
    """Whether a group of results was written; a commit of it that is still under way is waited for."""
    locked = select(Delivery.id).where(Delivery.id.in_([result.delivery_id for result in results]))
    session.execute(locked.with_for_update()).all()
    return session.scalar(select(exists().where(DeliveryAttempt.group_id == group_id))) is True


def record_results(
    session: OfficeSession, now: datetime, by: Actor, results: Sequence[Result], group_id: int | None = None
) -> set[int]:
    """Write a group of attempts and all that follows from them; the ids that were still ours to conclude.

    Attempts are kept in any case, as evidence. A delivery whose claim lapsed meanwhile stays as it stands
    (F42). One audit entry holds the counts and the digest of the group.
    """
    if not results:
        return set()
    as_stored = moment_as_stored(session)
    moments = [(iso(result.began_at), iso(result.ended_at)) for result in results]
    stored = [(as_stored(began), as_stored(ended)) for began, ended in moments]
    became = conclude_rows(
        session, [_conclusion(*one, as_stored) for one in zip(results, stored, strict=True)]
    )
    group_id = new_group() if group_id is None else group_id
    attempts = [
        _attempt(result, group_id, told, kept, became.get(result.delivery_id), salt)
        for result, told, kept, salt in zip(results, moments, stored, fresh_salts(len(results)), strict=True)
    ]
    insert_rows(session, DeliveryAttempt, ATTEMPT_COLUMNS, [row for row, _ in attempts], guarded=True)
    changes, counts = Counter[tuple[int, str]](), Counter[str]()
    for (dispatch_id, state), count in Counter([one[:2] for one in became.values()]).items():
        changes[dispatch_id, "sending"] -= count
        changes[dispatch_id, state] += count
        counts[state] += count
    count_moves(session, changes)
    _announce(session, [result for result in results if result.delivery_id in became])
    digest = digest_of_group([evidence for _, evidence in attempts])
    facts = {"counts": dict(counts), "attempts": len(attempts), "digest": digest}
    record(session, now, by, ATTEMPTS, f"{GROUP}{group_id}", facts)
    return set(became)


def _conclusion(result: Result, stored: tuple[str, str], as_stored: Callable[[str], str]) -> Conclusion:
    began, ended = stored
    delivery_id, claim_id, state, reason, due_at, _, ended_at, *_ = result
    due = ended if due_at is ended_at else as_stored(iso(due_at))
    return Conclusion(delivery_id, claim_id, state.value, reason, due, began, ended)


def _attempt(
    result: Result,
    group_id: int,
    moments: tuple[str, str],
    stored: tuple[str, str],
    became: Became | None,
    salt: str,
) -> tuple[tuple[Any, ...], Evidence]:
    """The row of an attempt in the order of ATTEMPT_COLUMNS, and what the digest covers of it.

    When it began and ended is given as canonical text and as this database takes it. Without `became` it came
    late, and its delivery stays as it stands. The bytes are covered once they cannot become others.
    """
    delivery_id, claim_id, *_, outcome, stage, code, enhanced, reply, note, server, queue_id = result
    state = fixed = None
    if became is None:
        note = f"{note} {LATE}".strip()
    else:
        state, fixed = became.state, became.bytes_hash if became.state in ENDED else None
    reply = reply[:TEXT_LIMIT]
    whose, how = (delivery_id, claim_id, group_id), (outcome, stage, code, enhanced)
    row = (*whose, *stored, *how, reply, note, server, queue_id, state, salt)
    return row, (*whose, *moments, *how, commit(salt, reply, note), server, queue_id, state, fixed)


def _announce(session: OfficeSession, results: Sequence[Result]) -> None:
    news = [
        (result.delivery_id, result.ended_at, result.state.value)
        for result in results
        if result.state in NEWSWORTHY
    ]
    insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), news)
