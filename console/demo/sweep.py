"""One look at the clock and one run of the worker, as `mailer serve` does them, at the demo's own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.bootstrap import Office, post_room
from console.demo.stage import Stage
from console.duties import tick
from mailer.staff import machine
from mailer.worker import Progress, WorkerRun


def sweep(stage: Stage, office: Office, update: Callable[[int], None] = lambda _: None) -> list[str]:
    """A tick, the worker until it is idle, and another tick; what the clock did, in lines."""
    lines = look_and_send(stage, office, update)
    return [*lines, *tick(office, stage.clock)]


def look_and_send(stage: Stage, office: Office, update: Callable[[int], None] = lambda _: None) -> list[str]:
    """A tick, and the worker until it is idle; what the clock did, in lines. `update` is told of each end."""
    told = 0

    def tell_ended(progress: Progress) -> None:
        nonlocal told
        ended = sum(count for state, count in progress.ended.items() if state.ended)
        update(ended - told)
        told = ended

    lines = list(tick(office, stage.clock))
    room = post_room(office, machine("demo"), stage.clock)
    asyncio.run(WorkerRun(room, until_idle=True, on_progress=tell_ended).run())
    return lines
