"""Ctrl-C in the middle of work that is done step by step: the step under way is ended first."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

BROKEN_OFF: Final = 130
"""What a shell calls the end of a command by Ctrl-C."""


@contextmanager
def between_steps() -> Iterator[Callable[[], None]]:
    """Yields what to call after each step: it raises KeyboardInterrupt if Ctrl-C was pressed meanwhile.

    So no transaction is broken off in the middle. Who presses twice is not kept waiting.
    """
    pressed = False

    def press(_number: int, _frame: Any) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)

    def look() -> None:
        if pressed:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, press)
    try:
        yield look
    finally:
        signal.signal(signal.SIGINT, before)
