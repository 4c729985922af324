"""A worker that is told to stop: what is under way at its bound, what it says of it, and of what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from mailer.database import Database
from mailer.delivery import Claim, Worker
from mailer.dispatch import DeliveryState
from mailer.standstill import latest_trouble
from mailer.wire import Relay, Tls
from mailer.worker import Progress, WorkerRun
from tests.rig.post_office import PostOffice, at
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Step, hang

S = DeliveryState
BOUND = 0.2
"""Seconds; the deadlines of the dialogue are a hundred times as long."""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


@pytest.fixture
def office(database: Database, server: ScriptedServer) -> PostOffice:
    return PostOffice(database, server)


def stopped_at(office: PostOffice, point: str, **changes: Any) -> Progress:
    """A run that is told to stop when its first letter has come to a point."""
    run: list[WorkerRun] = []
    room = office.room(stop_seconds=BOUND, connections=1, **changes)
    run.append(WorkerRun(room, until_idle=False, at_point=at(point, 1, lambda: run[0].stop())))
    return asyncio.run(run[0].run())


def assert_nothing_is_held(office: PostOffice) -> None:
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).where(Claim.ended_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Worker.ended_at.is_(None))) == 0


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
def test_a_dialogue_before_its_dot_at_the_bound_leaves_its_letter_waiting(
    office: PostOffice, step: Step
) -> None:
    office.server.play(step, hang())
    dispatch_id = office.enqueue(3)
    done = stopped_at(office, "connected")
    assert office.account(dispatch_id) == {S.QUEUED: 3}
    assert (done.ended, done.waiting) == ({}, 3)
    assert_nothing_is_held(office)


def test_a_dialogue_after_its_dot_at_the_bound_leaves_its_letter_uncertain(office: PostOffice) -> None:
    office.server.play(Step.DOT, hang(keep=True))
    dispatch_id = office.enqueue(3)
    done = stopped_at(office, "marked")
    assert office.account(dispatch_id) == {S.QUEUED: 2, S.UNCERTAIN: 1}
    assert (done.ended, done.waiting) == ({S.UNCERTAIN: 1}, 2)
    assert_nothing_is_held(office)


def test_a_relay_out_of_reach_is_written_down_until_a_letter_is_offered_again(office: PostOffice) -> None:
    dispatch_id = office.enqueue(3)
    run: list[WorkerRun] = []
    nowhere = Relay("127.0.0.1", 1, Tls.OFF)
    run.append(WorkerRun(office.room(relay=nowhere), until_idle=False, on_progress=lambda _: run[0].stop()))
    done = asyncio.run(run[0].run())
    assert (done.ended, done.waiting) == ({}, 3)
    with office.database.reading() as session:
        noted = latest_trouble(session)
        assert noted is not None
        assert noted.trouble == done.trouble
        assert "127.0.0.1, port 1, cannot be reached" in noted.trouble
    office.send()
    assert office.account(dispatch_id) == {S.SENT: 3}
    with office.database.reading() as session:
        assert latest_trouble(session) is None
