"""A worker in a process of its own that is told when to begin, and ends in order on SIGTERM.

`python -m tests.rig.draining_worker DATABASE-URL PORT LINES CLAIM-SIZE [stay]`; `stay` has it wait for more.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

from console.cli.worker import send
from mailer.audit import Actor
from mailer.clock import utc_now
from mailer.database import open_database
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from tests.rig.ledger import keyring


def start(url: str, port: int, *, lines: int, claim_size: int, stay: bool = False) -> subprocess.Popen[bytes]:
    """The process, ready to begin as soon as a line is written to it."""
    told = [url, str(port), str(lines), str(claim_size), *(["stay"] if stay else [])]
    command = [sys.executable, "-m", "tests.rig.draining_worker", *told]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def begin(*workers: subprocess.Popen[bytes]) -> None:
    """Let them all begin at once."""
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(b"begin\n")
        worker.stdin.flush()


def end(*workers: subprocess.Popen[bytes]) -> list[int]:
    """Wait for them; how many letters each one says it sent."""
    said = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return [int(output.split()[-1]) for output in said]


def main() -> None:
    """Drain, and print how many letters ended."""
    url, port, lines, claim_size, *stay = sys.argv[1:]
    room = PostRoom(
        database=open_database(url),
        keyring=keyring(),
        relay=Relay("127.0.0.1", int(port), Tls.OFF),
        by=Actor("machine", "machine", "tester"),
        clock=utc_now,
        connections=int(lines),
        claim_size=int(claim_size),
    )
    print("ready", flush=True)
    sys.stdin.readline()
    print(asyncio.run(send(room, until_idle=not stay)).ended.total(), flush=True)


if __name__ == "__main__":
    main()
