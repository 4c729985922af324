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
    moments = [(iso(result.began_at), iso(result.ended_at)) for result in results]
    as_stored = moment_as_stored(session)
    stored = [(as_stored(began), as_stored(ended)) for began, ended in moments]
    became = conclude_rows(
        session, [_conclusion(*one, as_stored) for one in zip(results, stored, strict=True)]
    )
    group_id = new_group() if group_id is None else group_id
    attempts = [
        _Attempt(result, group_id, span, became.get(result.delivery_id), salt)
        for result, span, salt in zip(results, moments, fresh_salts(len(results)), strict=True)
    ]
    rows = [one.row(*span) for one, span in zip(attempts, stored, strict=True)]
    insert_rows(session, DeliveryAttempt, ATTEMPT_COLUMNS, rows, guarded=True)
    changes, counts = Counter[tuple[int, str]](), Counter[str]()
    for (dispatch_id, state), count in Counter([one[:2] for one in became.values()]).items():
        changes[dispatch_id, "sending"] -= count
        changes[dispatch_id, state] += count
        counts[state] += count
    count_moves(session, changes)
    _announce(session, [result for result in results if result.delivery_id in became])
    digest = digest_of_group([one.evidence() for one in attempts])
    facts = {"counts": dict(counts), "attempts": len(attempts), "digest": digest}
    record(session, now, by, ATTEMPTS, f"{GROUP}{group_id}", facts)
    return set(became)


def _conclusion(result: Result, stored: tuple[str, str], as_stored: Callable[[str], str]) -> Conclusion:
    began, ended = stored
    due_at = ended if result.due_at is result.ended_at else as_stored(iso(result.due_at))
    state = result.state.value
    return Conclusion(result.delivery_id, result.claim_id, state, result.reason, due_at, began, ended)


class _Attempt(NamedTuple):
    """An attempt about to be written; without `became` it came late, and its delivery stays as it stands."""

    result: Result
    group_id: int
    moments: tuple[str, str]
    """When it began and ended, as canonical text."""
    became: Became | None
    salt: str

    @property
    def reply(self) -> str:
        return self.result.reply[:TEXT_LIMIT]

    @property
    def note(self) -> str:
        note = self.result.note
        return note if self.became is not None else f"{note} {LATE}".strip()

    def row(self, began: str, ended: str) -> tuple[Any, ...]:
        """In the order of ATTEMPT_COLUMNS, with its moments as this database takes them."""
        result = self.result
        return (
            result.delivery_id, result.claim_id, self.group_id, began, ended, result.outcome, result.stage,
            result.code, result.enhanced, self.reply, self.note, result.server, result.queue_id,
            self.became.state if self.became is not None else None, self.salt,
        )  # fmt: skip

    def evidence(self) -> Evidence:
        """As the digest covers it; the bytes only once they cannot become others any more."""
        result, became = self.result, self.became
        state = became.state if became is not None else None
        fixed = became.bytes_hash if became is not None and state in ENDED else None
        return (
            result.delivery_id, result.claim_id, self.group_id, *self.moments, result.outcome, result.stage,
            result.code, result.enhanced, commit(self.salt, self.reply, self.note), result.server,
            result.queue_id, state, fixed,
        )  # fmt: skip


def _announce(session: OfficeSession, results: Sequence[Result]) -> None:
    news = [
        (result.delivery_id, result.ended_at, result.state.value)
        for result in results
        if result.state in NEWSWORTHY
    ]
    insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), news)
