"""The scribe: one thread that does the ledger's work for a run, and waits for a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from mailer.errors import Refused, Unreachable

REST: Final = 0.25
"""Seconds a database that cannot be used is left alone before it is asked again."""

T = TypeVar("T")


class Fell(Unreachable):
    """The database's server stopped without warning and came back: what was written last may be lost."""


class Scribe:
    """Asks the database so that no lock, and hardly ever the disk, keeps the wire waiting; for one run."""

    def __init__(
        self, patience: float, on_trouble: Callable[[str], None], on_failure: Callable[[], None]
    ) -> None:
        """`patience` in seconds; `on_trouble` hears why the database is away, and nothing when it is back."""
        self.failure: Exception | None = None
        """What ended the run, if that was the database, or a fault in what was asked of it."""
        self._patience = patience
        self._on_trouble = on_trouble
        self._on_failure = on_failure
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")

    async def ask(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have it done, once."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    async def insist(
        self, work: Callable[..., T], *arguments: Any, hurried: Callable[..., T] | None = None
    ) -> T:
        """Have it done, again and again while the database is away; for work that may be repeated.

        `hurried` does the same without waiting for anybody, and is tried first, on the spot: two threads of
        one interpreter hold each other up more than a database in this very process does.

        When the patience is at its end, so is the run: this call raises Unreachable, and so does every later
        one, at once. Refused and Fell are answers: they are passed on, and end nothing here.
        """
        if self.failure is not None:
            raise self.failure
        clock, waited = asyncio.get_running_loop().time, False
        until = clock() + self._patience
        while True:
            try:
                if hurried is not None:
                    answer = hurried(*arguments)
                else:
                    answer = await self.ask(work, *arguments)
            except (Refused, Fell):
                raise
            except Exception as error:
                if hurried is not None and isinstance(error, Unreachable):
                    hurried = None  # mostly somebody else writes: the thread waits for that
                    continue
                if not isinstance(error, Unreachable) or clock() >= until:
                    self.failure = error
                    self._on_failure()
                    raise
                waited = True
                self._on_trouble(str(error))
                await asyncio.sleep(REST)
            else:
                if waited:
                    self._on_trouble("")
                return answer

    def close(self) -> None:
        """Let the thread go when it has done what it was asked."""
        self._thread.shutdown(wait=False)
