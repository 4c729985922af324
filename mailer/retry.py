"""When a deferred letter is tried again, and when it is given up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

EXPIRED: Final = "4.4.7"
"""The enhanced status code of a letter given up: delivery time expired (RFC 3463 §3.5)."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Pauses that double from the first to the longest, until an age or a number of attempts is reached.

    The first pause is short, for greylisting lets a letter in after a few minutes. `spread` stretches each
    pause by up to that share of it, so that letters deferred together do not come back together.
    """

    first_pause: timedelta = timedelta(minutes=5)
    longest_pause: timedelta = timedelta(hours=4)
    spread: float = 0.2
    give_up_after: timedelta = timedelta(hours=72)
    most_attempts: int = 100

    def __post_init__(self) -> None:
        if not timedelta(0) < self.first_pause <= self.longest_pause:
            raise ValueError("the first pause is longer than nothing and no longer than the longest")
        if self.give_up_after <= timedelta(0) or self.most_attempts < 1 or self.spread < 0:
            raise ValueError("age, attempts and spread are positive")


DEFAULT_POLICY: Final = RetryPolicy()


def next_attempt(
    policy: RetryPolicy, attempts: int, first_at: datetime, now: datetime, seed: str
) -> datetime | None:
    """When to try next, after so many attempts (1 or more), the first of them at `first_at`; None to give up.

    The same seed gives the same answer. The last attempt falls on the moment the letter is too old, unless
    that is nearer than the first pause. A letter given up is *failed* with `EXPIRED`.
    """
    end = first_at + policy.give_up_after
    if attempts >= policy.most_attempts or end - now < policy.first_pause:
        return None
    return min(now + pause_after(policy, attempts, seed), end)


def pause_after(policy: RetryPolicy, attempts: int, seed: str) -> timedelta:
    """The pause after so many attempts: the doubled one, stretched by the share that the seed draws."""
    doublings = min(attempts - 1, 40)  # enough for any two pauses, too few to overflow
    pause = min(policy.first_pause.total_seconds() * 2**doublings, policy.longest_pause.total_seconds())
    return timedelta(seconds=pause * (1 + policy.spread * _share(seed, attempts)))


def _share(seed: str, attempts: int) -> float:
    """A number from 0 to below 1 that only chance would make alike for two letters."""
    digest = hashlib.blake2b(f"{attempts} {seed}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48
