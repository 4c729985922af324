"""What the checks of a letter know of the office: its mail domains, its holidays, who is in an audience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

Overlap = Callable[[str, str], int | None]
"""How many are in both of two audiences; None where an expression cannot be answered."""


def _not_known(_one: str, _other: str) -> int | None:
    return None


@dataclass(frozen=True)
class House:
    """An office, as far as a check asks; without one nothing of it is known."""

    domains: frozenset[str] = frozenset()
    """Its mail domains, as A-labels; those below them are its own too."""
    holidays: frozenset[date] = frozenset()
    """Days on which the office is shut, besides Saturdays and Sundays."""
    overlap: Overlap = field(default=_not_known)

    def owns(self, domain: str) -> bool:
        """Whether a mail domain is the office's own, or lies below one that is."""
        return any(domain == own or domain.endswith(f".{own}") for own in self.domains)


NO_HOUSE: Final = House()
