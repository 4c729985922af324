"""The supply: what was claimed and waits for a line, the next few letters of it made ready ahead of time."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from mailer.blueprint import PartRef
from mailer.claims import ClaimBatch
from mailer.conclusions import not_sent
from mailer.errors import MailerError, Unreachable
from mailer.in_hand import Job, Letter, make_ready
from mailer.post_room import PostRoom
from mailer.recording import Result
from mailer.scribe import Scribe
from mailer.turns import Turns

STRIDE: Final = 64
"""Letters made ready in one go: much faster than between one dialogue and the next."""
STRIDE_OCTETS: Final = 1024 * 1024
"""Octets of letters after which a stride ends, so that annexes do not fill the memory."""
REFUSALS: Final = 2
"""Refusals at the gate after which the rest of a claim is not even offered: its dispatch was held."""


class Supply:
    """The jobs of one run, handed to whichever line is free."""

    def __init__(
        self,
        room: PostRoom,
        scribe: Scribe,
        submit: Callable[[Job | Result], Awaitable[bool]],
        on_hold: Callable[[str, str], None] = lambda _label, _why: None,
    ) -> None:
        """`submit` takes what cannot be sent: a job to be given back, or how a copy failed."""
        self._on_hold = on_hold
        self._room = room
        self._scribe = scribe
        self._submit = submit
        self._turns = Turns(room.connections, room.slow)
        self._ended = False
        self._stir = asyncio.Event()
        self._ready: deque[Letter] = deque()
        self._refused: Counter[tuple[int, int]] = Counter()
        self._shut: dict[int, float] = {}
        """Dispatches that are held, each with the last claim to which that applies: a later one is anew."""
        self._last_claim = 0

    def __len__(self) -> int:
        return len(self._turns) + len(self._ready)

    def add(self, batch: ClaimBatch) -> None:
        """Take in what a claim brought."""
        self._last_claim = max(self._last_claim, batch.claim_id)
        self._turns.add(Job(batch.claim_id, claimed) for claimed in batch.deliveries)
        self._stir.set()

    async def next(self) -> Letter | None:
        """The next letter, as soon as there is one; None when there will be no more."""
        while (letter := await self.ahead()) is None:
            if self._ended:
                return None
            if not len(self._turns):
                self._stir.clear()
                await self._stir.wait()
        return letter

    def at_hand(self) -> Letter | None:
        """The next letter, if one is ready and may go; None where it takes more than a look."""
        if not self._ready:
            return None
        job = self._ready[0].job
        if self._is_shut(job) or not self._turns.may_begin(job, monotonic()):
            return None
        return self._ready.popleft()

    async def ahead(self) -> Letter | None:
        """The next letter whose turn it is; None if none is left, or none of some that may go any more."""
        if not self._ready:
            await self._make_some_ready()
        while self._ready:
            letter = self._ready.popleft()
            if self._is_shut(letter.job):
                await self._give_back(letter.job)
            elif self._turns.may_begin(letter.job, monotonic()):
                return letter
            else:
                self._turns.put_off(letter.job)
        return None

    def refuse(self, job: Job) -> None:
        """Note that the gate stayed shut for a job; after two, its fellows are given back without a try."""
        self._refused[job.claim_id, job.claimed.dispatch_id] += 1

    def shut(self, dispatch_id: int) -> None:
        """Offer no more letters of a dispatch: each further one would fare the same (trust.md 1.3)."""
        self._shut[dispatch_id] = math.inf

    async def hold(self, dispatch_id: int, why: str) -> None:
        """Have a dispatch held, and let nothing more of it out that was claimed before."""
        self.shut(dispatch_id)
        label = await self._scribe.insist(self._room.hold, dispatch_id, why)
        self._shut[dispatch_id] = self._last_claim
        self._on_hold(label, why)

    def begin(self, letter: Letter) -> None:
        """A letter comes on a line."""
        self._turns.begin(letter.job, monotonic())

    def done(self, job: Job) -> None:
        """A job is out of hand, whatever became of it: its line, or its place, is free."""
        self._turns.done(job, monotonic())
        if len(self._turns):
            self._stir.set()

    @property
    def crowded(self) -> frozenset[str]:
        """Domains of which so many wait that no more is to be claimed for them."""
        return self._turns.crowded()

    def end(self) -> list[Job]:
        """Let the lines know that there will be no more; the jobs that nobody began."""
        rest = [letter.job for letter in self._ready] + self._turns.rest()
        self._ready.clear()
        self._ended = True
        self._stir.set()
        return rest

    def _is_shut(self, job: Job) -> bool:
        if not self._shut and not self._refused:
            return False  # nearly always, and asked twice for each letter
        dispatch_id = job.claimed.dispatch_id
        if job.claim_id <= self._shut.get(dispatch_id, 0):
            return True
        return self._refused[job.claim_id, dispatch_id] >= REFUSALS

    async def _make_some_ready(self) -> None:
        octets = 0
        while len(self._ready) < STRIDE and octets < STRIDE_OCTETS:
            job = self._turns.take(monotonic())
            if job is None:
                return
            letter = await self._made(job)
            if letter is not None:
                self._ready.append(letter)
                octets += len(letter.message)

    async def _made(self, job: Job) -> Letter | None:
        """The letter of a job; None where it is given back, or cannot be filled, which is then recorded."""
        claimed = job.claimed
        if objection := self._room.objection(claimed):
            if not self._is_shut(job):
                await self.hold(claimed.dispatch_id, objection)
            await self._give_back(job)
            return None
        if self._is_shut(job):
            await self._give_back(job)
            return None
        try:
            extra: tuple[tuple[PartRef, bytes], ...] = ()
            if claimed.extra_parts:
                extra = await self._scribe.insist(self._room.extra_parts, claimed.extra_parts)
            return make_ready(job, self._room.blueprints[claimed.blueprint_id], self._room.keyring, extra)
        except Unreachable:
            raise  # that is nothing against the letter
        except MailerError as error:
            why = str(error)
        except Exception as error:
            # A row that cannot even be read must not stop the others (F46).
            why = f"Its row in the ledger cannot be read ({type(error).__name__})."
        self.done(job)
        await self._submit(not_sent(claimed, job.claim_id, self._room.clock(), "fill", why))
        return None

    async def _give_back(self, job: Job) -> None:
        self.done(job)
        await self._submit(job)
