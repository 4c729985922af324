"""Whose turn it is, and a whole run beside a server that is very slow for some (F29)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailer.claims import Claimed
from mailer.database import Database
from mailer.dispatch import DeliveryState, Policy
from mailer.in_hand import Job
from mailer.turns import ENOUGH, Turns
from mailer.wire import Relay, Tls
from mailer.worker import Progress, WorkerRun
from tests.rig.post_office import PATIENT, PostOffice
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Act, Step, drip, hang

S = DeliveryState
LINES = 4


def jobs(domain: str, count: int, first: int = 1) -> list[Job]:
    at = datetime(2027, 3, 1, tzinfo=UTC)
    return [
        Job(
            7,
            Claimed(
                first + number, 1, 1, "s", f"p@{domain}", f"p@{domain}", domain, "", "{}", None, None, 0,
                None, None, at, "ka", None, Policy.AT_MOST_ONCE,
            ),
        )
        for number in range(count)
    ]  # fmt: skip


def drain(turns: Turns, now: float = 0.0) -> list[str]:
    """The domains of all that may go now, each begun."""
    taken = []
    while (job := turns.take(now)) is not None:
        turns.begin(job, now)
        taken.append(job.claimed.domain)
    return taken


def test_a_domain_of_which_nothing_is_known_leaves_lines_to_others() -> None:
    turns = Turns(LINES)
    turns.add(jobs("slow.example", 5) + jobs("one.example", 1, first=10))
    assert drain(turns) == ["slow.example", "slow.example", "one.example"]
    assert len(turns) == 0
    assert len(turns.rest()) == 3


def test_a_domain_that_proves_quick_has_all_the_lines_it_can_use_in_order() -> None:
    turns, listed = Turns(LINES), jobs("one.example", 6)
    turns.add(listed)
    first = turns.take(0.0)
    assert first is listed[0]
    turns.begin(first, 0.0)
    assert turns.take(0.0) is listed[1]
    assert turns.take(0.0) is None
    turns.done(first, 1.0)
    assert [turns.take(1.0) for _ in range(4)] == listed[2:]


def test_a_domain_turns_slow_by_what_is_out_and_by_what_has_ended_and_back_again() -> None:
    turns, listed = Turns(LINES, slow=10.0), jobs("one.example", 8)
    turns.add(listed)
    for job in listed[:1]:
        turns.take(0.0)
        turns.begin(job, 0.0)
        turns.done(job, 1.0)
    for job in listed[1:3]:
        assert turns.take(1.0) is job
        turns.begin(job, 1.0)
    assert turns.take(11.5) is None, "what is out takes too long"
    turns.done(listed[1], 12.0)
    assert turns.take(12.0) is listed[3], "one has ended, and one may go in its place"
    assert turns.take(12.0) is None
    turns.done(listed[2], 12.1)
    assert turns.take(12.1) is listed[4]
    turns.begin(listed[4], 12.1)
    turns.done(listed[4], 12.2)
    assert [turns.take(12.2) for _ in range(3)] == listed[5:8], "one was quick, while others are out"


def test_a_job_that_never_came_on_a_line_says_nothing_of_its_domain() -> None:
    turns, listed = Turns(LINES), jobs("one.example", 4)
    turns.add(listed)
    for job in listed[:2]:
        assert turns.take(0.0) is job
    assert turns.take(0.0) is None
    turns.done(listed[0], 99.0)
    assert turns.take(99.0) is listed[2]
    assert turns.take(99.0) is None


def test_nothing_more_is_claimed_for_a_domain_of_which_enough_wait() -> None:
    turns = Turns(LINES)
    turns.add(jobs("slow.example", ENOUGH + 2) + jobs("one.example", 1, first=1_000))
    drain(turns)
    assert turns.crowded() == {"slow.example"}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


SLOW_REPLIES = {
    "rcpt": (Step.RCPT, drip("250 2.1.5 well, let me think about that", 1.0), S.DEFERRED),
    "dot": (Step.DOT, replace(drip("250 2.0.0 taken in the end", 1.0), keep=True), S.UNCERTAIN),
}
OTHERS = 30


@pytest.mark.parametrize(("step", "act", "becomes"), SLOW_REPLIES.values(), ids=SLOW_REPLIES)
def test_f29_a_server_that_is_slow_for_some_holds_no_line_for_ever_and_others_go_on(
    database: Database, server: ScriptedServer, step: Step, act: Act, becomes: DeliveryState
) -> None:
    """A byte a second for ten minutes, scaled down: the stage's deadline ends each such letter."""
    office = PostOffice(database, server)
    slow = [f"p{number}@slow.example" for number in range(LINES)]  # as many as there are lines
    for address in slow:
        server.play((step, address), act)
    late = office.enqueue_to(*slow, *[f"q{number}@one.example" for number in range(OTHERS)])
    other = office.enqueue(OTHERS)
    sent_by_then: list[int] = []

    def watch(progress: Progress) -> None:
        if progress.ended[becomes] and not sent_by_then:
            sent_by_then.append(progress.ended[S.SENT])

    relay = Relay("127.0.0.1", server.port, Tls.OFF, deadlines=replace(PATIENT, rcpt=0.6, dot=0.6))
    office.run(relay=relay, connections=LINES, on_progress=watch)
    assert office.counts(late) == {becomes: len(slow), S.SENT: OTHERS}
    assert office.counts(other) == {S.SENT: OTHERS}
    assert sent_by_then[0] > LINES, "the other lines went on while the slow ones were held"


def test_f29_a_domain_that_never_answers_does_not_fill_the_worker_with_its_letters(
    database: Database, server: ScriptedServer
) -> None:
    """A campaign that comes later finds free lines, and is claimed past the many that wait."""
    office = PostOffice(database, server)
    silent = [f"p{number}@slow.example" for number in range(3 * ENOUGH)]
    for address in silent:
        server.play((Step.RCPT, address), hang())
    late, other = office.enqueue_to(*silent), list[int]()
    run = list[WorkerRun]()

    def come_later(point: str) -> None:
        if point == "connected" and not other:
            other.append(office.enqueue(OTHERS))

    def stop(progress: Progress) -> None:
        if progress.ended[S.SENT] == OTHERS:
            run[0].stop()

    relay = Relay("127.0.0.1", server.port, Tls.OFF, deadlines=replace(PATIENT, rcpt=1.0))
    room = office.room(relay=relay, connections=LINES, claim_size=ENOUGH)
    run.append(WorkerRun(room, until_idle=False, on_progress=stop, at_point=come_later))
    asyncio.run(run[0].run())
    assert office.counts(other[0]) == {S.SENT: OTHERS}
    assert set(office.counts(late)) == {S.DEFERRED, S.QUEUED}
