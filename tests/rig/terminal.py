"""A window of a terminal: runs a program in one, and keeps all that it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Sequence

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
WIDE = 200


def watch(command: Sequence[str], columns: int = WIDE) -> tuple[int, str]:
    """Run a program in a terminal of so many columns, to its end; its exit code, and what was written.

    Colours are taken out; what a progress bar wrote over stands on lines of its own.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "MAILER_OFFICE")}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=kept) as process:
        os.close(theirs)
        written = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    text = _ESCAPE.sub("", written.decode("utf-8", errors="replace"))
    return process.returncode, text.replace("\r\n", "\n").replace("\r", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # how Linux tells that nobody holds the other end any more
        return b""
