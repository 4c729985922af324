"""The worker: claims what is due, sends it over a few lines at once, and records how each attempt ended."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from mailer.claims import LEASE, Claimed
from mailer.composing import filling_for
from mailer.conclusions import conclude, in_words, not_sent
from mailer.dispatch import DeliveryState
from mailer.errors import MailerError
from mailer.groups import Grouped
from mailer.post_room import PostRoom
from mailer.recording import Mark, Result
from mailer.wire import Blame, ConnectFailed, Connection, Envelope, Outcome, Stage, Verdict

POLL_SECONDS: Final = 1.0
"""How often an idle worker looks whether something fell due."""
STOP_SECONDS: Final = 30.0
"""How long dialogues under way may take after the worker was told to stop."""
SYNC_SECONDS: Final = 0.25
"""How long outcomes may wait for the disk; a machine that falls makes them uncertain, never lost."""
LONGEST_REST: Final = 60.0
"""Seconds a relay that cannot be reached is left alone at most."""

T = TypeVar("T")


@dataclass
class Progress:
    """What a run has done so far, for a progress bar and the closing line."""

    ended: Counter[DeliveryState] = field(default_factory=Counter)
    trouble: str = ""
    """Why nothing goes out at the moment, in words; empty while the relay answers."""
    halted: str = ""
    """Why the worker gave up altogether."""


@dataclass(frozen=True)
class _Job:
    claim_id: int
    claimed: Claimed


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
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._in_hand: Counter[int] = Counter()
        self._connecting = asyncio.Lock()
        self._rest_until, self._rest = 0.0, 0.0
        self._ledger: Grouped[Mark | Result | _Job, bool] = Grouped(
            self._write, enough=room.connections * 2 - 4, patience=0.003
        )
        self._synced_at = 0.0
        self._desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")

    def stop(self) -> None:
        """Claim nothing more; end what is under way within 30 seconds, and give the rest back."""
        self._stopping.set()

    async def run(self) -> Progress:
        """Send until idle or stopped; everything claimed is recorded or given back at the end.

        Raises Unreachable when the database cannot be used; what was in hand then lapses.
        """
        worker_id = await self._ask(self._room.begin)
        senders = [asyncio.create_task(self._send_all()) for _ in range(self._room.connections)]
        renewing = asyncio.create_task(self._renew())
        try:
            await self._feed(worker_id, senders)
        finally:
            renewing.cancel()
            await self._wind_up(senders)
        await self._ask(self._room.end, worker_id)
        self._desk.shutdown()
        for sender in senders:
            if not sender.cancelled() and (error := sender.exception()) is not None:
                raise error
        return self.progress

    async def _ask(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do the ledger's work in its one thread, so that the wire is never kept waiting by the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._desk, work, *arguments)

    async def _feed(self, worker_id: int, senders: list[asyncio.Task[None]]) -> None:
        """Keep the senders supplied, a little ahead of what they can do."""
        ahead = max(self._room.connections * 4, 512)
        while not self._stopping.is_set() and not any(sender.done() for sender in senders):
            if self._jobs.qsize() > ahead // 2 or self._resting():
                await self._pause(0.005 if not self._resting() else 0.1)
                continue
            batch = await self._ask(self._room.claim, worker_id, ahead)
            if batch is not None and batch.deliveries:
                self._at_point("claimed")
                self._in_hand[batch.claim_id] = len(batch.deliveries)
                for claimed in batch.deliveries:
                    self._jobs.put_nowait(_Job(batch.claim_id, claimed))
            elif batch is not None or self._in_hand:
                await self._pause(0.02)
            elif self._until_idle:
                return
            else:
                await self._ask(self._room.take_back)
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
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is not None:
                await self._ledger.submit(job)
        for _ in senders:
            self._jobs.put_nowait(None)
        _, slow = await asyncio.wait(senders, timeout=STOP_SECONDS)
        for sender in slow:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        await self._ledger.finish()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 4)
            if self._in_hand:
                await self._ask(self._room.renew, list(self._in_hand))

    async def _send_all(self) -> None:
        """One line's work: letter after letter over a connection that is kept, until there are no more."""
        connection: Connection | None = None
        try:
            while (job := await self._jobs.get()) is not None:
                if self._stopping.is_set():
                    await self._ledger.submit(job)
                    continue
                connection = await self._send(job, connection)
        finally:
            if connection is not None:
                await connection.close()

    async def _send(self, job: _Job, connection: Connection | None) -> Connection | None:
        """One delivery, from filling to its record; the connection for the next one, if it can be used."""
        claimed, began = job.claimed, self._room.clock()
        blueprint = self._room.blueprints[claimed.blueprint_id]
        try:
            filling = filling_for(
                claimed,
                blueprint,
                self._room.keyring,
                claimed.key_id,
                claimed.dated_at,
                await self._extra_parts(claimed),
            )
            message, sender = blueprint.fill(filling), blueprint.return_path(filling)
        except MailerError as error:
            await self._ledger.submit(not_sent(claimed, job.claim_id, began, "fill", str(error)))
            return connection
        connection = await self._line(connection)
        if connection is None:
            await self._ledger.submit(job)
            return None
        if not self._room.may_write_to(claimed):
            reason = "The address is not on the allow-list of this test."
            await self._ledger.submit(not_sent(claimed, job.claim_id, began, "allow-list", reason))
            return connection
        verdict = await self._hand_over(job, connection, sender, message)
        if _line_used_up(verdict, connection) and (fresh := await self._line(connection)) is not None:
            connection = fresh  # F20, F21: the server had enough of the line, not of the letter
            verdict = await self._hand_over(job, connection, sender, message)
        await self._conclude(job, verdict, began)
        return connection if connection.usable else None

    async def _extra_parts(self, claimed: Claimed) -> Any:
        return await self._ask(self._room.extra_parts, claimed.extra_parts) if claimed.extra_parts else ()

    async def _hand_over(self, job: _Job, connection: Connection, sender: str, message: bytes) -> Verdict:
        """The dialogue, with the mark committed before the final dot may go out."""
        claimed = job.claimed
        mark = Mark(claimed.id, job.claim_id, hashlib.sha256(message).hexdigest())

        async def gate() -> bool:
            granted = await self._ledger.submit(mark)
            self._at_point("marked")
            return granted

        self._at_point("connected")
        verdict = await connection.deliver(Envelope(sender, claimed.address, claimed.serial), message, gate)
        self._at_point("answered")
        return verdict

    async def _conclude(self, job: _Job, verdict: Verdict, began: datetime) -> None:
        """Have the end of an attempt written down, without waiting: the line's next mark is written after it.

        So a line never has more than one letter out of which the ledger does not know the end.
        """
        if verdict.outcome is Outcome.RELEASED:
            await self._ledger.submit(job)
            return
        written = self._ledger.submit(
            conclude(job.claimed, job.claim_id, verdict, began, self._room.clock(), self._room.retry)
        )
        if verdict.outcome is not Outcome.ACCEPTED:
            await written
        if verdict.blame is Blame.SENDER:
            await self._ask(self._room.hold, [job.claimed.dispatch_id], in_words(verdict))

    async def _line(self, connection: Connection | None) -> Connection | None:
        """A connection that can be used; None while the relay cannot be reached."""
        if connection is not None and connection.usable:
            return connection
        if connection is not None:
            await connection.close()
        if self._resting() or self._stopping.is_set():
            return None
        try:
            opened = await Connection.open(self._room.relay)
        except ConnectFailed as failure:
            self._leave_alone(failure.verdict)
            return None
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

    async def _write(self, items: list[Mark | Result | _Job]) -> list[bool]:
        """One group in one transaction; the disk is waited for at most four times a second (trust.md 1.2)."""
        results = [item for item in items if isinstance(item, Result)]
        marks = [item for item in items if isinstance(item, Mark)]
        given_back = [(item.claim_id, item.claimed.id) for item in items if isinstance(item, _Job)]
        synced = asyncio.get_running_loop().time() - self._synced_at > SYNC_SECONDS
        granted = await self._ask(partial(self._room.write, results, marks, synced=synced))
        if synced:
            self._synced_at = asyncio.get_running_loop().time()
        if given_back:
            await self._ask(self._room.release, given_back)
        ended = [result.claim_id for result in results] + [claim_id for claim_id, _ in given_back]
        if done := self._lay_down(ended):
            await self._ask(self._room.close_claims, done)
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
