"""Marks and outcomes of sending, written in groups: the gate before the final dot, the record after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import exists, select

from mailer.audit import Actor, record
from mailer.clock import iso
from mailer.commitment import commit, fresh_salts
from mailer.database import OfficeSession, ask, insert_rows
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState, count_moves
from mailer.evidence import ATTEMPTS, GROUP, Evidence, digest_of_group, new_group

TEXT_LIMIT: Final = 1024
LATE: Final = "This came after the claim had lapsed; the delivery was left as it stood."
NEWSWORTHY: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})
ATTEMPT_COLUMNS: Final = (
    "delivery_id", "claim_id", "group_id", "began_at", "ended_at", "outcome", "stage", "code", "enhanced",
    "reply", "note", "server", "queue_id", "became", "salt",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """What is about to go out: the delivery, under which claim, and the SHA-256 of its bytes."""

    delivery_id: int
    claim_id: int
    bytes_hash: str


@dataclass(frozen=True)
class Result:
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


_STILL_OURS: Final = "delivery.id = v.id AND delivery.claim_id = v.claim AND delivery.state = 'sending'"
_ROWS: Final = {
    "sqlite": (
        "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS claim,"
        " json_extract(value, '$[2]') AS what, json_extract(value, '$[3]') AS reason,"
        " json_extract(value, '$[4]') AS due_at, json_extract(value, '$[5]') AS ended_at,"
        " json_extract(value, '$[6]') AS began, json_extract(value, '$[7]') AS tried"
        " FROM json_each(:rows)) AS v"
    ),
    "postgresql": (
        "(SELECT (value->>0)::bigint AS id, (value->>1)::bigint AS claim, value->>2 AS what,"
        " value->>3 AS reason, (value->>4)::timestamptz AS due_at, (value->>5)::timestamptz AS ended_at,"
        " (value->>6)::timestamptz AS began, (value->>7)::timestamptz AS tried"
        " FROM json_array_elements(CAST(:rows AS json)) AS t(value)) AS v"
    ),
}
"""How each database reads a group of rows from one JSON text: a single round trip whatever their number."""

_NO_MORE: Final = (
    "v.what = 'deferred' AND EXISTS (SELECT 1 FROM dispatch WHERE dispatch.id = delivery.dispatch_id"
    " AND dispatch.state = 'closed')"
)
"""Whether there will be no other attempt: the dispatch was closed while this one was under way."""

MARK: Final = {
    dialect: (
        f"UPDATE delivery SET started_at = {now}, bytes_hash = coalesce(bytes_hash, v.what) FROM {rows}"
        f" WHERE {_STILL_OURS} AND (bytes_hash IS NULL OR bytes_hash = v.what) AND EXISTS (SELECT 1"
        " FROM dispatch WHERE dispatch.id = delivery.dispatch_id AND dispatch.state = 'open')"
        " RETURNING delivery.id"
    )
    for (dialect, rows), now in zip(_ROWS.items(), (":now", "CAST(:now AS timestamptz)"), strict=True)
}
CONCLUDE: Final = {
    dialect: (
        f"UPDATE delivery SET state = CASE WHEN {_NO_MORE} THEN 'cancelled' ELSE v.what END,"
        f" ended_at = CASE WHEN {_NO_MORE} THEN v.tried ELSE v.ended_at END,"
        " reason = v.reason, due_at = v.due_at, first_tried_at = coalesce(first_tried_at, v.began),"
        " tried_at = v.tried, attempts = attempts + 1, claim_id = NULL, started_at = NULL"
        f" FROM {rows} WHERE {_STILL_OURS} RETURNING delivery.id, delivery.dispatch_id, delivery.state,"
        " delivery.bytes_hash"
    )
    for dialect, rows in _ROWS.items()
}


def mark_started(session: OfficeSession, now: datetime, marks: Sequence[Mark]) -> set[int]:
    """Write *data started* for a group; the ids of those that may go on to the final dot.

    Refused are those whose claim lapsed, whose dispatch is no longer open, or whose bytes are not the
    ones fixed at an earlier attempt. Commit before any of the dots goes out.
    """
    rows = json.dumps([(mark.delivery_id, mark.claim_id, mark.bytes_hash) for mark in marks])
    dialect = session.get_bind().dialect.name
    found = ask(session, MARK[dialect], {"now": _stored(iso(now), dialect), "rows": rows})
    return {delivery_id for (delivery_id,) in found}


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
    timed = [_Timed(result, iso(result.began_at), iso(result.ended_at)) for result in results]
    became = _conclude(session, timed)
    group_id = new_group() if group_id is None else group_id
    digest = _keep(session, timed, group_id, became)
    changes, counts = Counter[tuple[int, str]](), Counter[str]()
    for one in became.values():
        changes[one.dispatch_id, DeliveryState.SENDING] -= 1
        changes[one.dispatch_id, one.state] += 1
        counts[one.state] += 1
    count_moves(session, changes)
    _announce(session, [result for result in results if result.delivery_id in became])
    facts = {"counts": dict(counts), "attempts": len(results), "digest": digest}
    record(session, now, by, ATTEMPTS, f"{GROUP}{group_id}", facts)
    return set(became)


class _Timed(NamedTuple):
    """A result with its moments as canonical text, which is needed several times."""

    result: Result
    began: str
    ended: str


class _Became(NamedTuple):
    """What the database says became of a delivery with an attempt."""

    dispatch_id: int
    state: DeliveryState
    bytes_hash: str | None


def _conclude(session: OfficeSession, timed: Sequence[_Timed]) -> dict[int, _Became]:
    """Put the deliveries that are still ours into their states; those alone, by id."""
    dialect = session.get_bind().dialect.name
    rows = json.dumps([_conclusion(*one, dialect) for one in timed])
    return {
        delivery_id: _Became(dispatch_id, DeliveryState(state), bytes_hash)
        for delivery_id, dispatch_id, state, bytes_hash in ask(session, CONCLUDE[dialect], {"rows": rows})
    }


def _keep(
    session: OfficeSession, timed: Sequence[_Timed], group_id: int, became: Mapping[int, _Became]
) -> str:
    """Write the attempts of a group; their digest."""
    dialect = session.get_bind().dialect.name
    stored, vouched = [], []
    for (result, began, ended), salt in zip(timed, fresh_salts(len(timed)), strict=True):
        concluded = became.get(result.delivery_id)
        row = _attempt(result, group_id, concluded.state if concluded else None, salt)
        stored.append((*row[:3], _stored(began, dialect), _stored(ended, dialect), *row[3:]))
        vouched.append(_as_evidence(row, began, ended, concluded))
    insert_rows(session, DeliveryAttempt, ATTEMPT_COLUMNS, stored, guarded=True)
    return digest_of_group(vouched)


def _conclusion(result: Result, began: str, ended: str, dialect: str) -> tuple[Any, ...]:
    began, ended = _stored(began, dialect), _stored(ended, dialect)
    due_at = ended if result.due_at is result.ended_at else _stored(iso(result.due_at), dialect)
    kept = ended if result.state.ended else None
    return (result.delivery_id, result.claim_id, result.state, result.reason, due_at, kept, began, ended)


def _attempt(result: Result, group_id: int, became: DeliveryState | None, salt: str) -> tuple[Any, ...]:
    """One attempt in the order of ATTEMPT_COLUMNS, without its moments."""
    note = result.note if became is not None else f"{result.note} {LATE}".strip()
    return (
        result.delivery_id, result.claim_id, group_id, result.outcome, result.stage, result.code,
        result.enhanced, result.reply[:TEXT_LIMIT], note, result.server, result.queue_id,
        became.value if became is not None else None, salt,
    )  # fmt: skip


def _as_evidence(row: tuple[Any, ...], began: str, ended: str, became: _Became | None) -> Evidence:
    """The same as the digest covers it; the bytes only once they cannot become others any more."""
    *known, reply, note, server, queue_id, state, salt = row
    fixed = became.bytes_hash if became is not None and became.state.ended else None
    return (*known[:3], began, ended, *known[3:], commit(salt, reply, note), server, queue_id, state, fixed)


def _announce(session: OfficeSession, results: Sequence[Result]) -> None:
    news = [
        (result.delivery_id, result.ended_at, result.state.value)
        for result in results
        if result.state in NEWSWORTHY
    ]
    insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), news)


def _stored(moment: str, dialect: str) -> str:
    """A moment in canonical text as the column of this database takes it."""
    return f"{moment[:10]} {moment[11:26]}" if dialect == "sqlite" else moment
