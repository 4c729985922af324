"""`mailer serve`: keep the clock, look into the inbox, and keep a worker process that sends."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.values import Number
from console.printing import say
from mailer.errors import MailerError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GIVE_UP_SECONDS = 40
"""How long the worker process may take to end what is under way."""
REST_SECONDS = 5.0
"""How long a worker that ended is left alone before another one is started; twice as long each time."""
LONGEST_REST = 600.0
"""The longest such rest: a wrong password is tried six times an hour, and locks no account."""


@click.command()
@click.option("--once", is_flag=True, help="Look at the clock once, send what is due, then end.")
@click.option(
    "--every",
    default=15,
    show_default=True,
    type=Number(1, 3600),
    help="Seconds between two looks at the clock.",
)
@pass_desk
def command(desk: Desk, once: bool, every: int) -> None:
    r"""Keep the clock: launch what is due, finish what is done; collect what comes back; and send.

    Letters leave from a worker process of its own; the mailbox is looked into every `inbox.poll_seconds`.

    The clock holds no state: a restart loses nothing, a second one does no harm. A letter that should have
    left more than an hour ago (grace_minutes) does not leave by surprise: it is paused as missed, and asks.
    On SIGTERM or Ctrl-C the worker ends its dialogues first.

    \b
    Example:
      $ mailer serve --once
    """
    _refuse_behind(desk)
    if once:
        _once(desk)
        return
    from mailer.clock import utc_now
    from scheduler.clockwork import start_clock

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    say(f"Keeping the clock of {desk.office.settings.office.name}, every {every} s. Ctrl-C ends it.")
    ticking = start_clock(lambda: _tell(_tick(desk, stopping)), utc_now(), seconds=every)
    looking = start_clock(
        lambda: _tell(_look(desk)), utc_now(), seconds=desk.office.settings.inbox.poll_seconds
    )
    try:
        _supervise(desk, stopping)
    finally:
        looking.shutdown(wait=True)
        ticking.shutdown(wait=True)
    say("Ended in order.")


def _refuse_behind(desk: Desk) -> None:
    """Say once, and not at each tick, that the records are not what they were (F53)."""
    from mailer.heads import refuse_to_act

    with contextlib.suppress(Unreachable):  # a database that is away is waited for
        refuse_to_act(desk.lag)


def _once(desk: Desk) -> None:
    import asyncio

    from console.bootstrap import post_room
    from console.cli.worker import end_with, outcome, send
    from mailer.clock import utc_now

    unread = _look(desk)
    never = threading.Event()
    trouble = _tick(desk, never)
    done = asyncio.run(send(post_room(desk.office, desk.machine(), utc_now), until_idle=True))
    trouble = _tick(desk, never) or trouble or unread
    if done.ended or not (done.halted or trouble):
        say(outcome(done))
    if trouble is not None:
        raise trouble
    end_with(done, once=True)


def _tick(desk: Desk, stopping: threading.Event) -> MailerError | None:
    """One tick, each duty said in a line; what kept it from its work, such as a database that is away.

    One that has documents to set is followed by others at once, unless the program is stopping.
    """
    from console.duties import tick
    from mailer.clock import utc_now

    return _said(lambda: tick(desk.office, utc_now, lambda: not stopping.is_set()))


def _look(desk: Desk) -> MailerError | None:
    """One look into the inbox, on a clock of its own: a mailbox that does not answer holds nobody up."""
    from console.duties import look_into_inbox
    from mailer.clock import utc_now

    return _said(lambda: look_into_inbox(desk.office, utc_now()))


def _said(duty: Callable[[], Iterable[str]]) -> MailerError | None:
    try:
        for line in duty():
            say(line)
    except MailerError as error:
        return error
    return None


def _tell(trouble: MailerError | None) -> None:
    """Trouble of one of many ticks is said, and the next one tries again."""
    if trouble is not None:
        say(str(trouble), err=True)


def _supervise(desk: Desk, stopping: threading.Event) -> None:
    """Keep one worker process running until told to stop."""
    command = [sys.executable, "-m", "console", "--office", str(desk.folder), "worker"]
    rest = REST_SECONDS
    while not stopping.is_set():
        worker, began = subprocess.Popen(command), time.monotonic()  # noqa: S603  our own module
        while worker.poll() is None and not stopping.wait(0.5):
            pass
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(GIVE_UP_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
        elif not stopping.is_set():
            rest = REST_SECONDS if time.monotonic() - began > LONGEST_REST else min(LONGEST_REST, rest * 2)
            say(f"The worker ended (exit {worker.returncode}); another one starts in {rest:.0f} s.", err=True)
            stopping.wait(rest)
