"""A post room between a database and a scripted server, its worker's runs, and what must hold after them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from mailer.audit import Actor, verify
from mailer.clock import utc_now
from mailer.database import Database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, tally
from mailer.ledger import verify_ledger
from mailer.post_room import PostRoom
from mailer.vouching import verify_vouched
from mailer.wire import Deadlines, Relay, Tls
from mailer.worker import Progress, WorkerRun
from tests.rig import dying_worker
from tests.rig.apart import Apart
from tests.rig.ledger import dispatch_to, keyring
from tests.rig.scripted_smtp import ScriptedServer

ROOT = Path(__file__).parents[2]
PATIENT = replace(Deadlines(*(20.0 for _ in Deadlines.__slots__)), quit=0.2)
MACHINE = Actor("machine", "machine", "tester")
S = DeliveryState


def at(point: str, times: int, deed: Callable[[], object]) -> Callable[[str], None]:
    """A hook that does a deed when a worker comes to a point for the so-many-th time, and never again."""
    passed: list[str] = []

    def hook(name: str) -> None:
        if name == point:
            passed.append(name)
            if len(passed) == times:
                deed()

    return hook


@dataclass
class PostOffice:
    """An office's post room with a scripted server at the other end."""

    database: Database
    server: ScriptedServer

    def room(self, **changes: Any) -> PostRoom:
        """The post room, with what a test wants otherwise; it has no patience with the database."""
        settled: dict[str, Any] = {
            "database": self.database,
            "keyring": keyring(),
            "relay": Relay("127.0.0.1", self.server.port, Tls.OFF, deadlines=PATIENT),
            "by": MACHINE,
            "clock": utc_now,
            "connections": 2,
            "patience": 0.0,
        }
        return PostRoom(**settled | changes)

    def enqueue(self, count: int, name: str = "p", **changes: Any) -> int:
        """A dispatch of so many letters, due now; its id. `name` begins each of its addresses."""
        return self.enqueue_to(*[f"{name}{number}@one.example" for number in range(count)], **changes)

    def enqueue_to(self, *addresses: str, **changes: Any) -> int:
        """A dispatch of a letter to each address, due now; its id."""
        with self.database.writing() as session:
            return dispatch_to(session, utc_now(), MACHINE, *addresses, **changes)

    def send(self, at_point: Callable[[str], None] = lambda _: None, **changes: Any) -> Progress:
        """One run until nothing is due."""
        return self.run(at_point, **changes)

    def run(
        self,
        at_point: Callable[[str], None] = lambda _: None,
        on_progress: Callable[[Progress], None] | None = None,
        **changes: Any,
    ) -> Progress:
        """One run until nothing is due, and what to do on the way."""
        room = self.room(**changes)
        run = WorkerRun(room, until_idle=True, on_progress=on_progress, at_point=at_point)
        return asyncio.run(run.run())

    def start(self, point: str = "never", lines: int = 2) -> Apart:
        """A worker in a process of its own; see `tests.rig.dying_worker`."""
        return dying_worker.start(self.database, self.server.port, point, lines)

    def let_leases_run_out(self) -> None:
        """As if the two minutes had passed."""
        with self.database.writing() as session:
            session.execute(text("UPDATE claim SET expires_at = '2000-01-01 00:00:00.000000+00'"))

    def counts(self, dispatch_id: int) -> dict[DeliveryState, int]:
        """The tally, without the states in which nothing stands."""
        with self.database.reading() as session:
            return {state: count for state, count in tally(session, dispatch_id).items() if count}

    def account(self, *dispatch_ids: int) -> dict[DeliveryState, int]:
        """The tally of all dispatches there are, after a look at promises 1, 2 and 6 (trust.md 1.4, I).

        The tally is what the rows say; nobody got a letter twice; each sent one is at the server, each one
        at the server is sent or uncertain; the chain is whole, and so are the groups of attempts.
        """
        with self.database.reading() as session:
            rows = session.scalars(select(Delivery).where(Delivery.dispatch_id.in_(dispatch_ids))).all()
            tallies = [tally(session, dispatch_id) for dispatch_id in dispatch_ids]
            counts = {state: sum(counted[state] for counted in tallies) for state in DeliveryState}
            found = verify(session)
            assert found.sound, found.why
            assert verify_vouched(session, {}) is None
            assert verify_ledger(session, {}) is None
            if self.database.is_sqlite:
                assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        states = {row.address: row.state for row in rows}
        assert {state: list(states.values()).count(state) for state in DeliveryState} == counts
        taken = [letter.recipient for letter in self.server.letters]
        assert len(taken) == len(set(taken)), "somebody got the letter twice"
        assert {address for address, state in states.items() if state is S.SENT} <= set(taken)
        assert {states[address] for address in taken} <= {S.SENT, S.UNCERTAIN}
        return {state: count for state, count in counts.items() if count}
