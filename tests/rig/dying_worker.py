"""A worker in a process of its own that kills itself at a named point, as `kill -9` would.

`python -m tests.rig.dying_worker DATABASE-URL PORT POINT [CONNECTIONS]`; the point `never` lets it live.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from mailer import recording
from mailer.audit import Actor
from mailer.clock import utc_now
from mailer.database import open_database
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from tests.rig.ledger import keyring


def die() -> None:
    """End at once, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run until idle, or until the point."""
    url, port, point = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    connections = int(sys.argv[4]) if len(sys.argv) > 4 else 2
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
        connections=connections,
    )
    asyncio.run(WorkerRun(room, until_idle=True, at_point=at_point).run())


if __name__ == "__main__":
    main()
