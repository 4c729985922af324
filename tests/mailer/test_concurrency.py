"""Many at once: each letter goes once, the chain has no fork, limits are kept (trust.md 1.4)."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from console.bootstrap import found_office
from mailer.audit import Actor, AuditEntry, erase_details, record, verify
from mailer.claims import claim_due
from mailer.database import Database, OfficeSession, open_database
from mailer.delivery import Claim, Delivery, DeliveryAttempt, Worker
from mailer.dispatch import DeliveryState, tally
from mailer.erasure import record_erasure
from mailer.limits import Limits, take
from mailer.recording import ATTEMPT_COLUMNS
from mailer.suppression import suppress
from mailer.vouching import verify_vouched
from tests.rig import claiming_process, draining_worker
from tests.rig.apart import Apart, address_for_another, begin_all
from tests.rig.ledger import MACHINE, anybody, dispatch_to, worker_id
from tests.rig.post_office import ROOT, PostOffice
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Act, Script, Step
from tests.rig.tampering import tamper

S = DeliveryState


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


@pytest.fixture
def office(database: Database, server: ScriptedServer) -> PostOffice:
    return PostOffice(database, server)


def all_at_once(*deeds: Callable[[], object]) -> None:
    """Each in a thread of its own, from one start; the first failure fails the test."""
    barrier, failures = threading.Barrier(len(deeds)), list[Exception]()

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


# F41, F42: many workers


def test_f41_f42_workers_at_once_drain_one_dispatch_and_each_letter_goes_once(office: PostOffice) -> None:
    office.server.play(Step.DOT, Act(delay=0.005))
    workers = 2 if office.database.is_sqlite else 4
    dispatch_id, url = office.enqueue(400), address_for_another(office.database)
    started = [draining_worker.start(url, office.server.port, lines=2, claim_size=8) for _ in range(workers)]
    begin_all(*started)
    sent = [worker.said() for worker in started]
    assert sum(sent) == 400
    assert min(sent) > 0, "every worker got its share"
    assert office.account(dispatch_id) == {S.SENT: 400}
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryAttempt)) == 400
        assert session.scalar(select(func.count()).where(Claim.ended_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Worker.ended_at.is_(None))) == 0


def test_f41_claims_at_once_over_two_dispatches_and_a_suppression_lock_nobody_out(
    postgres_database: Database, now: datetime, clerk: Actor
) -> None:
    with postgres_database.writing() as session:
        one = dispatch_to(session, now, clerk, *[f"a{number}@one.example" for number in range(60)])
        two = dispatch_to(session, now, clerk, *[f"b{number}@two.example" for number in range(60)])
        for number in range(0, 60, 3):
            suppress(session, now, clerk, address_key=f"b{number}@two.example", scope="all", reason="asked")
        workers = [worker_id(session, now) for _ in range(4)]
    taken: list[int] = []

    def claim(worker: int) -> None:
        while True:
            with postgres_database.writing() as session:
                batch = claim_due(session, now, MACHINE, worker, 5, Limits(), why_not=anybody)
            if batch is None:
                return
            taken.extend(claimed.id for claimed in batch.deliveries)

    all_at_once(*[lambda worker=worker: claim(worker) for worker in workers])
    assert len(taken) == len(set(taken)) == 100
    with postgres_database.reading() as session:
        assert tally(session, one)[S.SENDING] == 60
        assert (tally(session, two)[S.SENDING], tally(session, two)[S.SUPPRESSED]) == (40, 20)


# The chain


def test_people_write_while_a_worker_records_and_the_chain_has_no_fork(
    postgres_database: Database, server: ScriptedServer, now: datetime, clerk: Actor
) -> None:
    office = PostOffice(postgres_database, server)
    dispatch_id = office.enqueue(120)

    def write() -> None:
        for number in range(25):
            with postgres_database.writing() as session:
                details = {"name": "Ada"}
                record(session, now, clerk, "letter.approve", f"letter:{number}", {"n": number}, details)

    all_at_once(write, write, write, write, lambda: office.send(connections=8))
    assert office.account(dispatch_id) == {S.SENT: 120}
    with postgres_database.reading() as session:
        deeds = Counter(session.scalars(select(AuditEntry.deed)))
        numbers = session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).all()
    assert deeds["letter.approve"] == 100
    assert deeds["deliveries.record"] > 1
    assert list(numbers) == list(range(1, sum(deeds.values()) + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery_attempt SET code = 550 WHERE id = {id}",
        "UPDATE delivery_attempt SET group_id = 4711 WHERE id = {id}",
        "DELETE FROM delivery_attempt WHERE id = {id}",
    ],
    ids=["altered", "moved", "removed"],
)
def test_a38_an_attempt_that_was_tampered_with_is_named_by_its_entry(
    office: PostOffice, statement: str
) -> None:
    office.enqueue(12)
    office.send()
    with office.database.reading() as session:
        victim = session.scalars(select(DeliveryAttempt).order_by(DeliveryAttempt.id.desc())).first()
        assert victim is not None
        subject = f"group:{victim.group_id}"
        entry = session.scalars(select(AuditEntry.number).where(AuditEntry.subject == subject)).one()
    tamper(office.database, statement.format(id=victim.id))
    with office.database.reading() as session:
        assert verify(session).sound, "the entries themselves are as they were"
        found = verify_vouched(session, {})
    assert found is not None
    assert found.entry == entry


def test_a38_an_attempt_that_nobody_recorded_is_named(office: PostOffice) -> None:
    office.enqueue(3)
    office.send()
    columns = ", ".join(column for column in ATTEMPT_COLUMNS if column != "group_id")
    tamper(
        office.database,
        f"INSERT INTO delivery_attempt ({columns}, group_id) SELECT {columns}, 4711 FROM delivery_attempt"
        " WHERE delivery_id = 1",
    )
    with office.database.reading() as session:
        found = verify_vouched(session, {})
    assert found is not None
    assert str(found) == "Message 1: one of its attempts stands under no audit entry."


def test_a54_erasing_what_entries_say_of_a_person_leaves_chain_and_groups_whole(
    office: PostOffice, now: datetime, clerk: Actor
) -> None:
    dispatch_id = office.enqueue(6)
    with office.database.writing() as session:
        details = {"name": "Ada", "address": "p1@one.example"}
        record(session, now, clerk, "recipient.add", "recipient:7", {"n": 1}, details)
    office.send()
    with office.database.writing() as session:
        number = session.scalars(select(AuditEntry.number).where(AuditEntry.deed == "recipient.add")).one()
        erase_details(session, now, [number])
        record_erasure(session, now, clerk, "recipient:7", {"audit_detail": [number]}, "asked for it")
        kept = session.execute(text(f"SELECT salt, details FROM audit_detail WHERE number = {number}")).one()
    assert tuple(kept) == (None, None)
    assert office.account(dispatch_id) == {S.SENT: 6}


# Limits


def test_four_threads_at_one_bucket_never_take_more_than_its_rate(
    postgres_database: Database, now: datetime
) -> None:
    taken: list[tuple[int, int]] = []

    def draw() -> None:
        for second in (0, 0, 0, 1, 1, 2, 2, 2):
            with postgres_database.writing() as session:
                moment = now + timedelta(seconds=second)
                granted = take(session, moment, {"*": (10.0, 4), "one.example": (7.0, 4)})
            taken.append((granted["*"], granted["one.example"]))

    all_at_once(draw, draw, draw, draw)
    # Capacity is a second's worth; no thread's clock is past two seconds.
    assert sum(overall for overall, _ in taken) <= 30
    assert sum(of_domain for _, of_domain in taken) <= 21
    assert sum(overall for overall, _ in taken) >= 10


def test_f36_a_clock_that_was_a_day_ahead_for_a_moment_does_not_stop_the_letters_for_a_day(
    session: OfficeSession, now: datetime
) -> None:
    def draw(moment: datetime) -> int:
        return take(session, moment, {"*": (5.0, 100)})["*"]

    assert draw(now) == 5
    assert draw(now + timedelta(days=1)) == 5
    assert draw(now + timedelta(seconds=1)) == 0
    assert draw(now + timedelta(seconds=2)) == 5


def test_processes_that_claim_at_once_share_the_overall_limit_exactly(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        dispatch_to(session, now, clerk, *[f"p{number}@one.example" for number in range(100)])
    for moment in (now, now + timedelta(seconds=1)):
        claiming = [claiming_process.start(address_for_another(database), 40, moment) for _ in range(2)]
        begin_all(*claiming)
        assert sum(process.said() for process in claiming) == 40


# SIGTERM


def stop_after(letters: int, worker: Apart | subprocess.Popen[bytes], server: ScriptedServer) -> None:
    """Let a worker send so many letters, and tell it to stop."""
    server.wait_for(letters, seconds=20)
    worker.send_signal(signal.SIGTERM)


def assert_stopped_in_order(office: PostOffice, dispatch_id: int, letters: int, of: int) -> None:
    """What was under way has ended and is recorded, all else waits again, and nobody holds anything."""
    counts = office.account(dispatch_id)
    assert counts.keys() == {S.SENT, S.QUEUED}
    sent = counts[S.SENT]
    assert letters <= sent == len(office.server.letters) < of
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).where(Claim.ended_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Worker.ended_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Delivery.started_at.is_not(None))) == 0
        assert session.scalar(select(func.count()).select_from(Claim)) == 1, "nothing was claimed afterwards"


def test_on_sigterm_a_worker_ends_its_dialogues_and_gives_back_the_rest(database: Database) -> None:
    with in_thread(Script(acts={Step.DOT: Act(delay=0.1)})) as server:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(60)
        worker = draining_worker.start(
            address_for_another(database), server.port, lines=2, claim_size=60, stay=True
        )
        begin_all(worker)
        stop_after(4, worker.process, server)
        worker.said()
        assert_stopped_in_order(office, dispatch_id, 4, of=60)


def test_on_sigterm_the_command_ends_in_order_and_says_what_it_did(tmp_path: Path) -> None:
    with in_thread(Script(acts={Step.DOT: Act(delay=0.2)})) as server:
        founded = found_office(
            tmp_path / "office", name="Assembly", domain="office.example", sender="letters@office.example",
            actor="", port=server.port,
        )  # fmt: skip
        key_id = next(iter(founded.keyring.keys))
        office = PostOffice(open_database(founded.settings.database_url), server)
        dispatch_id = office.enqueue(200)
        with office.database.writing() as session:
            session.execute(text("UPDATE dispatch SET key_id = :key"), {"key": key_id})
        mailer = [sys.executable, "-c", "from console.cli import main; main()"]
        command = [*mailer, "--office", str(tmp_path / "office"), "worker"]
        worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        stop_after(8, worker, server)
        said = worker.communicate(timeout=20)[0].decode()
        assert worker.returncode == 0
        assert_stopped_in_order(office, dispatch_id, 8, of=200)
        sent = len(server.letters)
        assert said == f"Done: {sent} sent. {200 - sent} wait.\n"
        office.database.close()
        founded.database.close()
