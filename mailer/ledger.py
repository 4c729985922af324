"""Whether the ledger agrees with itself: deliveries with their attempts and events, tallies with rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, select

from mailer.audit import AuditEntry
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession, ask
from mailer.delivery import Delivery
from mailer.dispatch import Dispatch, DispatchState, DispatchTally
from mailer.erasure import UNTOLD, Erased

AT_ONCE: Final = 20_000
"""Deliveries that are looked at with one query."""

_EVIDENCE: Final = """
    FROM delivery d
    JOIN dispatch x ON x.id = d.dispatch_id
    LEFT JOIN delivery_attempt a ON a.id = (
        SELECT max(t.id) FROM delivery_attempt t WHERE t.delivery_id = d.id AND t.became IS NOT NULL)
    LEFT JOIN delivery_event e ON e.id = (SELECT max(t.id) FROM delivery_event t WHERE t.delivery_id = d.id)
"""
"""A delivery with the last attempt that changed it, and the last event, which comes after all attempts."""
_WAITING: Final = "OR (d.state = 'cancelled' AND x.state = 'closed')"
"""What waited when its dispatch was closed has been cancelled, at once with all others."""
_STATE: Final = f"""CASE
    WHEN e.id IS NOT NULL THEN d.state = e.became
    WHEN a.id IS NULL THEN d.state IN ('queued', 'sending') {_WAITING}
    WHEN a.became = 'deferred' THEN d.state IN ('deferred', 'sending') {_WAITING}
    ELSE d.state = a.became END"""
_TRIES: Final = """(
    (SELECT count(*) FROM delivery_attempt t WHERE t.delivery_id = d.id AND t.became IS NOT NULL)
    + (SELECT count(*) FROM delivery_event t WHERE t.delivery_id = d.id AND t.was = 'sending'))"""
"""How often it was tried: by attempts that were recorded, and by one that a worker did not live to record."""
_MOMENTS: Final = """(
    CASE WHEN a.id IS NULL THEN d.tried_at IS NULL ELSE d.tried_at = a.ended_at END
    AND CASE
        WHEN e.id IS NOT NULL THEN d.ended_at = e.at AND (d.reason = e.why)
        WHEN d.state IN ('queued', 'sending', 'deferred') THEN d.ended_at IS NULL
        WHEN a.id IS NULL OR a.became = 'deferred' THEN d.ended_at IS NOT NULL
        ELSE d.ended_at = a.ended_at END)"""
_CONTRADICTED: Final = f"""
    SELECT d.id, d.state, e.became, a.became, CASE WHEN {_STATE} THEN 1 ELSE 0 END, d.attempts, {_TRIES}
    {_EVIDENCE}
    WHERE d.id > :after AND d.id <= :upto
        AND CASE WHEN ({_STATE}) AND d.attempts = {_TRIES} AND {_MOMENTS} THEN 0 ELSE 1 END = 1
    ORDER BY d.id LIMIT 1
"""
_BLANK: Final = (
    "SELECT id FROM delivery WHERE id > :after AND id <= :upto AND erased_at IS NOT NULL ORDER BY id"
)


def verify_ledger(
    session: OfficeSession,
    erased: Erased,
    *,
    dispatch_id: int | None = None,
    on_step: Callable[[int], None] = lambda _: None,
) -> Contradiction | None:
    """The first delivery, tally or dispatch that is not what attempts, events and the chain say; or None.

    The attempts and events themselves are to be verified before (`mailer.vouching`). Of one dispatch alone,
    if it is named. Memory is flat; so many deliveries at a time are looked at by one query.
    """
    return (
        _contradicted_delivery(session, erased, dispatch_id, on_step)
        or _wrong_tally(session, dispatch_id)
        or _wrong_dispatch(session, dispatch_id)
    )


def _contradicted_delivery(
    session: OfficeSession, erased: Erased, dispatch_id: int | None, on_step: Callable[[int], None]
) -> Contradiction | None:
    statement, given = _CONTRADICTED, {}
    told = erased.get(Delivery.__tablename__, frozenset())
    bounds = select(func.min(Delivery.id), func.max(Delivery.id))
    if dispatch_id is not None:
        bounds = bounds.where(Delivery.dispatch_id == dispatch_id)
        statement = statement.replace("WHERE d.id >", "WHERE d.dispatch_id = :dispatch AND d.id >", 1)
        given = {"dispatch": dispatch_id}
    first, last = session.execute(bounds).one()
    for after in range((first or 1) - 1, last or 0, AT_ONCE):
        upto = min(after + AT_ONCE, last)
        found = ask(session, statement, {"after": after, "upto": upto, **given})
        if found:
            return _in_words(*found[0])
        for (number,) in ask(session, _BLANK, {"after": after, "upto": upto}):
            if number not in told:
                return Contradiction(f"Message {number}", f"it {UNTOLD}")
        on_step(upto - after)
    return None


def _in_words(
    number: int, state: str, event: str | None, attempt: str | None, fits: int, counted: int, tries: int
) -> Contradiction:
    last = f"its last event says {event}" if event else f"its last attempt left it {attempt}"
    if not event and not attempt:
        last = "nothing was ever attempted"
    if not fits:
        return Contradiction(f"Message {number}", f"it stands as {state}, and {last}")
    if counted != tries:
        return Contradiction(f"Message {number}", f"it counts {counted} attempts, and {tries} are recorded")
    return Contradiction(f"Message {number}", f"its moments or its reason are others than its record: {last}")


def _wrong_tally(session: OfficeSession, dispatch_id: int | None) -> Contradiction | None:
    counted = select(Delivery.dispatch_id, Delivery.state, func.count()).group_by(
        Delivery.dispatch_id, Delivery.state
    )
    tallied = select(DispatchTally.dispatch_id, DispatchTally.state, DispatchTally.count)
    if dispatch_id is not None:
        counted = counted.where(Delivery.dispatch_id == dispatch_id)
        tallied = tallied.where(DispatchTally.dispatch_id == dispatch_id)
    rows = {(number, state): count for number, state, count in session.execute(counted)}
    tallies = {(number, state): count for number, state, count in session.execute(tallied)}
    for key in sorted(rows.keys() | tallies.keys()):
        found, told = rows.get(key, 0), tallies.get(key, 0)
        if found != told:
            return Contradiction(
                f"Dispatch {key[0]}", f"its tally has {told:,} deliveries {key[1]}, and {found:,} stand so"
            )
    return None


def _wrong_dispatch(session: OfficeSession, dispatch_id: int | None) -> Contradiction | None:
    """A dispatch that is open, held or closed otherwise than its last audit entry says."""
    deeds = {f"dispatch.{state}": state for state in DispatchState}
    told: dict[str, Any] = {}
    for number, subject, deed in session.execute(
        select(AuditEntry.number, AuditEntry.subject, AuditEntry.deed)
        .where(AuditEntry.deed.in_(deeds))
        .order_by(AuditEntry.number)
    ):
        told[subject] = (deeds[deed], number)
    dispatches = select(Dispatch.id, Dispatch.state).order_by(Dispatch.id)
    if dispatch_id is not None:
        dispatches = dispatches.where(Dispatch.id == dispatch_id)
    for number, state in session.execute(dispatches):
        last, entry = told.get(f"dispatch:{number}", (DispatchState.HELD, None))
        if state is not last:
            return Contradiction(f"Dispatch {number}", f"it is {state}, and the record left it {last}", entry)
    return None
