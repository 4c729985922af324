"""A deed that is killed on its way, as `kill -9` would, in a process of its own."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable


def die(*_: object) -> None:
    """End at once, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def assert_killed(deed: Callable[[], object]) -> None:
    """Do a deed in a child process, which has to end by `die`; it may use nothing that was opened before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of a fork beside threads
        child = os.fork()
    if child == 0:
        try:
            deed()
        finally:
            os._exit(1)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended), "the deed ended before it reached the point"
