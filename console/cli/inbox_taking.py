"""The commands by which mail comes in: out of a mailbox, on standard input, over LMTP."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.values import FILE, HostAndPort
from console.printing import counted, print_json, say
from mailer.errors import Refused, Unreachable


@click.command("collect")
@click.option("--once", is_flag=True, help="Look once and end, instead of again and again.")
@json_option
@pass_desk
def collect(desk: Desk, once: bool, as_json: bool) -> None:
    r"""Fetch what lies in the office's mailbox, store it, read it.

    The mailbox is an IMAP folder or a Maildir, named under [inbox] in office.toml. A message is moved or
    deleted there, if that is wanted at all, only when it is stored here. `mailer serve` does all this by
    itself. With --json it looks once.

    \b
    Example:
      $ mailer inbox collect --once
    """
    from mailer.heads import refuse_to_act

    if desk.lag is not None:
        refuse_to_act(desk.lag)
    if once or as_json:
        _collect_once(desk, as_json=as_json)
        return
    seconds = desk.office.settings.inbox.poll_seconds
    say(f"Looking into the mailbox every {seconds} s. Ctrl-C ends it.")
    while True:
        try:
            _collect_once(desk, as_json=False, quietly=True)
        except Unreachable as error:
            say(str(error), err=True)
        time.sleep(seconds)


def _collect_once(desk: Desk, *, as_json: bool, quietly: bool = False) -> None:
    from console.collecting import collect_inbox, read_inbox, what_was_read
    from mailer.clock import utc_now

    now = utc_now()
    done = collect_inbox(desk.office, now)
    states = read_inbox(desk.office, now)
    if as_json:
        read = {state.value: count for state, count in sorted(states.items())}
        print_json({"new": done.new, "known": done.known, "missed": done.missed, "read": read})
        return
    if done.new or not quietly:
        say(f"{counted(done.new, 'new message')}, {done.known:,} known already.")
    if done.missed:
        say(f"{counted(done.missed, 'message')} could not be fetched; the next look tries again.", err=True)
    if states:
        say(f"{what_was_read(states)}.")


@click.command("take")
@click.argument("file", metavar="FILE", type=FILE)
@pass_desk
def take(desk: Desk, file: Path) -> None:
    r"""Take one raw message, as it came, from a file or (`-`) from standard input.

    For mail servers that pipe mail into a program. Exit code 0 says that it is stored; after any other one
    the server has to keep it and to try again.

    \b
    Example:
      $ mailer inbox take notice.eml
    """
    from console.collecting import keep_message, read_inbox, what_was_read
    from mailer.heads import refuse_to_act
    from mailer.inbox.keeping import LARGEST

    if desk.lag is not None:
        refuse_to_act(desk.lag)
    if str(file) == "-":
        raw, name = sys.stdin.buffer.read(LARGEST + 1), "standard input"
    else:
        with file.open("rb") as opened:
            raw, name = opened.read(LARGEST + 1), f"file {file.name}"
    if not raw.strip():
        raise Refused(f"There is no message in {name}: it is empty. Nothing was stored.")
    new = keep_message(desk.office, desk.now, raw, name)
    say("Stored." if new else "It was stored before.")
    if states := read_inbox(desk.office, desk.now):
        say(f"{what_was_read(states)}.")


@click.command("serve-lmtp")
@click.option(
    "--listen",
    default="127.0.0.1:2424",
    show_default=True,
    type=HostAndPort(least=0),
    help="Where to listen; port 0 is a free one.",
)
@pass_desk
def serve_lmtp(desk: Desk, listen: tuple[str, int]) -> None:
    r"""Take mail from a mail server on this machine over LMTP, until it is told to stop.

    Each message is answered for when it is stored, and not before. It listens without TLS and asks nobody
    who they are: let only the mail server reach it. In Postfix, virtual_transport = lmtp:inet:127.0.0.1:2424
    hands it the mail; `mailer serve` reads what it stored.

    \b
    Example:
      $ mailer inbox serve-lmtp
    """
    from mailer.heads import refuse_to_act

    if desk.lag is not None:
        refuse_to_act(desk.lag)
    asyncio.run(_serve_lmtp(desk, *listen))
    say("Ended in order.")


async def _serve_lmtp(desk: Desk, host: str, port: int) -> None:
    from console.collecting import keep_message
    from mailer.clock import utc_now
    from mailer.inbox.lmtp import lmtp_server

    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with lmtp_server(lambda raw: keep_message(desk.office, utc_now(), raw, "lmtp"), host, port) as at:
        say(f"Taking mail over LMTP at {host}:{at}. Ctrl-C ends it.")
        await ended.wait()
