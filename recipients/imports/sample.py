"""The first few of many things, and how many there are in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

SHOWN: Final = 50
"""How many of each sort a report shows."""

T = TypeVar("T")


@dataclass
class Sample(Generic[T]):
    """Counts all that is added and keeps the first fifty."""

    total: int = 0
    first: list[T] = field(default_factory=list)

    def add(self, item: T) -> None:
        """Count one more."""
        self.total += 1
        if len(self.first) < SHOWN:
            self.first.append(item)
