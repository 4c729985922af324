"""A worker in a process of its own that kills itself at a named point, as `kill -9` would."""

from __future__ import annotations

import asyncio

from mailer import recording
from mailer.audit import Actor
from mailer.clock import utc_now
from mailer.database import Database, open_database
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from tests.rig.apart import Apart, address_for_another, begin_apart
from tests.rig.dying import die
from tests.rig.ledger import keyring


def start(database: Database, port: int, point: str, lines: int = 2) -> Apart:
    """The worker; it runs until idle, or until the point, which may be `never`."""
    url = address_for_another(database)
    return begin_apart(lambda: _run(url, port, point, lines))


def _run(url: str, port: int, point: str, lines: int) -> None:
    if point == "auditing":
        # Between the attempts and their audit entry, in one transaction (F13).
        vars(recording)["record"] = lambda *_args, **_named: die()

    def at_point(name: str) -> None:
        if name == point:
            die()

    room = PostRoom(
        database=open_database(url),
        keyring=keyring(),
        relay=Relay("127.0.0.1", port, Tls.OFF),
        by=Actor("machine", "machine", "tester"),
        clock=utc_now,
        connections=lines,
    )
    asyncio.run(WorkerRun(room, until_idle=True, at_point=at_point).run())
