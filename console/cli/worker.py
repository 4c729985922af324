"""`mailer worker`: send what is due."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.printing import print_json, say

if TYPE_CHECKING:
    from mailer.post_room import PostRoom
    from mailer.worker import Progress


@click.command()
@click.option("--once", is_flag=True, help="End when nothing is due, instead of waiting for more.")
@json_option
@pass_desk
def command(desk: Desk, once: bool, as_json: bool) -> None:
    r"""Send what is due: claim, hand over, record; over a few lines at once.

    Several workers, on several machines, may run on one PostgreSQL database. On SIGTERM or Ctrl-C a worker
    claims nothing more, ends the dialogues under way within 30 seconds, and gives the rest back.

    \b
    Example:
      $ mailer worker --once
    """
    from console.bootstrap import post_room
    from mailer.clock import utc_now

    done = asyncio.run(send(post_room(desk.office, desk.machine(), utc_now), until_idle=once))
    if as_json:
        counts = {state.value: count for state, count in sorted(done.ended.items())}
        print_json({"ended": counts, "trouble": done.trouble, "halted": done.halted})
    elif done.ended or not done.halted:
        say(outcome(done))
    if done.halted:
        say(f"Stopped: {done.halted} What was not sent waits.", err=True)
        raise click.exceptions.Exit(3)


def outcome(done: Progress) -> str:
    """What a run did, by the states that its copies are in now: "sent" is said of none that was put off."""
    listed = ", ".join(f"{count:,} {state}" for state, count in sorted(done.ended.items()))
    return f"Done: {listed or 'nothing was due'}."


async def send(room: PostRoom, *, until_idle: bool) -> Progress:
    """Run a worker until it is idle, or told to stop by a signal."""
    from mailer.worker import WorkerRun

    told = [""]

    def tell(progress: Progress) -> None:
        """Say once what keeps the letters, and once that it is over."""
        if progress.trouble != told[0]:
            told[0] = progress.trouble
            say(f"{told[0]} What is due waits." if told[0] else "The way out is open again.", err=True)

    run = WorkerRun(room, until_idle=until_idle, on_progress=tell)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, run.stop)
    try:
        return await run.run()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
