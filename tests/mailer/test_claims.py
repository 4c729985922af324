"""Claims: fair, limited, fenced; and what comes back from workers that died."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from mailer.audit import Actor
from mailer.claims import ClaimBatch, Process, claim_due, renew
from mailer.database import Database, OfficeSession
from mailer.delivery import Claim, Delivery, DeliveryNews
from mailer.dispatch import DeliveryState, MailKind, Policy, tally
from mailer.lapses import lapse_dead, release
from mailer.limits import Limits
from mailer.outbox import close_dispatch, hold_dispatch
from mailer.recording import Mark, mark_started
from mailer.suppression import suppress
from tests.rig.ledger import HERE, MACHINE, anybody, dispatch_to, worker_id

HASH = "ab" * 32
NO_LIMITS = Limits()


def claim(session: OfficeSession, now: datetime, limit: int = 100, limits: Limits = NO_LIMITS) -> ClaimBatch:
    batch = claim_due(session, now, MACHINE, worker_id(session, now), limit, limits, why_not=anybody)
    assert batch is not None
    return batch


def states(session: OfficeSession) -> dict[str, DeliveryState]:
    session.expire_all()
    return {row.address.partition("@")[0]: row.state for row in session.scalars(select(Delivery))}


def test_a_claim_takes_what_is_due_once(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@one.example", "c@one.example")
    first = claim(session, now, limit=2)
    second = claim(session, now)
    assert [row.address for row in first.deliveries] == ["a@one.example", "b@one.example"]
    assert [row.address for row in second.deliveries] == ["c@one.example"]
    assert claim_due(session, now, MACHINE, worker_id(session, now), 9, NO_LIMITS, why_not=anybody) is None
    assert tally(session, dispatch_id)[DeliveryState.SENDING] == 3
    assert first.deliveries[0].dated_at == now


def test_nothing_is_claimed_from_what_is_held(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example")
    hold_dispatch(session, now, dispatch_id, clerk, "a question came up")
    assert claim_due(session, now, MACHINE, worker_id(session, now), 9, NO_LIMITS, why_not=anybody) is None


def test_f29_dispatches_share_a_claim_alike_and_priority_goes_first(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    one = dispatch_to(session, now, clerk, *[f"a{n}@one.example" for n in range(6)])
    two = dispatch_to(session, now, clerk, *[f"b{n}@two.example" for n in range(2)])
    batch = claim(session, now, limit=4)
    assert sorted(row.dispatch_id for row in batch.deliveries) == [one, one, two, two]
    urgent = dispatch_to(session, now, clerk, "c@three.example", priority=5)
    assert claim(session, now, limit=1).deliveries[0].dispatch_id == urgent


def test_f48_a_suppression_made_meanwhile_is_seen_at_the_claim(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@one.example")
    suppress(session, now, clerk, address_key="a@one.example", scope="all", reason="asked by telephone")
    assert [row.address for row in claim(session, now).deliveries] == ["b@one.example"]
    assert tally(session, dispatch_id)[DeliveryState.SUPPRESSED] == 1
    row = session.scalars(select(Delivery).where(Delivery.address_key == "a@one.example")).one()
    assert row.reason == "asked by telephone"


def test_official_mail_ignores_an_opt_out_and_voluntary_mail_does_not(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    suppress(session, now, clerk, address_key="a@one.example", scope="voluntary", reason="opted out")
    dispatch_to(session, now, clerk, "a@one.example", kind=MailKind.VOLUNTARY)
    assert claim(session, now).deliveries == ()
    dispatch_to(session, now, clerk, "a@one.example", kind=MailKind.OFFICIAL)
    assert len(claim(session, now).deliveries) == 1


def test_a_domain_limit_puts_the_rest_off_and_others_go_on(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_to(session, now, clerk, *[f"a{n}@slow.example" for n in range(5)], "z@fast.example")
    limits = Limits(domains={"slow.example": 2.0})
    batch = claim(session, now, limits=limits)
    assert [row.domain for row in batch.deliveries] == ["slow.example", "slow.example", "fast.example"]
    assert claim_due(session, now, MACHINE, worker_id(session, now), 9, limits, why_not=anybody) is None
    later = claim(session, now + timedelta(seconds=1), limits=limits)
    assert len(later.deliveries) == 2


def test_the_overall_limit_is_shared_by_all_processes(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        dispatch_to(session, now, clerk, *[f"a{n}@one.example" for n in range(30)])
    taken = []
    for second in (0, 0, 1, 1):
        with database.writing() as session:
            moment = now + timedelta(seconds=second)
            batch = claim_due(
                session, moment, MACHINE, worker_id(session, now), 8, Limits(overall=10), why_not=anybody
            )
            taken.append(len(batch.deliveries) if batch else 0)
    assert taken == [8, 2, 8, 2]


def test_released_deliveries_wait_again_or_end_with_their_dispatch(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@one.example")
    batch = claim(session, now)
    first, second = [row.id for row in batch.deliveries]
    assert release(session, now, batch.claim_id, [first]) == 1
    close_dispatch(session, now, dispatch_id, clerk, "cancelled")
    assert release(session, now, batch.claim_id, [second]) == 1
    assert states(session) == {"a": DeliveryState.QUEUED, "b": DeliveryState.CANCELLED}
    assert release(session, now, batch.claim_id, [first, second]) == 0


@pytest.mark.parametrize(
    ("policy", "marked"),
    [(Policy.AT_MOST_ONCE, DeliveryState.UNCERTAIN), (Policy.AT_LEAST_ONCE, DeliveryState.QUEUED)],
)
def test_what_a_dead_worker_held_lapses_by_its_mark_and_policy(
    session: OfficeSession, now: datetime, clerk: Actor, policy: Policy, marked: DeliveryState
) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@one.example", policy=policy)
    batch = claim(session, now)
    mark_started(session, now, [Mark(batch.deliveries[0].id, batch.claim_id, HASH)])
    lapse_dead(session, now, clerk, HERE, lambda pid, birth: False)
    assert states(session) == {"a": marked, "b": DeliveryState.QUEUED}
    counts = tally(session, dispatch_id)
    assert counts[DeliveryState.SENDING] == 0
    assert sum(counts.values()) == 2
    news = session.scalars(select(DeliveryNews.what)).all()
    assert news == ([DeliveryState.UNCERTAIN] if marked is DeliveryState.UNCERTAIN else [])


def test_a_worker_that_lives_keeps_its_claim(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_to(session, now, clerk, "a@one.example")
    claim(session, now)
    assert not lapse_dead(session, now, clerk, HERE, lambda pid, birth: True).total()
    assert states(session) == {"a": DeliveryState.SENDING}


def test_f36_a_lease_runs_by_the_database_clock_and_can_be_renewed(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_to(session, now, clerk, "a@one.example")
    batch = claim(session, now)
    far = now + timedelta(days=1)
    assert not lapse_dead(session, far, clerk, HERE, lambda pid, birth: True).total()
    session.execute(text("UPDATE claim SET expires_at = '2000-01-01 00:00:00.000000'"))
    renew(session, [batch.claim_id])
    assert not lapse_dead(session, now, clerk, HERE, lambda pid, birth: True).total()
    session.execute(text("UPDATE claim SET expires_at = '2000-01-01 00:00:00.000000'"))
    session.expire_all()
    assert lapse_dead(session, now, clerk, HERE, lambda pid, birth: True).total() == 1
    assert session.scalars(select(Claim)).one().ended_at is not None


def test_after_a_fall_of_the_machine_all_that_was_held_is_uncertain_mark_or_no_mark(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    dispatch_to(session, now, clerk, "a@one.example", "b@one.example")
    claim(session, now)
    restarted = Process(HERE.host, "boot-2", 1, "1")
    lapse_dead(session, now, clerk, restarted, lambda pid, birth: True)
    assert set(states(session).values()) == {DeliveryState.UNCERTAIN}
