"""What the worker asks of the database, each request one short transaction of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from mailer import claims, lapses, outbox, recording, waiting
from mailer.address import forms_of_wire, is_listed
from mailer.audit import Actor, note_head
from mailer.blueprint import Blueprint, PartRef
from mailer.database import Database, OfficeSession, server_run
from mailer.delivery import Worker
from mailer.dispatch import DeliveryState, dispatch_of
from mailer.errors import Refused
from mailer.heads import noted_in, refuse_lag
from mailer.limits import Limits
from mailer.process import is_alive, this_process
from mailer.refusals import Outlook
from mailer.retry import RetryPolicy
from mailer.scribe import Fell
from mailer.settings import Environment
from mailer.standstill import note_trouble
from mailer.token import Keyring
from mailer.turns import SLOW
from mailer.wire import Relay

FELL: Final = (
    "The database's server stopped without warning and came back; the last records of sending may be lost."
    " The worker ended, and what it was not sure of is listed as uncertain. Start it again."
)


@dataclass(frozen=True)
class PostRoom:
    """All that a worker is given: records, keys, the way out, and the rules it keeps."""

    database: Database
    keyring: Keyring
    relay: Relay
    by: Actor
    clock: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    environment: Environment = Environment.PRODUCTION
    allow: frozenset[str] = frozenset()
    """Address keys, or `@domain`, that a test environment may write to."""
    connections: int = 16
    claim_size: int = 512
    """Deliveries that are claimed at once; so many more are uncertain where the machine falls in mid send."""
    patience: float = 20.0
    """Seconds that the database may be away before a run ends."""
    stop_seconds: float = 30.0
    """Seconds that dialogues under way may take after a worker was told to stop."""
    slow: float = SLOW
    """Seconds of a dialogue from which its domain is slow, and has no more than half of the lines."""
    blueprints: dict[int, Blueprint] = field(default_factory=dict, repr=False)
    spoilt: dict[int, str] = field(default_factory=dict, repr=False)
    """Blueprints that cannot be used, each with the reason."""

    @cached_property
    def hurried(self) -> PostRoom | None:
        """The same for who cannot wait; None where the database is a server, on whom one always waits."""
        return replace(self, database=self.database.hurried) if self.database.is_sqlite else None

    def why_not(self, address: str, colleagues: frozenset[str] | None) -> str:
        """Why an address may not be written to; empty if it may.

        A test reaches its `colleagues`, in any environment; all else, in a test environment, its allow-list.
        Held against the lists is what will stand in RCPT TO, whatever the row says.
        """
        if colleagues is None and self.environment is Environment.PRODUCTION:
            return ""
        key, domain = forms_of_wire(address)
        if colleagues is not None:
            return "" if key in colleagues else "The address is not on the allow-list of this test."
        if is_listed(key, domain, self.allow):
            return ""
        return "This is a test environment, and the address is not on its allow-list."

    def begin(self) -> int:
        """Enter this process as a worker and take back what dead ones held; the worker's id.

        Refused, as `claim` is, while the records fall short of the head that was noted outside (F53).
        """
        now, noted = self.clock(), noted_in(self.database.heads)
        with self.database.writing() as session:
            refuse_lag(session, noted)
            here = _here(session)
            lapses.lapse_dead(session, now, self.by, here, is_alive)
            return claims.register(session, now, here)

    def end(self, worker_id: int) -> Counter[DeliveryState]:
        """Sign this worker off; what it still holds lapses now: the states that it goes to."""
        now = self.clock()
        with self.database.writing() as session:
            became = lapses.lapse_own(session, now, self.by, worker_id, _here(session).boot)
            claims.sign_off(session, now, worker_id)
            note_head(session)
        return became

    def note_trouble(self, worker_id: int, why: str) -> None:
        """Write down what keeps this worker from the mail server, or that nothing does any more."""
        with self.database.writing() as session:
            note_trouble(session, self.clock(), worker_id, why)

    def take_back(self) -> None:
        """Take back what workers hold that died or ran out of time meanwhile."""
        with self.database.writing() as session:
            lapses.lapse_dead(session, self.clock(), self.by, _here(session), is_alive)

    def claim(
        self, worker_id: int, limit: int, crowded: frozenset[str] = frozenset()
    ) -> claims.ClaimBatch | None:
        """Take a batch, whose blueprints `prepare` makes ready; nothing for domains of which enough wait.

        Fell if the server fell and came back since this worker began: what it recorded last may be lost, so
        what it still holds must lapse before anything new goes out.
        """
        noted = noted_in(self.database.heads)
        with self.database.writing() as session:
            refuse_lag(session, noted)
            if not self.database.is_sqlite and session.get_one(Worker, worker_id).boot != _here(session).boot:
                raise Fell(FELL)
            return claims.claim_due(
                session, self.clock(), self.by, worker_id, limit, self.limits,
                crowded=crowded, why_not=self.why_not,
            )  # fmt: skip

    def unprepared(self, batch: claims.ClaimBatch) -> Set[int]:
        """The blueprints of a batch that are still to be made ready, or could not be when they were tried."""
        return {claimed.blueprint_id for claimed in batch.deliveries} - self.blueprints.keys()

    def prepare(self, blueprint_ids: Iterable[int]) -> None:
        """Read blueprints with their annexes and compile them; harmless when repeated."""
        with self.database.reading() as session:
            for blueprint_id in blueprint_ids:
                try:
                    spec = outbox.blueprint_spec(session, blueprint_id)
                    parts = {part.sha256: outbox.part_bytes(session, part.sha256) for part in spec.parts}
                    self.blueprints[blueprint_id] = Blueprint(spec, parts)
                except Refused as refused:
                    self.spoilt[blueprint_id] = str(refused)

    def objection(self, claimed: claims.Claimed) -> str:
        """Why no letter of this dispatch can be made, a fault of the office and not of a copy; else empty."""
        if claimed.key_id not in self.keyring.keys:
            return f"The signing key “{claimed.key_id}” is missing from the office's key file; restore it."
        return self.spoilt.get(claimed.blueprint_id, "")

    def extra_parts(self, text: str | None) -> tuple[tuple[PartRef, bytes], ...]:
        """The parts that one delivery adds of its own."""
        if text is None:
            return ()
        with self.database.reading() as session:
            listed = [PartRef(**part) for part in json.loads(text)]
            return tuple((part, outbox.part_bytes(session, part.sha256)) for part in listed)

    def write(
        self,
        results: Sequence[recording.Result],
        marks: Sequence[recording.Mark],
        *,
        synced: bool,
        group_id: int,
        again: bool = False,
    ) -> set[int]:
        """Commit a group: first how letters ended, then *data started* for the next; ids that may go on.

        `again` is said of a group whose first commit nobody knows the end of: it is not written twice.
        """
        with self.database.writing(synced=synced) as session:
            now = self.clock()
            if not (again and recording.is_recorded(session, group_id, results)):
                recording.record_results(session, now, self.by, results, group_id)
            return recording.mark_started(session, now, marks) if marks else set()

    def release(self, held: Sequence[tuple[int, int]]) -> None:
        """Give back (claim, delivery) pairs of which nothing left."""
        for claim_id in sorted({claim_id for claim_id, _ in held}):
            ids = [delivery_id for claim, delivery_id in held if claim == claim_id]
            with self.database.writing() as session:
                lapses.release(session, self.clock(), claim_id, ids)

    def close_claims(self, claim_ids: Iterable[int], *, last: bool) -> None:
        """Close claims of which nothing is in hand; one that stays open by a fall of the machine lapses.

        With the `last` one in hand all that was written before is synced too, as nothing may follow for long.
        """
        with self.database.writing(synced=last) as session:
            claims.end_claims(session, claim_ids)
            if last:
                note_head(session)

    def renew(self, claim_ids: Iterable[int]) -> None:
        """Hold claims longer."""
        with self.database.writing(synced=False) as session:
            claims.renew(session, claim_ids)

    def hold(self, dispatch_id: int, why: str) -> str:
        """Hold a dispatch because every further letter would fare the same; its label."""
        with self.database.writing() as session:
            outbox.hold_dispatch(session, self.clock(), dispatch_id, self.by, why)
            return dispatch_of(session, dispatch_id).label

    def outlook(self, dispatch_id: int, refusing: Set[str]) -> Outlook:
        """What the ledger knows of a dispatch of which these domains refuse the contents."""
        with self.database.reading() as session:
            return waiting.outlook(session, dispatch_id, refusing)

    def held_back(self) -> bool:
        """Whether letters wait that a rate limit put off: they were never tried, and are due in a moment."""
        if self.limits.per_domain is None and not self.limits.domains:
            return False
        with self.database.reading() as session:
            return waiting.untried(session)

    def waiting(self) -> int:
        """How many deliveries of open dispatches are due."""
        with self.database.reading() as session:
            return waiting.count_due(session, self.clock())


def _here(session: OfficeSession) -> claims.Process:
    """Who asks; `boot` names the present run of what keeps the records, a server or this machine."""
    process = this_process()
    return replace(process, boot=server_run(session) or process.boot)
