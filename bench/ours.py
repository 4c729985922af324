"""Our worker, one process with the product's default settings, sending what waits in an office's outbox.

`python -m bench.ours DATABASE-URL PORT LETTERS [CONNECTIONS]` prints one JSON object: the seconds it took.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.office import KEYRING, MEASURER
from bench.stopwatch import Stopwatch
from mailer.clock import utc_now
from mailer.database import open_database
from mailer.post_room import PostRoom
from mailer.settings import HEADS, RelaySettings
from mailer.sparing import seldom_collecting
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun


def main() -> None:
    """Send until idle, and say how long that took from signing on to signing off."""
    url, port, letters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    usual = RelaySettings()
    with TemporaryDirectory(prefix="bench-heads-") as folder:
        room = PostRoom(
            database=open_database(url, heads=Path(folder) / HEADS),
            keyring=KEYRING,
            relay=Relay("127.0.0.1", port, Tls.OFF, letters_per_connection=usual.letters_per_connection),
            by=MEASURER,
            clock=utc_now,
            connections=int(sys.argv[4]) if len(sys.argv) > 4 else usual.connections,
        )
        watch = Stopwatch()
        with seldom_collecting():  # as `mailer worker` does
            done = asyncio.run(WorkerRun(room, until_idle=True).run())
        if done.ended.total() != letters:
            raise SystemExit(f"{done.ended.total()} letters ended, not {letters}: {done.halted}")
        watch.print_reading(letters)


if __name__ == "__main__":
    main()
