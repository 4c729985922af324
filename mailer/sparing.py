"""Spares the collector of cycles: what a program has loaded is not walked again while it works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

OFTEN: Final = (20_000, 20, 50)
"""New objects until the young are walked, and how many such walks until the older ones are.

CPython's 700 suit a program that makes cycles; a letter makes none.
"""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Leave what there is now out of every collection, and collect more seldom, until the end of the block.

    It holds for the whole process. What was set before is set again at the end.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*OFTEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
