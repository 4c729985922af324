"""Marks and outcomes: the gate before the dot, evidence kept, late writes refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mailer.audit import Actor, AuditEntry
from mailer.claims import ClaimBatch, claim_due
from mailer.database import Database, OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState, tally
from mailer.errors import Refused
from mailer.lapses import lapse_dead
from mailer.ledger import verify_ledger
from mailer.limits import Limits
from mailer.outbox import hold_dispatch
from mailer.recording import LATE, Mark, Result, mark_started, record_results
from mailer.settling import list_uncertain, settle
from mailer.vouching import verify_vouched
from tests.rig.ledger import HERE, MACHINE, anybody, dispatch_to, worker_id

HASH, OTHER = "ab" * 32, "cd" * 32


def claim(session: OfficeSession, now: datetime) -> ClaimBatch:
    batch = claim_due(session, now, MACHINE, worker_id(session, now), 100, Limits(), why_not=anybody)
    assert batch is not None
    return batch


def result(batch: ClaimBatch, place: int, state: DeliveryState, now: datetime) -> Result:
    return Result(
        delivery_id=batch.deliveries[place].id, claim_id=batch.claim_id, state=state, reason="", due_at=now,
        began_at=now, ended_at=now, outcome="accepted", stage="dot", code=250, enhanced="2.0.0", reply="ok",
    )  # fmt: skip


def test_the_gate_opens_once_for_the_bytes_that_were_fixed(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_to(session, now, clerk, "a@one.example")
    batch = claim(session, now)
    delivery_id = batch.deliveries[0].id
    assert mark_started(session, now, [Mark(delivery_id, batch.claim_id, HASH)]) == {delivery_id}
    assert mark_started(session, now, [Mark(delivery_id, batch.claim_id, OTHER)]) == set()
    row = session.get_one(Delivery, delivery_id, populate_existing=True)
    assert (row.bytes_hash, row.started_at) == (HASH, now)


def test_f49_the_gate_stays_shut_while_the_dispatch_is_held(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example")
    batch = claim(session, now)
    hold_dispatch(session, now, dispatch_id, clerk, "stop")
    assert mark_started(session, now, [Mark(batch.deliveries[0].id, batch.claim_id, HASH)]) == set()


def test_f42_a_late_write_is_refused_and_kept_as_evidence(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_to(session, now, clerk, "a@one.example")
    batch = claim(session, now)
    mark_started(session, now, [Mark(batch.deliveries[0].id, batch.claim_id, HASH)])
    lapse_dead(session, now, clerk, HERE, lambda pid, birth: False)
    assert record_results(session, now, clerk, [result(batch, 0, DeliveryState.SENT, now)]) == set()
    assert session.scalars(select(Delivery.state)).one() is DeliveryState.UNCERTAIN
    assert session.scalars(select(DeliveryAttempt.note)).one() == LATE
    assert not mark_started(session, now, [Mark(batch.deliveries[0].id, batch.claim_id, HASH)])


def test_a_group_is_recorded_with_states_tallies_news_and_one_audit_entry(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        dispatch_id = dispatch_to(session, now, clerk, *[f"{letter}@one.example" for letter in "abcd"])
        batch = claim(session, now)
    ended = [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DEFERRED, DeliveryState.UNCERTAIN]
    with database.writing() as session:
        results = [result(batch, place, state, now) for place, state in enumerate(ended)]
        results[2] = results[2]._replace(due_at=now + timedelta(minutes=5))
        assert len(record_results(session, now, clerk, results)) == 4
    with database.reading() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert [row.state for row in rows] == ended
        assert [row.attempts for row in rows] == [1] * 4
        assert rows[2].due_at == now + timedelta(minutes=5)
        assert [row.ended_at for row in rows] == [now, now, None, now]
        assert all(tally(session, dispatch_id)[state] == 1 for state in ended)
        assert set(session.scalars(select(DeliveryNews.what))) == {ended[1], ended[3]}
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "deliveries.record")).one()
        assert entry.facts["counts"] == dict.fromkeys(ended, 1)
        assert verify_vouched(session, {}) is None
        assert verify_ledger(session, {}) is None


@pytest.mark.parametrize("deed", ["UPDATE delivery_attempt SET code = 550", "DELETE FROM delivery_attempt"])
def test_a38_an_attempt_is_never_changed(database: Database, now: datetime, clerk: Actor, deed: str) -> None:
    with database.writing() as session:
        dispatch_to(session, now, clerk, "a@one.example")
        record_results(session, now, clerk, [result(claim(session, now), 0, DeliveryState.SENT, now)])
    with pytest.raises(DBAPIError, match="never changed"), database.writing() as session:
        session.execute(text(deed))


def test_an_uncertain_delivery_is_listed_and_settled_by_a_person(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@one.example")
    batch = claim(session, now)
    record_results(
        session, now, clerk, [result(batch, place, DeliveryState.UNCERTAIN, now) for place in (0, 1)]
    )
    session.expire_all()
    total, page = list_uncertain(session, [dispatch_id], limit=1)
    assert (total, [row.address for row in page]) == (2, ["a@one.example"])
    with pytest.raises(Refused, match="evidence"):
        settle(session, now, clerk, page, DeliveryState.SENT, " ")
    with pytest.raises(Refused, match="not as queued"):
        settle(session, now, clerk, page, DeliveryState.QUEUED, "again")
    assert settle(session, now, clerk, page, DeliveryState.SENT, "the mission has it") == 1
    assert list_uncertain(session, [dispatch_id])[0] == 1
    assert tally(session, dispatch_id)[DeliveryState.SENT] == 1
    with pytest.raises(Refused, match="cannot become"):
        settle(session, now, clerk, page, DeliveryState.FAILED, "no, it has not")
