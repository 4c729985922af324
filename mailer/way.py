"""The way to the relay: opens lines, leaves a relay alone that does not answer, and says when to give up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from mailer.conclusions import in_words
from mailer.wire import Blame, ConnectFailed, Connection, Relay, Verdict

LONGEST_REST: Final = 60.0
"""Seconds a relay that cannot be reached is left alone at most."""
PATIENCE: Final = 4.0
"""Seconds of rest after which a run that is to end when idle does not wait any longer."""
PROBE: Final = 60.0
"""Seconds after which a relay that took no further line is asked for one again."""


class Way:
    """The way of one run, shared by its lines."""

    def __init__(
        self,
        relay: Relay,
        *,
        stopping: asyncio.Event,
        wait_for_ever: bool,
        tell: Callable[[str], None],
        give_up: Callable[[str], None],
    ) -> None:
        """`tell` hears why nothing can go out, and nothing when it can; `give_up` why trying is no use."""
        self._relay = relay
        self._stopping = stopping
        self._wait_for_ever = wait_for_ever
        self._tell = tell
        self._give_up = give_up
        self._knocking = asyncio.Lock()
        self._reached = False
        self._rest_until, self._rest = 0.0, 0.0
        self._lines: set[Connection] = set()
        self._most: int | None = None
        """So many lines the relay took when it last refused one; None while it refused none."""
        self._probe_at = 0.0
        self._changed = asyncio.Event()
        self._ended = False

    @property
    def resting(self) -> bool:
        """Whether the relay is left alone at the moment."""
        return _now() < self._rest_until

    async def room(self) -> None:
        """Return when a line may be asked for; who waits here keeps no letter from the lines there are."""
        while self._is_full() and not (self._ended or self._stopping.is_set()):
            if _now() >= self._probe_at:
                self._probe_at = _now() + PROBE  # one line asks, for all of them
                return
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), self._probe_at - _now())

    def end(self) -> None:
        """No letters come any more: nobody has to wait for a line."""
        self._ended = True
        self._changed.set()

    async def instead_of(self, used_up: Connection | None) -> Connection | None:
        """A new connection in place of one that is of no use any more; None while there is none to be had."""
        if used_up is not None:
            await self.close(used_up)
        if self._reached:
            return await self._open()
        async with self._knocking:  # one line knocks first: a wrong password is tried once (F22)
            return await self._open()

    async def close(self, connection: Connection) -> None:
        """End a line that was had from here, in order."""
        await connection.close()
        self._lines.discard(connection)
        self._changed.set()

    def _standing(self) -> int:
        """How many lines there are; one that broke does not count, though nobody closed it yet."""
        return sum(line.stands for line in self._lines)

    def _is_full(self) -> bool:
        return self._most is not None and self._standing() >= self._most

    async def _open(self) -> Connection | None:
        if self.resting or self._stopping.is_set():
            return None
        try:
            opened = await Connection.open(self._relay)
        except ConnectFailed as failure:
            standing = self._standing()
            if standing and failure.verdict.blame is not Blame.SENDER:
                self._most, self._probe_at = standing, _now() + PROBE  # the others go on
                return None
            self._reached, self._most = False, None
            self._leave_alone(failure.verdict)
            return None
        if self._rest:
            self._tell("")
        if self._is_full():
            self._most = None
            self._changed.set()
        self._lines.add(opened)
        self._reached, self._rest = True, 0.0
        return opened

    def _leave_alone(self, verdict: Verdict) -> None:
        """Rest before the relay is tried again, longer each time; give up where trying cannot help (F22)."""
        why = in_words(verdict)
        if verdict.blame is Blame.SENDER or (not self._wait_for_ever and self._rest >= PATIENCE):
            self._give_up(why)
        elif not self.resting:
            self._rest = min(LONGEST_REST, self._rest * 2 or 1.0)
            self._rest_until = _now() + self._rest
        self._tell(why)


def _now() -> float:
    return asyncio.get_running_loop().time()
