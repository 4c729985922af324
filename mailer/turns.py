"""Whose turn it is: claimed letters in order, while a slow domain holds no more than half of the lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from mailer.in_hand import Job

SLOW: Final = 10.0
"""Seconds of a dialogue after which its domain is slow, until a letter to it takes less."""
ENOUGH: Final = 64
"""Letters that wait for their turn, from which nothing more is claimed for their domain."""


@dataclass
class _Domain:
    """What is under way to one domain: letters with the moment they came on a line, and those that wait."""

    out: dict[tuple[int, int], float | None] = field(default_factory=dict)
    waiting: deque[Job] = field(default_factory=deque)
    quick: bool | None = None
    """Whether the last letter that ended was; None while none has."""


class Turns:
    """The jobs that wait for a line (F29). Every job that is taken is given back with `done`.

    A domain that was never slow has all the lines it can use; one of which nothing is known yet, or that is
    slow, has half of them, so that others go on. Moments are those of one clock that only goes forward.
    """

    def __init__(self, lines: int, slow: float = SLOW) -> None:
        """For so many lines; `slow` in seconds."""
        self._share = max(2, lines // 2)
        self._slow = slow
        self._jobs: deque[Job] = deque()
        self._domains: dict[str, _Domain] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, jobs: Iterable[Job]) -> None:
        """Let jobs wait, behind those that do."""
        self._jobs.extend(jobs)

    def take(self, now: float) -> Job | None:
        """The next job that may go; None if none may."""
        while self._jobs:
            job = self._jobs.popleft()
            domain = self._domains.get(job.claimed.domain)
            if domain is None:
                domain = self._domains[job.claimed.domain] = _Domain()
            if len(domain.out) < self._share or self._is_quick(domain, now):
                domain.out[_key(job)] = None
                return job
            domain.waiting.append(job)
        return None

    def may_begin(self, job: Job, now: float) -> bool:
        """Whether a job that was taken may still come on a line, or its domain turned slow meanwhile."""
        domain = self._domains[job.claimed.domain]
        if self._is_quick(domain, now):
            return True
        return sum(began is not None for began in domain.out.values()) < self._share

    def put_off(self, job: Job) -> None:
        """Let a job that was taken and may not begin wait again, behind those to its domain that do."""
        domain = self._domains[job.claimed.domain]
        del domain.out[_key(job)]
        domain.waiting.append(job)

    def begin(self, job: Job, now: float) -> None:
        """A job that was taken has come on a line."""
        self._domains[job.claimed.domain].out[_key(job)] = now

    def done(self, job: Job, now: float) -> None:
        """A job that was taken is over, whether it came on a line or not: another one may go in its place."""
        domain = self._domains[job.claimed.domain]
        began = domain.out.pop(_key(job))
        if began is not None:
            domain.quick = now - began < self._slow
        if domain.waiting:
            may_go = len(domain.waiting) if domain.quick else 1
            self._jobs.extendleft(reversed([domain.waiting.popleft() for _ in range(may_go)]))
        elif not domain.out and domain.quick is not False:
            del self._domains[job.claimed.domain]  # half a million domains are not remembered

    def crowded(self) -> frozenset[str]:
        """The domains of which enough wait: nothing more is to be claimed for them."""
        return frozenset(name for name, domain in self._domains.items() if len(domain.waiting) >= ENOUGH)

    def rest(self) -> list[Job]:
        """All that nobody took; nothing waits any more."""
        rest = [*self._jobs, *(job for domain in self._domains.values() for job in domain.waiting)]
        self._jobs.clear()
        for domain in self._domains.values():
            domain.waiting.clear()
        return rest

    def _is_quick(self, domain: _Domain, now: float) -> bool:
        since = next((began for began in domain.out.values() if began is not None), now)
        return domain.quick is True and now - since < self._slow


def _key(job: Job) -> tuple[int, int]:
    return (job.claim_id, job.claimed.id)
