"""One line's work: letter after letter over a connection that is kept, each with its mark and its record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from mailer.conclusions import conclude, in_words, withheld
from mailer.groups import Grouped
from mailer.in_hand import Job, Letter
from mailer.post_room import PostRoom
from mailer.recording import Mark, Result
from mailer.refusals import Reach, Refusals, reach_of, why_held
from mailer.scribe import Scribe
from mailer.supply import Supply
from mailer.way import Way
from mailer.wire import Blame, Connection, Outcome, Stage, Verdict


class Carrier:
    """Takes letters from the supply to the relay. A line never has two out of which the ledger does not know.

    A result is handed to the ledger without waiting for it, but the next letter's mark is written after it.
    """

    def __init__(
        self,
        room: PostRoom,
        supply: Supply,
        way: Way,
        ledger: Grouped[Mark | Result | Job, bool],
        scribe: Scribe,
        stopping: asyncio.Event,
        refusals: Refusals,
        at_point: Callable[[str], None],
    ) -> None:
        """The ledger answers for a mark whether the letter may go; `at_point` is told of each step."""
        self._room = room
        self._supply = supply
        self._way = way
        self._ledger = ledger
        self._scribe = scribe
        self._stopping = stopping
        self._refusals = refusals
        self._at_point = at_point
        self._connection: Connection | None = None
        self._letter: Letter | None = None
        self._coming: Letter | None = None
        """The letter that was made ready, and perhaps announced, to come next."""

    async def carry(self) -> None:
        """Send until there are no more letters."""
        try:
            while (letter := self._coming or await self._next()) is not None:
                self._letter, self._coming = letter, None
                try:
                    await self._send(letter)
                finally:
                    self._supply.done(letter.job)
        finally:
            if self._coming is not None:
                self._ledger.note(self._coming.job)
            if self._connection is not None:
                await self._way.close(self._connection)

    async def _next(self) -> Letter | None:
        if self._connection is not None and not self._connection.usable:
            await self._way.close(self._connection)
            self._connection = None
        if self._connection is None:
            await self._way.room()
        while (letter := await self._supply.next()) is not None:
            if not self._stopping.is_set():
                return letter
            await self._ledger.submit(letter.job)
        return None

    async def _send(self, letter: Letter) -> None:
        """One letter, from the line it needs to its record."""
        job, began = letter.job, self._room.clock()
        if why := self._room.why_not(job.claimed.address, job.claimed.allowed):
            await self._ledger.submit(withheld(job.claimed, job.claim_id, began, why))
            return
        connection = self._connection
        if connection is None or not connection.usable:
            connection = self._connection = await self._way.instead_of(connection)
        if connection is None:
            await self._ledger.submit(job)
            return
        verdict = await self._hand_over(letter, connection)
        if _line_used_up(verdict, connection):
            # The server had enough of the line, not of the letter (F20, F21).
            self._connection = await self._way.instead_of(connection)
            if self._connection is None:
                await self._ledger.submit(job)
                return
            verdict = await self._hand_over(letter, self._connection)
        if verdict.outcome is Outcome.ACCEPTED:
            self._refusals.forget(job.claimed.dispatch_id)
            self._ledger.note(self._result(job, verdict, began))
        else:
            await self._conclude(job, verdict, began)

    async def _hand_over(self, letter: Letter, connection: Connection) -> Verdict:
        self._supply.begin(letter)
        self._at_point("connected")
        verdict = await connection.deliver(letter.envelope, letter.message, self._gate)
        self._at_point("answered")
        return verdict

    async def _gate(self) -> bool:
        """Have the mark committed before the final dot may go out.

        While the ledger writes, take up the next letter, so that it is presented with this one's dot.
        """
        assert self._letter is not None
        assert self._connection is not None
        marked = self._ledger.submit(self._letter.mark)
        if self._coming is None and not self._stopping.is_set():
            coming = self._coming = self._supply.at_hand() or await self._supply.ahead()
            if coming is not None and not self._room.why_not(
                coming.job.claimed.address, coming.job.claimed.allowed
            ):
                self._connection.announce(coming.envelope, len(coming.message))
        granted = await marked
        self._at_point("marked")
        return granted

    def _result(self, job: Job, verdict: Verdict, began: datetime, reach: Reach = Reach.COPY) -> Result:
        ended, retry = self._room.clock(), self._room.retry
        return conclude(job.claimed, job.claim_id, verdict, began, ended, retry, reach)

    async def _conclude(self, job: Job, verdict: Verdict, began: datetime) -> None:
        """Have it written down that a letter was not taken, with what follows from it for the others."""
        if verdict.outcome is Outcome.RELEASED:
            self._supply.refuse(job)
            await self._ledger.submit(job)
            return
        dispatch_id, reach = job.claimed.dispatch_id, reach_of(verdict)
        if reach is Reach.UNKNOWN:
            reach = await self._weigh(job)
        if reach is Reach.DISPATCH:
            self._supply.shut(dispatch_id)
        await self._ledger.submit(self._result(job, verdict, began, reach))
        if reach is Reach.DISPATCH:
            self._refusals.forget(dispatch_id)
            await self._supply.hold(dispatch_id, why_held(verdict, in_words(verdict)))

    async def _weigh(self, job: Job) -> Reach:
        """How far a refusal of a letter's contents reaches."""
        claimed = job.claimed
        refusing = frozenset(self._refusals.note(claimed.dispatch_id, claimed.domain))
        outlook = await self._scribe.insist(self._room.outlook, claimed.dispatch_id, refusing)
        return self._refusals.weigh(claimed.dispatch_id, outlook, claimed.attempts)


def _line_used_up(verdict: Verdict, connection: Connection) -> bool:
    """Whether a line that served before was turned away before anything of this letter was said."""
    refused = verdict.outcome is Outcome.DEFERRED and verdict.blame is Blame.SERVER
    return refused and verdict.stage is Stage.MAIL and connection.letters > 1 and not connection.usable
