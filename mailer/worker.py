"""The worker: claims what is due, sends it over a few lines at once, and records how each attempt ended."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from mailer.carrier import Carrier
from mailer.claims import LEASE
from mailer.dispatch import DeliveryState
from mailer.errors import Unreachable
from mailer.evidence import new_group
from mailer.groups import Grouped
from mailer.in_hand import Job
from mailer.post_room import PostRoom
from mailer.recording import Mark, Result
from mailer.refusals import Refusals
from mailer.scribe import Scribe
from mailer.supply import Supply
from mailer.way import Way

POLL_SECONDS: Final = 1.0
"""How often an idle worker looks whether something fell due."""
SYNC_SECONDS: Final = 0.25
"""How long outcomes may wait for the disk; a machine that falls makes them uncertain, never lost."""


@dataclass
class Progress:
    """What a run has done so far, for a progress bar and the closing line."""

    ended: Counter[DeliveryState] = field(default_factory=Counter)
    trouble: str = ""
    """Why nothing goes out at the moment, in words; empty while the relay answers."""
    halted: str = ""
    """Why the worker gave up altogether."""
    held: dict[str, str] = field(default_factory=dict)
    """Dispatches that were held, by label, each with the reason and the way out."""
    waiting: int = 0
    """Copies that were due when the run ended, and still wait."""


class WorkerRun:
    """One run of a worker, from signing on to signing off. Made anew for each run."""

    def __init__(
        self,
        room: PostRoom,
        *,
        until_idle: bool,
        on_progress: Callable[[Progress], None] | None = None,
        at_point: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`until_idle` ends the run when nothing is due; `at_point` is told of each step, for fault tests."""
        self.progress = Progress()
        self._room = room
        self._until_idle = until_idle
        self._on_progress = on_progress or (lambda _: None)
        self._at_point = at_point
        self._stopping = asyncio.Event()
        self._in_hand: Counter[int] = Counter()
        self._landed = asyncio.Event()
        """Set while nothing is in hand, so that the end of a run waits for its last letters and no longer."""
        self._ledger: Grouped[Mark | Result | Job, bool] = Grouped(
            self._write, enough=room.connections * 2 - 4, patience=0.003
        )
        self._synced_at = 0.0
        self._no_way, self._noted = "", ""
        self._scribe = Scribe(room.patience, self._tell_trouble, self.stop)
        self._supply = Supply(room, self._scribe, self._ledger.submit, self._tell_held)
        self._refusals = Refusals()
        self._way = Way(
            room.relay,
            stopping=self._stopping,
            wait_for_ever=not until_idle,
            tell=self._tell_way,
            give_up=self._give_up,
        )

    def stop(self) -> None:
        """Claim nothing more; end what is under way within the room's `stop_seconds`, give the rest back."""
        self._stopping.set()

    async def run(self) -> Progress:
        """Send until idle or stopped; everything claimed is recorded or given back at the end.

        Raises Unreachable when the database stays away for longer than the room's patience. What was in hand
        then lapses: nothing of it is lost, and nothing is sent twice.
        """
        try:
            worker_id = await self._scribe.ask(self._room.begin)
            senders = [asyncio.create_task(self._carrier().carry()) for _ in range(self._room.connections)]
            renewing = asyncio.create_task(self._renew())
            try:
                await self._feed(worker_id, senders)
            finally:
                renewing.cancel()
                await self._wind_up(senders)
                await self._sign_off(worker_id)
        finally:
            self._scribe.close()
        for sender in senders:
            if not sender.cancelled() and (error := sender.exception()) is not None:
                raise error
        if self._scribe.failure is not None:
            raise self._scribe.failure
        return self.progress

    def _carrier(self) -> Carrier:
        return Carrier(
            self._room,
            self._supply,
            self._way,
            self._ledger,
            self._scribe,
            self._stopping,
            self._refusals,
            self._at_point,
        )

    def _count(self, ended: Counter[DeliveryState]) -> None:
        self.progress.ended.update(ended)
        self._on_progress(self.progress)

    def _tell_trouble(self, why: str) -> None:
        self.progress.trouble = why
        self._on_progress(self.progress)

    def _tell_way(self, why: str) -> None:
        self._no_way = why
        self._tell_trouble(why)

    async def _note_trouble(self, worker_id: int) -> None:
        """Have it written down, once, what keeps letters from the relay, so that others can tell."""
        if self._no_way != self._noted:
            self._noted = self._no_way
            await self._scribe.insist(self._room.note_trouble, worker_id, self._noted)

    def _tell_held(self, label: str, why: str) -> None:
        self.progress.held[label] = why
        self._on_progress(self.progress)

    def _give_up(self, why: str) -> None:
        self.progress.halted = why
        self.stop()

    async def _sign_off(self, worker_id: int) -> None:
        """End in order; where the database is away, what is still held lapses later."""
        try:
            lapsed = await self._scribe.ask(self._room.end, worker_id)
            self.progress.ended.update(
                {DeliveryState.UNCERTAIN: lost} if (lost := lapsed[DeliveryState.UNCERTAIN]) else {}
            )
            await self._note_trouble(worker_id)
            self.progress.waiting = await self._scribe.ask(self._room.waiting)
        except Unreachable as error:
            self._scribe.failure = self._scribe.failure or error

    async def _feed(self, worker_id: int, senders: list[asyncio.Task[None]]) -> None:
        """Keep the senders supplied, a little ahead of what they can do."""
        ahead = max(self._room.connections * 4, self._room.claim_size)
        while not self._stopping.is_set() and not any(sender.done() for sender in senders):
            await self._note_trouble(worker_id)
            if len(self._supply) > ahead // 2 or self._way.resting:
                await self._pause(0.02 if not self._way.resting else 0.1)
                continue
            batch = await self._scribe.insist(self._room.claim, worker_id, ahead, self._supply.crowded)
            if batch is not None and (unprepared := self._room.unprepared(batch)):
                await self._scribe.insist(self._room.prepare, unprepared)
            if batch is not None and batch.withheld:
                self._count(Counter({DeliveryState.SUPPRESSED: batch.withheld}))
            if batch is not None and batch.deliveries:
                self._at_point("claimed")
                self._in_hand[batch.claim_id] = len(batch.deliveries)
                self._landed.clear()
                self._supply.add(batch)
            elif batch is not None or self._in_hand:
                await self._pause(0.1, until=self._stopping if batch is not None else self._landed)
            elif self._until_idle:
                if not await self._scribe.insist(self._room.held_back):
                    return
                await self._pause(0.1)  # only the rate limit keeps them
            else:
                await self._scribe.insist(self._room.take_back)
                await self._pause(POLL_SECONDS)

    async def _pause(self, seconds: float, until: asyncio.Event | None = None) -> None:
        """Let so many seconds go by, or what ends the wait before."""
        try:
            await asyncio.wait_for((until or self._stopping).wait(), seconds)
        except TimeoutError:
            return

    async def _wind_up(self, senders: list[asyncio.Task[None]]) -> None:
        """Give back what was not begun, let dialogues end, break off what takes too long."""
        returned = [self._ledger.submit(job) for job in self._supply.end()]
        self._way.end()
        _, slow = await asyncio.wait(senders, timeout=self._room.stop_seconds)
        for sender in slow:
            sender.cancel()
        await asyncio.gather(*senders, *returned, return_exceptions=True)
        await self._ledger.finish()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 4)
            if self._in_hand:
                await self._scribe.insist(self._room.renew, list(self._in_hand))

    async def _write(self, items: list[Mark | Result | Job]) -> list[bool]:
        """One group in one transaction; the disk is waited for at most four times a second (trust.md 1.2)."""
        results = [item for item in items if isinstance(item, Result)]
        marks = [item for item in items if isinstance(item, Mark)]
        given_back = [(item.claim_id, item.claimed.id) for item in items if isinstance(item, Job)]
        synced = asyncio.get_running_loop().time() - self._synced_at > SYNC_SECONDS
        group_id, tries = new_group(), itertools.count()

        def write(room: PostRoom) -> set[int]:
            again = next(tries) > 0
            return room.write(results, marks, synced=synced, group_id=group_id, again=again)

        hurried = None if synced else self._room.hurried
        granted = await self._scribe.insist(
            partial(write, self._room), hurried=partial(write, hurried) if hurried else None
        )
        if synced:
            self._synced_at = asyncio.get_running_loop().time()
        if given_back:
            await self._scribe.insist(self._room.release, given_back)
        ended = [result.claim_id for result in results] + [claim_id for claim_id, _ in given_back]
        if done := self._lay_down(ended):
            await self._scribe.insist(partial(self._room.close_claims, done, last=not self._in_hand))
        if results:
            self._at_point("recorded")
            self._count(Counter(result.state for result in results))
        return [not isinstance(item, Mark) or item.delivery_id in granted for item in items]

    def _lay_down(self, claim_ids: list[int]) -> list[int]:
        """Take so many deliveries of these claims out of hand; the claims of which none is left."""
        self._in_hand.subtract(claim_ids)
        done = [claim_id for claim_id in set(claim_ids) if self._in_hand[claim_id] <= 0]
        for claim_id in done:
            del self._in_hand[claim_id]
        if not self._in_hand:
            self._landed.set()
        return done
