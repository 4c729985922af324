"""A worker in a process of its own that is told when to begin, and ends in order on SIGTERM."""

from __future__ import annotations

import asyncio

from console.cli.worker import send
from mailer.clock import utc_now
from mailer.database import open_database
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from tests.rig.apart import Told, wait_apart
from tests.rig.ledger import MACHINE, keyring


def start(url: str, port: int, *, lines: int, claim_size: int, stay: bool = False) -> Told:
    """The process, which will say how many letters ended; `stay` has it wait for more."""
    return wait_apart(lambda: _drain(url, port, lines, claim_size, stay))


def _drain(url: str, port: int, lines: int, claim_size: int, stay: bool) -> int:
    room = PostRoom(
        database=open_database(url),
        keyring=keyring(),
        relay=Relay("127.0.0.1", port, Tls.OFF),
        by=MACHINE,
        clock=utc_now,
        connections=lines,
        claim_size=claim_size,
    )
    return asyncio.run(send(room, until_idle=not stay)).ended.total()
