"""Deeds done at the same time in processes of their own, as on two machines."""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable


def run_apart(*deeds: Callable[[], object]) -> None:
    """Do each deed in a child process and wait for all; a deed may use nothing that was opened before."""
    children = [_begin(deed) for deed in deeds]
    ended = [os.waitpid(child, 0)[1] for child in children]
    assert ended == [0] * len(deeds), f"the processes ended with {ended}"


def _begin(deed: Callable[[], object]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of a fork beside threads
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        deed()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
