"""Deeds done at once in processes of their own, as on two machines, or killed in the midst of one."""

from __future__ import annotations

import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Self

from mailer.database import Database


def run_apart(*deeds: Callable[[], object]) -> None:
    """Do each deed in a child process and wait for all; a deed may use nothing that was opened before."""
    ended = [child.wait() for child in [begin_apart(deed) for deed in deeds]]
    assert ended == [0] * len(deeds), f"the processes ended with {ended}"


@dataclass
class Apart:
    """A process of its own, until somebody waited for its end."""

    pid: int
    _ended: int | None = None
    _waiting: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> int:
        """Its exit code, or the signal that ended it, below nought; any thread may wait."""
        with self._waiting:
            if self._ended is None:
                self._ended = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._ended

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless its end was seen already."""
        if self._ended is None:
            os.kill(self.pid, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.send_signal(signal.SIGKILL)
        self.wait()


@dataclass
class Told:
    """A process that waits until it is told to begin, and has something to say at its end."""

    process: Apart
    _line: Connection

    def said(self) -> int:
        """Wait for its end; what it said."""
        said: int = self._line.recv()
        assert self.process.wait() == 0
        return said


def wait_apart(deed: Callable[[], int]) -> Told:
    """A child process that will do a deed; see `begin_all`."""
    here, there = Pipe()

    def waiting() -> None:
        there.send("ready")
        there.recv()
        there.send(deed())

    told = Told(begin_apart(waiting), here)
    there.close()
    return told


def begin_all(*processes: Told) -> None:
    """Let processes that wait begin at once, when all are ready."""
    for process in processes:
        assert process._line.recv() == "ready"
    for process in processes:
        process._line.send("begin")


def address_for_another(database: Database) -> str:
    """The address of a database for another process; nothing of it stays open in this one."""
    database.close()
    return database.engine.url.render_as_string(hide_password=False)


def begin_apart(deed: Callable[[], object]) -> Apart:
    """Begin a deed in a child process; it may use nothing that was opened before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of a fork beside threads
        child = os.fork()
    if child:
        return Apart(child)
    code = 1
    try:
        deed()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
