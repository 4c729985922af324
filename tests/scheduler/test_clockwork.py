"""The clock: it ticks at once and from then on, and one failing campaign keeps no other waiting."""

from __future__ import annotations

import logging
import threading

import pytest

from mailer.clock import utc_now
from mailer.errors import Unreachable
from scheduler import clockwork
from scheduler.clockwork import start_clock
from scheduler.jobs import launch_campaign
from tests.scheduler.campaign_factory import World


def test_the_clock_ticks_at_once_and_from_then_on_one_call_at_a_time() -> None:
    ticked = threading.Semaphore(0)
    clock = start_clock(ticked.release, utc_now(), seconds=0.05)
    try:
        assert ticked.acquire(timeout=10)
        assert ticked.acquire(timeout=10)
        job = clock.get_job("tick")
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    finally:
        clock.shutdown()


def test_what_a_duty_raises_does_not_stop_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    calls = threading.Semaphore(0)

    def failing() -> None:
        calls.release()
        raise Unreachable("The database could not be used.")

    with caplog.at_level(logging.CRITICAL):
        clock = start_clock(failing, utc_now(), seconds=0.05)
        try:
            assert calls.acquire(timeout=10)
            assert calls.acquire(timeout=10)
        finally:
            clock.shutdown()


def test_a_campaign_that_fails_is_told_and_the_others_are_served(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.released(expression="category academia", expected=1)
    second = world.released(expression="category governments", expected=3)
    world.later(minutes=10)

    def faulty(*given: object, most: int) -> bool:
        if given[-1] == first:
            raise RuntimeError("a fault of the program")
        return launch_campaign(*given, most=most)  # type: ignore[arg-type]

    monkeypatch.setattr(clockwork, "launch_campaign", faulty)
    ticked = world.tick()
    assert ticked.launched == [second]
    assert ticked.worker_wanted
    assert ticked.troubles == [f"{first}: the program failed; the log tells how."]
