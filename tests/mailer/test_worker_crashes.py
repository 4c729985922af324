"""Kill -9 at each named point, restart, and look at the invariants (trust.md 1.4, F04 to F13, F42)."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from mailer.audit import Actor, verify
from mailer.clock import utc_now
from mailer.database import Database, open_database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, tally
from mailer.errors import Unreachable
from mailer.outbox import keep_part
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from tests.rig.apart import Apart
from tests.rig.dying_worker import start
from tests.rig.ledger import PLAIN, dispatch_to, keyring
from tests.rig.messages import part
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Act, Step

S = DeliveryState
LINES, LETTERS = 2, 12
READ = 200_000
"""Octets of a letter that the server has read when it kills the worker in mid body."""
ANNEX = 5 * 2**20
"""Octets of an annex that no buffers between the two hold: 4 MiB where one writes, little where one reads."""


class KillingServer(ScriptedServer):
    """A server that kills the worker when it reaches a step for the fourth time."""

    victim: Apart | None = None
    step: Step | None = None
    count = 0

    def kill(self) -> None:
        """Kill the worker, and see it dead."""
        assert self.victim is not None
        self.victim.send_signal(signal.SIGKILL)
        self.victim.wait()

    def act(self, step: Step, recipient: str) -> Act:
        """Kill first, then speak to nobody."""
        if step is self.step and self.victim is not None:
            self.count += 1
            if self.count == 4:
                self.kill()
                return Act(silent=True, cut=True, keep=step is Step.DOT)
        return super().act(step, recipient)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[KillingServer]:
    monkeypatch.setattr("tests.rig.scripted_smtp.ScriptedServer", KillingServer)
    with in_thread() as running:
        assert isinstance(running, KillingServer)
        yield running


def restart(database: Database, server: ScriptedServer) -> None:
    clerk = Actor("machine", "machine", "tester")
    relay = Relay("127.0.0.1", server.port, Tls.OFF)
    room = PostRoom(
        database=database, keyring=keyring(), relay=relay, by=clerk, clock=utc_now, connections=LINES
    )
    asyncio.run(WorkerRun(room, until_idle=True).run())


def check(database: Database, server: ScriptedServer, dispatch_id: int, letters: int = LETTERS) -> int:
    """The invariants I; how many ended uncertain."""
    with database.reading() as session:
        rows = session.scalars(select(Delivery).where(Delivery.dispatch_id == dispatch_id)).all()
        counts = tally(session, dispatch_id)
        assert verify(session).sound
        if database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    states = {row.address: row.state for row in rows}
    assert counts[S.SENT] + counts[S.UNCERTAIN] == letters == len(rows)
    assert all(counts[state] == list(states.values()).count(state) for state in DeliveryState)
    taken = [letter.recipient for letter in server.letters]
    assert len(taken) == len(set(taken)), "somebody got the letter twice"
    assert {address for address, state in states.items() if state is S.SENT} <= set(taken)
    assert counts[S.UNCERTAIN] <= LINES
    return counts[S.UNCERTAIN]


def enqueue(database: Database) -> int:
    clerk = Actor("machine", "machine", "tester")
    with database.writing() as session:
        return dispatch_to(session, utc_now(), clerk, *[f"p{n}@one.example" for n in range(LETTERS)])


@pytest.mark.parametrize(
    ("point", "safe"),
    [
        ("claimed", True),  # F04
        ("connected", True),
        ("marked", False),  # F09
        ("answered", False),  # F11
        ("recorded", False),  # F12: the other line may be under way
        ("auditing", False),  # F13
    ],
    ids=["f04_claimed", "f05_connected", "f09_marked", "f11_answered", "f12_recorded", "f13_auditing"],
)
def test_killed_at_a_point_of_its_own(
    database: Database, server: KillingServer, point: str, safe: bool
) -> None:
    dispatch_id = enqueue(database)
    assert start(database, server.port, point).wait() == -signal.SIGKILL
    restart(database, server)
    uncertain = check(database, server, dispatch_id)
    assert not (safe and uncertain)


@pytest.mark.parametrize(
    "step",
    [Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.DOT],
    ids=["f05_ehlo", "f06_mail", "f07_rcpt", "f08_data", "f10_dot"],
)
def test_killed_at_a_step_of_the_dialogue(database: Database, server: KillingServer, step: Step) -> None:
    dispatch_id = enqueue(database)
    server.step, server.count = step, 3 if step is Step.EHLO else 0
    server.victim = start(database, server.port, "never")
    assert server.victim.wait() == -signal.SIGKILL
    server.step = None
    restart(database, server)
    uncertain = check(database, server, dispatch_id)
    assert uncertain >= (step is Step.DOT)


def test_f08_killed_in_mid_body_a_letter_is_sent_again_and_is_not_uncertain(
    database: Database, server: KillingServer
) -> None:
    """The letter is larger than what lies between the two, so the worker still writes when it is killed."""
    annex = part(content=random.Random(8).randbytes(ANNEX))
    with database.writing() as session:
        keep_part(session, random.Random(8).randbytes(ANNEX))
        clerk, spec = Actor("machine", "machine", "tester"), replace(PLAIN, parts=(annex,))
        dispatch_id = dispatch_to(session, utc_now(), clerk, "a@one.example", "b@one.example", spec=spec)
    server.play(Step.BODY, [Act(deed=server.kill, silent=True, cut=True, after=READ)])
    server.victim = start(database, server.port, "never", lines=1)
    assert server.victim.wait() == -signal.SIGKILL
    server.wait_for_unfinished(1)
    (half,) = server.unfinished
    assert READ <= len(half) < ANNEX
    assert half.startswith(b"From: ")
    assert server.letters == ()
    restart(database, server)
    assert check(database, server, dispatch_id, letters=2) == 0
    assert len(server.letters) == 2


def stop_past_its_lease(database: Database, worker: Apart) -> None:
    """Stop a worker between two of its transactions, whose locks nobody could take, and let its claim lapse.

    Whether it is in one is not to be seen from outside, so it is let go and stopped anew while it holds one.
    """
    impatient = open_database(database.engine.url.render_as_string(hide_password=False), busy_seconds=0.1)
    for _ in range(50):
        os.kill(worker.pid, signal.SIGSTOP)
        try:
            with impatient.writing() as session:
                session.execute(text("UPDATE claim SET expires_at = '2000-01-01 00:00:00.000000+00'"))
                session.execute(text("UPDATE delivery SET reason = reason"))
                session.execute(text("UPDATE audit_head SET number = number"))
        except Unreachable:
            os.kill(worker.pid, signal.SIGCONT)
            time.sleep(0.02)
        else:
            impatient.close()
            return
    pytest.fail("the worker was never found between two transactions")


def test_f42_a_worker_stopped_past_its_lease_writes_too_late(
    database: Database, server: KillingServer
) -> None:
    dispatch_id = enqueue(database)
    server.play(Step.DOT, Act(delay=0.3))
    with start(database, server.port, "never") as worker:
        server.wait_for(2)
        stop_past_its_lease(database, worker)
        server.play(Step.DOT, Act())
        restart(database, server)
        os.kill(worker.pid, signal.SIGCONT)
        worker.wait()
    restart(database, server)
    check(database, server, dispatch_id)
