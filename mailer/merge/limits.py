"""Merging under limits: templates that nobody has approved run in a bounded child process."""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from mailer.errors import Unreachable
from mailer.merge.language import Escaping
from mailer.merge.refusals import MergeFailed, Problem, TemplateRefused
from mailer.merge.values import Values

MEMORY: Final = 256 * 1024 * 1024
SECONDS: Final = 2.0
START_SECONDS: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]
_CHUNK: Final = 65_536

_Asked: TypeAlias = tuple[bytes, Escaping, float, int]
"""The SHA-256 of a template's text, its escaping, and the limits of the merger: seconds, bytes."""
_KNOWN: Final[dict[_Asked, tuple[Problem, ...]]] = {}
"""What was found in templates."""
_REMEMBERED: Final = 1024


def _remember(asked: _Asked, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if len(_KNOWN) >= _REMEMBERED:
        _KNOWN.clear()
    _KNOWN[asked] = found
    return found


class LimitedMerger:
    """One long-lived child process; it is started when first needed and replaced when it dies.

    Each call may take `seconds` by the wall clock and `memory` bytes beyond what the child starts with. A
    call beyond them ends the child and is reported as a refusal; the next call gets a new child. Safe to
    share between threads, which then take turns. Use as a context manager, or `close` it.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one; a later call starts another."""
        with self._turn:
            self._drop()

    def problems(self, source: str, escaping: Escaping) -> tuple[Problem, ...]:
        """As `mailer.merge.problems`, trying to compile too; a template beyond the limits is a problem.

        What was found in a template is remembered for the next time, by all mergers of this process that have
        the same limits.
        """
        name = hashlib.sha256(source.encode(errors="surrogatepass")).digest()
        asked = (name, escaping, self._seconds, self._memory)
        if (known := _KNOWN.get(asked)) is not None:
            return known
        try:
            found = self._ask("problems", source, escaping, {})
        except TemplateRefused as refused:
            return refused.problems
        except MergeFailed as stopped:
            return (Problem(1, stopped.sentence),)  # perhaps the machine was busy: it is asked again
        return _remember(asked, tuple(Problem(line, message) for line, message in found))

    def missing(self, source: str, escaping: Escaping, values: Values) -> tuple[str, ...]:
        """As `Template.missing`. TemplateRefused or MergeFailed, also for a template beyond the limits."""
        return tuple(self._ask("missing", source, escaping, values))

    def merge(self, source: str, escaping: Escaping, values: Values) -> str:
        """As `Template.merge`. TemplateRefused or MergeFailed, also for a template beyond the limits."""
        return str(self._ask("merge", source, escaping, values))

    def _ask(self, verb: str, source: str, escaping: Escaping, values: Values) -> Any:
        try:
            request = {"verb": verb, "source": source, "escaping": escaping, "values": _as_lists(values)}
            line = json.dumps(request).encode("ascii") + b"\n"
        except (TypeError, ValueError) as error:
            raise MergeFailed("A value is neither a text nor a table of rows.") from error
        with self._turn:
            reply = self._exchange(line)
        if "refused" in reply:
            raise TemplateRefused(Problem(line, message) for line, message in reply["refused"])
        if "failed" in reply:
            sentence, field, at_line = reply["failed"]
            raise MergeFailed(sentence, field=field, line=at_line)
        return reply["done"]

    def _exchange(self, line: bytes) -> dict[str, Any]:
        used_before = self._child is not None
        child = self._child = self._child or _Child(self._memory, self._seconds)
        try:
            reply: dict[str, Any] = json.loads(child.exchange(line, self._seconds))
        except TimeoutError:
            self._drop()
            sentence = f"The template was stopped: it took longer than {self._seconds:g} seconds."
            raise MergeFailed(sentence) from None
        except EOFError:
            if used_before:
                # It may have died between the calls, which says nothing about this template.
                self._drop()
                return self._exchange(line)
            reply = {"memory": True}
        if "memory" in reply:
            self._drop()
            size = self._memory // (1024 * 1024)
            raise MergeFailed(f"The template was stopped: it needed more than {size} MiB of memory.")
        return reply

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Child:
    """The process and its two pipes. It gets none of this process's environment, which may hold secrets."""

    def __init__(self, memory: int, seconds: float) -> None:
        command = [sys.executable, "-s", "-X", "utf8", "-m", "mailer.merge.child", str(memory), str(seconds)]
        try:
            self.process = subprocess.Popen(  # noqa: S603 - this program's own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=_ROOT,
                env={},
                start_new_session=True,
            )
        except OSError as error:
            raise Unreachable("The process that checks templates cannot be started.") from error
        assert self.process.stdin
        assert self.process.stdout
        self.to, self.back = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.to, False)
        os.set_blocking(self.back, False)
        try:
            self.exchange(b"", START_SECONDS)
        except (TimeoutError, EOFError) as error:
            self.kill()
            raise Unreachable("The process that checks templates did not start.") from error

    def exchange(self, line: bytes, seconds: float) -> bytes:
        """Send a line, and the next that comes back; TimeoutError past the time, EOFError at a sudden end."""
        deadline = time.monotonic() + seconds
        unsent = memoryview(line)
        received: list[bytes] = []
        with selectors.DefaultSelector() as pipes:
            pipes.register(self.back, selectors.EVENT_READ)
            if unsent:
                pipes.register(self.to, selectors.EVENT_WRITE)
            while not received or not received[-1].endswith(b"\n"):
                ready = pipes.select(deadline - time.monotonic())
                if not ready and time.monotonic() >= deadline:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fd == self.back:
                        received.append(self._read())
                    else:
                        unsent = unsent[self._write(unsent) :]
                        if not unsent:
                            pipes.unregister(self.to)
        return b"".join(received)

    def kill(self) -> None:
        """End the process at once, and take leave of it properly."""
        self.process.kill()
        with self.process:
            pass

    def _read(self) -> bytes:
        chunk = os.read(self.back, _CHUNK)
        if not chunk:
            raise EOFError
        return chunk

    def _write(self, unsent: memoryview) -> int:
        try:
            return os.write(self.to, unsent[:_CHUNK])
        except BrokenPipeError:
            raise EOFError from None


def _as_lists(values: Values) -> dict[str, Any]:
    """The values in the shapes that JSON knows."""
    return {
        name: value if isinstance(value, str) else [dict(row) for row in value]
        for name, value in values.items()
    }
