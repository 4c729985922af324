"""Marks and outcomes of sending, written in groups: the gate before the final dot, the record after it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Text, cast, exists, select

from mailer.audit import Actor, AuditEntry, record
from mailer.canonical import digest
from mailer.clock import iso
from mailer.database import OfficeSession, insert_rows, moment_as_stored
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState, count_moves
from mailer.moving import Conclusion, conclude_rows, mark_rows

TEXT_LIMIT: Final = 1024
DEED: Final = "deliveries.record"
GROUP: Final = "group:"
"""How the audit entry of a group names its deed and its subject."""
LATE: Final = "This came after the claim had lapsed; the delivery was left as it stood."
NEWSWORTHY: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})
ATTEMPT_COLUMNS: Final = (
    "delivery_id", "claim_id", "group_id", "began_at", "ended_at", "outcome", "stage", "code", "enhanced",
    "reply", "note", "server", "queue_id",
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


def new_group() -> int:
    """A number for a group of results, by which it is found again where nobody knows if it was kept."""
    return secrets.randbits(62)


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
        _attempt(result, span, group_id, late=result.delivery_id not in became)
        for result, span in zip(results, moments, strict=True)
    ]
    rows = [(*row[:3], *span, *row[5:]) for row, span in zip(attempts, stored, strict=True)]
    insert_rows(session, DeliveryAttempt, ATTEMPT_COLUMNS, rows)
    changes, counts = Counter[tuple[int, str]](), Counter[str]()
    for (dispatch_id, state), count in Counter(became.values()).items():
        changes[dispatch_id, "sending"] -= count
        changes[dispatch_id, state] += count
        counts[state] += count
    count_moves(session, changes)
    _announce(session, [result for result in results if result.delivery_id in became])
    facts = {"counts": dict(counts), "attempts": len(attempts), "digest": _digest(attempts)}
    record(session, now, by, DEED, f"{GROUP}{group_id}", facts)
    return set(became)


def stored_group_digest(session: OfficeSession, group_id: int) -> str:
    """The digest of a group as its attempts now stand in the database."""
    columns = [getattr(DeliveryAttempt, name) for name in ATTEMPT_COLUMNS]
    rows = session.execute(select(*columns).where(DeliveryAttempt.group_id == group_id)).all()
    return _digest([[iso(value) if isinstance(value, datetime) else value for value in row] for row in rows])


@dataclass(frozen=True)
class BadGroup:
    """A group of attempts that is not what its audit entry says; `entry` is None where there is none."""

    entry: int | None
    group_id: int
    why: str


def verify_groups(session: OfficeSession) -> BadGroup | None:
    """The first audit entry whose group of attempts is not as it was written; None while all are.

    With a chain that is sound (`audit.verify`) this shows that no attempt was altered, removed or added.
    """
    entries = select(AuditEntry.number, AuditEntry.subject, AuditEntry.facts).where(AuditEntry.deed == DEED)
    asked = entries.order_by(AuditEntry.number).execution_options(yield_per=1000)
    with session.execute(asked) as found:
        for number, subject, facts in found:
            name = subject.removeprefix(GROUP)
            group_id = int(name) if name.isdecimal() else -1
            if stored_group_digest(session, group_id) != facts["digest"]:
                return BadGroup(number, group_id, "its attempts were altered, removed or added to")
    told = exists().where(AuditEntry.subject == GROUP + cast(DeliveryAttempt.group_id, Text))
    extra = select(DeliveryAttempt.group_id).where(~told).order_by(DeliveryAttempt.id).limit(1)
    if (untold := session.scalar(extra)) is not None:
        return BadGroup(None, untold, "no audit entry tells of it: its attempts were added")
    return None


def _digest(attempts: Sequence[Sequence[Any]]) -> str:
    """The digest of a group of attempts in whatever order, each as `_attempt` writes it."""
    return digest(sorted(attempts, key=lambda row: (row[0], row[1])))


def _conclusion(result: Result, stored: tuple[str, str], as_stored: Callable[[str], str]) -> Conclusion:
    began, ended = stored
    due_at = ended if result.due_at is result.ended_at else as_stored(iso(result.due_at))
    state = result.state.value
    return Conclusion(result.delivery_id, result.claim_id, state, result.reason, due_at, began, ended)


def _attempt(result: Result, span: tuple[str, str], group_id: int, *, late: bool) -> tuple[Any, ...]:
    """One attempt in the order of ATTEMPT_COLUMNS, moments as canonical text."""
    note = f"{result.note} {LATE}".strip() if late else result.note
    return (
        result.delivery_id, result.claim_id, group_id, *span, result.outcome, result.stage,
        result.code, result.enhanced, result.reply[:TEXT_LIMIT], note,
        result.server, result.queue_id,
    )  # fmt: skip


def _announce(session: OfficeSession, results: Sequence[Result]) -> None:
    news = [
        (result.delivery_id, result.ended_at, result.state.value)
        for result in results
        if result.state in NEWSWORTHY
    ]
    insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), news)
