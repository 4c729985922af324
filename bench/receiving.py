"""The receiving server of a measure, in a process of its own: `smtp-sink` where installed, else our sink."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bench.stopwatch import ROOT

PATIENCE: Final = 10.0


@dataclass(frozen=True)
class Receiver:
    """A server that listens on this machine."""

    name: str
    port: int


def postfix_program(name: str) -> str | None:
    """The path of one of Postfix's test programs, which lie where only root's PATH leads; None if missing."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/lib/postfix/sbin")


@contextmanager
def receiving(*, own: bool = False) -> Iterator[Receiver]:
    """A receiver, ended when the block is left; `own` asks for this package's sink in any case."""
    program = None if own else postfix_program("smtp-sink")
    if program is None:
        command = [sys.executable, "-m", "bench.sink"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        found = Receiver("bench/sink.py (smtp-sink is not installed)", int(process.stdout.readline()))
    else:
        port = _free_port()
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = subprocess.Popen([program, *as_nobody, f"127.0.0.1:{port}", "1000"], text=True)
        found = Receiver("smtp-sink of Postfix", port)
    try:
        _await_listening(found.port, process)
        yield found
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_listening(port: int, process: subprocess.Popen[str]) -> None:
    """Return when the server accepts; RuntimeError if it ends or does not accept within ten seconds."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("The receiving server did not start.")
