"""A contradiction: the first place where two parts of the record do not say the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contradiction:
    """Where it is, and what does not agree there; `entry` is the audit entry concerned, if one is."""

    place: str
    why: str
    entry: int | None = None

    def __str__(self) -> str:
        """`Entry 36: the attempts that it vouches for were altered.`"""
        return f"{self.place}: {self.why}."
