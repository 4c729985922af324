"""The worker: claims what is due, sends it over a few lines at once, and records how each attempt ended."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from mailer.claims import LEASE
from mailer.conclusions import conclude, in_words, not_sent
from mailer.dispatch import DeliveryState
from mailer.errors import Unreachable
from mailer.evidence import new_group
from mailer.groups import Grouped
from mailer.in_hand import Job, Letter
from mailer.post_room import PostRoom
from mailer.recording import Mark, Result
from mailer.scribe import Scribe
from mailer.supply import Supply
from mailer.wire import Blame, ConnectFailed, Connection, Outcome, Stage, Verdict

POLL_SECONDS: Final = 1.0
"""How often an idle worker looks whether something fell due."""
STOP_SECONDS: Final = 30.0
"""How long dialogues under way may take after the worker was told to stop."""
SYNC_SECONDS: Final = 0.25
"""How long outcomes may wait for the disk; a machine that falls makes them uncertain, never lost."""
LONGEST_REST: Final = 60.0
"""Seconds a relay that cannot be reached is left alone at most."""


@dataclass
class Progress:
    """What a run has done so far, for a progress bar and the closing line."""

    ended: Counter[DeliveryState] = field(default_factory=Counter)
    trouble: str = ""
    """Why nothing goes out at the moment, in words; empty while the relay answers."""
    halted: str = ""
    """Why the worker gave up altogether."""


@dataclass
class _Hand:
    """What one line's task holds: its connection, and the letter that was made ready to come next."""

    connection: Connection | None = None
    coming: Letter | None = None


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
        self._connecting = asyncio.Lock()
        self._reached = False
        self._rest_until, self._rest = 0.0, 0.0
        self._ledger: Grouped[Mark | Result | Job, bool] = Grouped(
            self._write, enough=room.connections * 2 - 4, patience=0.003
        )
        self._synced_at = 0.0
        self._scribe = Scribe(room.patience, self._tell_trouble, self.stop)
        self._supply = Supply(room, self._scribe, self._ledger.submit)

    def stop(self) -> None:
        """Claim nothing more; end what is under way within 30 seconds, and give the rest back."""
        self._stopping.set()

    async def run(self) -> Progress:
        """Send until idle or stopped; everything claimed is recorded or given back at the end.

        Raises Unreachable when the database stays away for longer than the room's patience. What was in hand
        then lapses: nothing of it is lost, and nothing is sent twice.
        """
        try:
            worker_id = await self._scribe.ask(self._room.begin)
            senders = [asyncio.create_task(self._send_all()) for _ in range(self._room.connections)]
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

    def _tell_trouble(self, why: str) -> None:
        self.progress.trouble = why
        self._on_progress(self.progress)

    async def _sign_off(self, worker_id: int) -> None:
        """End in order; where the database is away, what is still held lapses later."""
        try:
            await self._scribe.ask(self._room.end, worker_id)
        except Unreachable as error:
            self._scribe.failure = self._scribe.failure or error

    async def _feed(self, worker_id: int, senders: list[asyncio.Task[None]]) -> None:
        """Keep the senders supplied, a little ahead of what they can do."""
        ahead = max(self._room.connections * 4, self._room.claim_size)
        while not self._stopping.is_set() and not any(sender.done() for sender in senders):
            if len(self._supply) > ahead // 2 or self._resting():
                await self._pause(0.02 if not self._resting() else 0.1)
                continue
            batch = await self._scribe.insist(self._room.claim, worker_id, ahead, self._supply.crowded)
            if batch is not None and batch.deliveries:
                self._at_point("claimed")
                self._in_hand[batch.claim_id] = len(batch.deliveries)
                self._supply.add(batch)
            elif batch is not None or self._in_hand:
                await self._pause(0.1)
            elif self._until_idle:
                if not await self._scribe.insist(self._room.held_back):
                    return
                await self._pause(0.1)  # only the rate limit keeps them
            else:
                await self._scribe.insist(self._room.take_back)
                await self._pause(POLL_SECONDS)

    def _resting(self) -> bool:
        return asyncio.get_running_loop().time() < self._rest_until

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _wind_up(self, senders: list[asyncio.Task[None]]) -> None:
        """Give back what was not begun, let dialogues end, break off what takes too long."""
        returned = [self._ledger.submit(job) for job in self._supply.end()]
        _, slow = await asyncio.wait(senders, timeout=STOP_SECONDS)
        for sender in slow:
            sender.cancel()
        await asyncio.gather(*senders, *returned, return_exceptions=True)
        await self._ledger.finish()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 4)
            if self._in_hand:
                await self._scribe.insist(self._room.renew, list(self._in_hand))

    async def _send_all(self) -> None:
        """One line's work: letter after letter over a connection that is kept, until there are no more."""
        hand = _Hand()
        try:
            while (letter := await self._next(hand)) is not None:
                try:
                    await self._send(letter, hand)
                finally:
                    self._supply.done(letter.job)
        finally:
            if hand.coming is not None:
                self._ledger.submit(hand.coming.job)
            if hand.connection is not None:
                await hand.connection.close()

    async def _next(self, hand: _Hand) -> Letter | None:
        """The letter that was made ready meanwhile, or that of the next job; None when there are no more."""
        if (letter := hand.coming) is not None:
            hand.coming = None
            return letter
        while (letter := await self._supply.next()) is not None:
            if not self._stopping.is_set():
                return letter
            await self._ledger.submit(letter.job)
        return None

    async def _send(self, letter: Letter, hand: _Hand) -> None:
        """One letter, from the line it needs to its record."""
        job, began = letter.job, self._room.clock()
        hand.connection = await self._line(hand.connection)
        if hand.connection is None:
            await self._ledger.submit(job)
            return
        if not self._room.may_write_to(job.claimed):
            reason = "The address is not on the allow-list of this test."
            await self._ledger.submit(not_sent(job.claimed, job.claim_id, began, "allow-list", reason))
            return
        verdict = await self._hand_over(letter, hand.connection, hand)
        if _line_used_up(verdict, hand.connection) and (fresh := await self._line(hand.connection)):
            hand.connection = fresh  # F20, F21: the server had enough of the line, not of the letter
            verdict = await self._hand_over(letter, fresh, hand)
        await self._conclude(job, verdict, began)

    async def _hand_over(self, letter: Letter, connection: Connection, hand: _Hand) -> Verdict:
        """The dialogue, with the mark committed before the final dot may go out."""

        async def gate() -> bool:
            marked = self._ledger.submit(letter.mark)
            await self._look_ahead(connection, hand)
            granted = await marked
            self._at_point("marked")
            return granted

        self._supply.begin(letter)
        self._at_point("connected")
        verdict = await connection.deliver(letter.envelope, letter.message, gate)
        self._at_point("answered")
        return verdict

    async def _look_ahead(self, connection: Connection, hand: _Hand) -> None:
        """While the ledger writes, take up the next letter, so that it is presented with this one's dot."""
        if self._stopping.is_set() or hand.coming is not None:
            return
        hand.coming = await self._supply.ahead()
        if hand.coming is not None and self._room.may_write_to(hand.coming.job.claimed):
            connection.announce(hand.coming.envelope, len(hand.coming.message))

    async def _conclude(self, job: Job, verdict: Verdict, began: datetime) -> None:
        """Have the end of an attempt written down, without waiting: the line's next mark is written after it.

        So a line never has more than one letter out of which the ledger does not know the end.
        """
        if verdict.outcome is Outcome.RELEASED:
            self._supply.refuse(job)
            await self._ledger.submit(job)
            return
        written = self._ledger.submit(
            conclude(job.claimed, job.claim_id, verdict, began, self._room.clock(), self._room.retry)
        )
        if verdict.blame is Blame.SENDER:
            self._supply.shut(job.claimed.dispatch_id)
        if verdict.outcome is not Outcome.ACCEPTED:
            await written
        if verdict.blame is Blame.SENDER:
            await self._scribe.insist(self._room.hold, [job.claimed.dispatch_id], in_words(verdict))

    async def _line(self, connection: Connection | None) -> Connection | None:
        """A connection that can be used; None while the relay cannot be reached."""
        if connection is not None and connection.usable:
            return connection
        if connection is not None:
            await connection.close()
        if self._reached:
            return await self._open()
        async with self._connecting:  # one line knocks first: a wrong password is tried once (F22)
            return await self._open()

    async def _open(self) -> Connection | None:
        if self._resting() or self._stopping.is_set():
            return None
        try:
            opened = await Connection.open(self._room.relay)
        except ConnectFailed as failure:
            self._reached = False
            self._leave_alone(failure.verdict)
            return None
        self._reached = True
        self._rest, self.progress.trouble = 0.0, ""
        return opened

    def _leave_alone(self, verdict: Verdict) -> None:
        """Rest before the relay is tried again, longer each time; give up where trying cannot help (F22)."""
        self.progress.trouble = in_words(verdict)
        if verdict.blame is Blame.SENDER or (self._until_idle and self._rest >= 4.0):
            self.progress.halted = self.progress.trouble
            self.stop()
        elif not self._resting():
            self._rest = min(LONGEST_REST, self._rest * 2 or 1.0)
            self._rest_until = asyncio.get_running_loop().time() + self._rest
        self._on_progress(self.progress)

    async def _write(self, items: list[Mark | Result | Job]) -> list[bool]:
        """One group in one transaction; the disk is waited for at most four times a second (trust.md 1.2)."""
        results = [item for item in items if isinstance(item, Result)]
        marks = [item for item in items if isinstance(item, Mark)]
        given_back = [(item.claim_id, item.claimed.id) for item in items if isinstance(item, Job)]
        synced = asyncio.get_running_loop().time() - self._synced_at > SYNC_SECONDS
        group_id, tries = new_group(), itertools.count()

        def write() -> set[int]:
            again = next(tries) > 0
            return self._room.write(results, marks, synced=synced, group_id=group_id, again=again)

        granted = await self._scribe.insist(write)
        if synced:
            self._synced_at = asyncio.get_running_loop().time()
        if given_back:
            await self._scribe.insist(self._room.release, given_back)
        ended = [result.claim_id for result in results] + [claim_id for claim_id, _ in given_back]
        if done := self._lay_down(ended):
            await self._scribe.insist(partial(self._room.close_claims, done, last=not self._in_hand))
        if results:
            self._at_point("recorded")
            self.progress.ended.update(result.state for result in results)
            self._on_progress(self.progress)
        return [not isinstance(item, Mark) or item.delivery_id in granted for item in items]

    def _lay_down(self, claim_ids: list[int]) -> list[int]:
        """Take so many deliveries of these claims out of hand; the claims of which none is left."""
        self._in_hand.subtract(claim_ids)
        done = [claim_id for claim_id in set(claim_ids) if self._in_hand[claim_id] <= 0]
        for claim_id in done:
            del self._in_hand[claim_id]
        return done


def _line_used_up(verdict: Verdict, connection: Connection) -> bool:
    """Whether a line that served before was turned away before anything of this letter was said."""
    refused = verdict.outcome is Outcome.DEFERRED and verdict.blame is Blame.SERVER
    return refused and verdict.stage is Stage.MAIL and connection.letters > 1 and not connection.usable
