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
        facts = {"waiting": done.waiting, "trouble": done.trouble, "halted": done.halted, "held": done.held}
        print_json({"ended": counts, **facts})
    elif done.ended or not done.halted:
        say(outcome(done))
    end_with(done, once=once)


def outcome(done: Progress) -> str:
    """What a run did, by the states that its copies are in now: "sent" is said of none that was put off."""
    nothing = "nothing was sent" if done.waiting or done.held else "nothing was due"
    listed = ", ".join(f"{count:,} {state}" for state, count in sorted(done.ended.items()))
    told = [f"Done: {listed or nothing}."]
    if done.waiting and not done.halted:
        why = f": {done.trouble.rstrip('.')}" if done.trouble else ""
        told.append(f"{done.waiting:,} {'waits' if done.waiting == 1 else 'wait'}{why}.")
    if "uncertain" in done.ended:
        told.append(
            "Nobody knows whether what is uncertain has arrived: `mailer campaigns uncertain list CAMPAIGN`."
        )
    return " ".join(told)


def end_with(done: Progress, *, once: bool) -> None:
    """Exit 3 where the worker gave up; exit 1 where a run that was to send all had to hold something."""
    if done.halted:
        say(f"Stopped: {done.halted} What was not sent waits.", err=True)
        raise click.exceptions.Exit(3)
    if done.held and once:
        raise click.exceptions.Exit(1)


async def send(room: PostRoom, *, until_idle: bool) -> Progress:
    """Run a worker until it is idle, or told to stop by a signal."""
    from mailer.sparing import seldom_collecting
    from mailer.worker import WorkerRun

    told, held = [""], dict[str, str]()

    def tell(progress: Progress) -> None:
        """Say once what keeps the letters, once that it is over, and once what is held."""
        for label, why in progress.held.items() - held.items():
            held[label] = why
            say(f"“{label}” is held. {why}", err=True)
        if progress.trouble != told[0]:
            told[0] = progress.trouble
            say(f"{told[0]} What is due waits." if told[0] else "The way out is open again.", err=True)

    run = WorkerRun(room, until_idle=until_idle, on_progress=tell)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, run.stop)
    try:
        with seldom_collecting():
            return await run.run()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
