"""The rows of deliveries under way: marked and concluded by the group, as each database does it fastest.

SQLite has one writer at a time: it is asked which rows are still ours, then told row by row, since nothing
travels there. PostgreSQL does both at once, with the rows of a group as one JSON text. Moments are text as
columns take it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from mailer.database import OfficeSession, ask, on_sqlite, run_many

Started: TypeAlias = tuple[int, int, str]
"""A delivery, the claim by which we hold it, and the SHA-256 of the bytes that are about to go out."""


class Conclusion(NamedTuple):
    """What becomes of a delivery that we hold by a claim."""

    delivery_id: int
    claim_id: int
    state: str
    reason: str
    due_at: str
    began_at: str
    tried_at: str


class Became(NamedTuple):
    """What became of a delivery: its state now, and the SHA-256 of its bytes if they were ever fixed."""

    dispatch_id: int
    state: str
    bytes_hash: str | None


LOOK: Final = (
    "SELECT delivery.id, delivery.claim_id, delivery.bytes_hash, dispatch.id, dispatch.state FROM delivery"
    " JOIN dispatch ON dispatch.id = delivery.dispatch_id"
    " WHERE delivery.id IN (SELECT value FROM json_each(:ids)) AND delivery.state = 'sending'"
)
MARK_GRANTED: Final = "UPDATE delivery SET started_at = ?, bytes_hash = ? WHERE id = ?"
CONCLUDE_OURS: Final = (
    "UPDATE delivery SET state = ?, reason = ?, due_at = ?, ended_at = ?, tried_at = ?,"
    " first_tried_at = coalesce(first_tried_at, ?), attempts = attempts + 1, claim_id = NULL,"
    " started_at = NULL WHERE id = ?"
)

_OURS: Final = "delivery.id = v.id AND delivery.claim_id = v.claim AND delivery.state = 'sending'"
_DISPATCH_IS: Final = "EXISTS (SELECT 1 FROM dispatch WHERE id = delivery.dispatch_id AND dispatch.state = "
_NO_MORE: Final = f"v.state = 'deferred' AND {_DISPATCH_IS} 'closed')"
MARK_ALL: Final = (
    "UPDATE delivery SET started_at = CAST(:now AS timestamptz), bytes_hash = coalesce(bytes_hash, v.hash)"
    " FROM (SELECT (value->>0)::bigint AS id, (value->>1)::bigint AS claim, value->>2 AS hash"
    " FROM json_array_elements(CAST(:rows AS json)) AS t(value)) AS v"
    f" WHERE {_OURS} AND (bytes_hash IS NULL OR bytes_hash = v.hash) AND {_DISPATCH_IS} 'open')"
    " RETURNING delivery.id"
)
CONCLUDE_ALL: Final = (
    f"UPDATE delivery SET state = CASE WHEN {_NO_MORE} THEN 'cancelled' ELSE v.state END,"
    f" ended_at = CASE WHEN v.state <> 'deferred' OR {_NO_MORE} THEN v.tried_at END,"
    " reason = v.reason, due_at = v.due_at, first_tried_at = coalesce(first_tried_at, v.began_at),"
    " tried_at = v.tried_at, attempts = attempts + 1, claim_id = NULL, started_at = NULL"
    " FROM (SELECT (value->>0)::bigint AS id, (value->>1)::bigint AS claim, value->>2 AS state,"
    " value->>3 AS reason, (value->>4)::timestamptz AS due_at, (value->>5)::timestamptz AS began_at,"
    " (value->>6)::timestamptz AS tried_at FROM json_array_elements(CAST(:rows AS json)) AS t(value)) AS v"
    f" WHERE {_OURS} RETURNING delivery.id, delivery.dispatch_id, delivery.state, delivery.bytes_hash"
)


def mark_rows(session: OfficeSession, now: str, marks: Sequence[Started]) -> set[int]:
    """Write *data started*; the ids of those that may go on.

    They are ours still, of a dispatch that is open, and of the bytes that went out before if any did.
    """
    if not on_sqlite(session):
        marked = ask(session, MARK_ALL, {"now": now, "rows": json.dumps(marks)})
        return {delivery_id for (delivery_id,) in marked}
    stands = _look(session, [delivery_id for delivery_id, _, _ in marks])
    granted = [mark for mark in marks if _may_start(mark, stands.get(mark[0]))]
    rows = [(now, bytes_hash, delivery_id) for delivery_id, _, bytes_hash in granted]
    run_many(session, MARK_GRANTED, rows)
    return {delivery_id for delivery_id, _, _ in granted}


def conclude_rows(session: OfficeSession, conclusions: Sequence[Conclusion]) -> dict[int, Became]:
    """Conclude those that are ours still, each by its id.

    What would be tried again is cancelled where its dispatch was closed meanwhile.
    """
    if not on_sqlite(session):
        concluded = ask(session, CONCLUDE_ALL, {"rows": json.dumps(conclusions)})
        return {delivery_id: Became(*became) for delivery_id, *became in concluded}
    rows, became = [], dict[int, Became]()
    stands = _look(session, [conclusion.delivery_id for conclusion in conclusions])
    for delivery_id, claim_id, becomes, reason, due_at, began_at, tried_at in conclusions:
        row = stands.get(delivery_id)
        if row is not None and row.claim_id == claim_id:
            no_more = becomes == "deferred" and row.dispatch_state == "closed"
            state = "cancelled" if no_more else becomes
            ended_at = None if state == "deferred" else tried_at
            rows.append((state, reason, due_at, ended_at, tried_at, began_at, delivery_id))
            became[delivery_id] = Became(row.dispatch_id, state, row.bytes_hash)
    run_many(session, CONCLUDE_OURS, rows)
    return became


class _Row(NamedTuple):
    """A delivery that is being sent, as it stands before the group is written."""

    delivery_id: int
    claim_id: int
    bytes_hash: str | None
    dispatch_id: int
    dispatch_state: str


def _look(session: OfficeSession, ids: Sequence[int]) -> dict[int, _Row]:
    return {row[0]: _Row(*row) for row in ask(session, LOOK, {"ids": json.dumps(ids)})}


def _may_start(mark: Started, row: _Row | None) -> bool:
    _, claim_id, bytes_hash = mark
    if row is None or row.claim_id != claim_id or row.dispatch_state != "open":
        return False
    return row.bytes_hash is None or row.bytes_hash == bytes_hash
