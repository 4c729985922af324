"""A deed that is killed on its way, as `kill -9` would, in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from tests.rig.apart import begin_apart


def die(*_: object) -> None:
    """End at once, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def assert_killed(deed: Callable[[], object]) -> None:
    """Do a deed in a child process, which has to end by `die`; it may use nothing that was opened before."""
    assert begin_apart(deed).wait() == -signal.SIGKILL, "the deed ended before it reached the point"
