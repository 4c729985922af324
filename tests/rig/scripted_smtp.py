"""An SMTP server that misbehaves exactly as its script says, and records what it was given.

In a test with a loop of its own: `async with ScriptedServer(script) as server`. For one without:
`with in_thread(script) as server`. As a process:
`python -m tests.rig.scripted_smtp --script FILE --journal FILE`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.rig.certificates import server_context
from tests.rig.smtp_dialogue import Dialogue, Received
from tests.rig.smtp_script import Act, Acts, Key, Script, Step, read_script


@dataclass(frozen=True)
class Heard:
    """One command line, and the connection it came on (counted from 1)."""

    connection: int
    line: bytes


class ScriptedServer:
    """Everything public may be asked from any thread; starting and stopping belongs to one loop."""

    def __init__(self, script: Script | None = None, *, port: int = 0, journal: Path | None = None) -> None:
        self.script = script or Script()
        self.port = port
        self._journal = journal
        self._changed = threading.Condition()
        self._acts: dict[Key, Act | deque[Act]] = {}
        self._letters: list[Received] = []
        self._unfinished: list[bytes] = []
        self._heard: list[Heard] = []
        self._connections = 0
        self._tasks: set[asyncio.Task[None]] = set()
        for key, acts in self.script.acts.items():
            self.play(key, acts)

    @property
    def letters(self) -> tuple[Received, ...]:
        """The letters that were taken, in order."""
        with self._changed:
            return tuple(self._letters)

    @property
    def unfinished(self) -> tuple[bytes, ...]:
        """What came of letters whose final dot never came."""
        with self._changed:
            return tuple(self._unfinished)

    @property
    def heard(self) -> tuple[Heard, ...]:
        """All command lines, in order."""
        with self._changed:
            return tuple(self._heard)

    @property
    def connections(self) -> int:
        """Connections made so far."""
        with self._changed:
            return self._connections

    def commands(self, verb: str) -> list[bytes]:
        """The command lines that start with this verb."""
        return [heard.line for heard in self.heard if heard.line.upper().startswith(verb.encode())]

    def play(self, key: Key, acts: Acts) -> None:
        """From now on this is done at the step."""
        with self._changed:
            self._acts[key] = acts if isinstance(acts, Act) else deque(acts)

    def wait_for(self, letters: int, seconds: float = 10) -> tuple[Received, ...]:
        """Block until so many letters were taken; TimeoutError if they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._letters) >= letters, seconds):
                raise TimeoutError(f"{len(self._letters)} letters came, not {letters}")
            return tuple(self._letters)

    def wait_for_unfinished(self, letters: int, seconds: float = 10) -> None:
        """Block until so many letters ended without their dot; TimeoutError if they do not."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._unfinished) >= letters, seconds):
                raise TimeoutError(f"{len(self._unfinished)} letters were cut, not {letters}")

    # What follows is used by the dialogues.

    def act(self, step: Step, recipient: str) -> Act:
        """What to do now; acts for once are used up by this."""
        with self._changed:
            for key in ((step, recipient), step):
                found = self._acts.get(key)
                if isinstance(found, Act):
                    return found
                if found:
                    return found.popleft()
        return Act()

    def note(self, connection: int, line: bytes) -> None:
        """A command line has come."""
        with self._changed:
            self._heard.append(Heard(connection, line))

    def take(self, letter: Received) -> None:
        """A letter is taken; in the journal before the client hears of it."""
        with self._changed:
            self._letters.append(letter)
            if self._journal:
                with self._journal.open("a", encoding="utf-8") as journal:
                    journal.write(json.dumps(letter.as_json()) + "\n")
            self._changed.notify_all()

    def leave(self, octets: bytes) -> None:
        """A letter has ended without its dot."""
        with self._changed:
            self._unfinished.append(octets)
            self._changed.notify_all()

    async def __aenter__(self) -> Self:
        script = self.script
        context = server_context(script.certificate, old=script.old_tls) if script.implicit else None
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, ssl=context)
        listening = self._server.sockets[0]
        # What a client has written is soon not only in a buffer of ours: tests cut lines in mid letter.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 128 * 1024)
        self.port = listening.getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._changed:
            self._connections += 1
            number = self._connections
        task = asyncio.current_task()
        assert task is not None
        full = 0 < self.script.lines <= len(self._tasks)
        self._tasks.add(task)
        try:
            if full:
                writer.write(b"421 4.7.0 too many connections\r\n")
                await writer.drain()
                return
            await Dialogue(self, reader, writer, number).run()
        except asyncio.CancelledError:
            pass  # the server is closing; asyncio would report the cancelled callback as a failure
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


@contextlib.contextmanager
def in_thread(script: Script | None = None) -> Iterator[ScriptedServer]:
    """The server on a loop in a thread of its own, for tests that have none or block theirs."""
    server = ScriptedServer(script)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    closing = asyncio.Event()

    async def serve() -> None:
        async with server:
            ready.set()
            await closing.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, name="scripted-smtp", daemon=True)
    thread.start()
    assert ready.wait(10), "the scripted server does not start"
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(closing.set)
        thread.join(10)


def main() -> None:
    """Serve until killed; the first line of output is the port."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", type=Path)
    parser.add_argument("--journal", type=Path, help="one line of JSON for each letter taken")
    told = parser.parse_args()

    async def serve() -> None:
        script = read_script(told.script) if told.script else Script()
        async with ScriptedServer(script, port=told.port, journal=told.journal) as server:
            print(server.port, flush=True)
            await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())


if __name__ == "__main__":
    main()
