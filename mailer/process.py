"""Which process this is on which machine since which start, so that a dead one is told from a slow one."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from mailer.claims import Process


def this_process() -> Process:
    """The present process, as the worker's entry names it."""
    return Process(socket.gethostname(), _boot(), os.getpid(), _birth(os.getpid()))


def is_alive(pid: int, birth: str) -> bool:
    """Whether the process of that number, started at that time, still runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, under another user
    return _birth(pid) == birth


def _boot() -> str:
    """What the kernel calls the present run of the machine; empty where it does not say."""
    return _read(Path("/proc/sys/kernel/random/boot_id"))


def _birth(pid: int) -> str:
    """When the kernel started a process, in ticks since boot; empty where it does not say."""
    _, _, rest = _read(Path(f"/proc/{pid}/stat")).rpartition(")")
    fields = rest.split()
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
