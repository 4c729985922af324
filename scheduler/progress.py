"""How far long work has come, for whoever shows a bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """So much is done, of so much."""

    done: int
    total: int

    @property
    def full(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


OnProgress = Callable[[Progress], None]
