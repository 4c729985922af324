"""A server that stops, falls or is cut off while sending: nothing lost, nothing twice (trust.md 1.4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import func, select, text

from mailer.audit import Actor, head_of, record, verify
from mailer.database import Database, insert_rows, open_database
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState, dispatch_of
from mailer.errors import Unreachable
from mailer.heads import read_head
from mailer.recording import LATE
from mailer.scribe import Fell
from mailer.worker import Progress
from tests.rig.cutting_proxy import cutting_proxy
from tests.rig.databases import Postgres
from tests.rig.ledger import dispatch_to
from tests.rig.mortal_postgres import MortalPostgres, start_mortal_postgres
from tests.rig.post_office import PostOffice, at
from tests.rig.scripted_smtp import ScriptedServer, in_thread

S = DeliveryState
LINES, LETTERS = 2, 12
POINTS = [("claimed", 1), ("marked", 2), ("answered", 4), ("recorded", 3)]


@pytest.fixture(scope="module")
def mortal() -> Iterator[MortalPostgres]:
    with start_mortal_postgres() as server:
        yield server


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


@pytest.fixture
def office(mortal: MortalPostgres, server: ScriptedServer) -> Iterator[PostOffice]:
    mortal.start()
    database = open_database(mortal.postgres.clone())
    yield PostOffice(database, server)
    database.close()


def sends_the_rest(office: PostOffice, dispatch_id: int) -> dict[DeliveryState, int]:
    """The next run, after whatever was in hand has lapsed; how all of it ended."""
    office.let_leases_run_out()
    office.send()
    counts = office.account(dispatch_id)
    assert counts.keys() <= {S.SENT, S.UNCERTAIN}
    assert sum(counts.values()) == LETTERS
    return counts


@pytest.mark.parametrize(("point", "times"), POINTS, ids=[point for point, _ in POINTS])
def test_f33_a_server_stopped_in_order_costs_an_impatient_worker_what_was_on_the_wire(
    office: PostOffice, mortal: MortalPostgres, point: str, times: int
) -> None:
    dispatch_id = office.enqueue(LETTERS)
    with pytest.raises(Unreachable, match="its server"):
        office.send(at(point, times, mortal.stop))
    mortal.start()
    counts = sends_the_rest(office, dispatch_id)
    assert counts.get(S.UNCERTAIN, 0) <= LINES


@pytest.mark.parametrize(("point", "times"), POINTS, ids=[point for point, _ in POINTS])
def test_f33_a_server_that_is_restarted_costs_a_patient_worker_nothing(
    office: PostOffice, mortal: MortalPostgres, point: str, times: int
) -> None:
    dispatch_id = office.enqueue(LETTERS)
    troubles: set[str] = set()

    def start_again(progress: Progress) -> None:
        if progress.trouble and not any(troubles):
            mortal.start()
        troubles.add(progress.trouble)

    office.run(at(point, times, mortal.stop), start_again, patience=30.0)
    assert "" in troubles
    assert any("its server" in trouble for trouble in troubles)
    assert office.account(dispatch_id) == {S.SENT: LETTERS}
    assert_each_was_attempted_once(office.database)


@pytest.mark.parametrize("patience", [0.0, 30.0], ids=["impatient", "patient"])
@pytest.mark.parametrize(("point", "times"), POINTS[1::2], ids=[point for point, _ in POINTS[1::2]])
def test_f33_a_server_that_fell_has_forgotten_marks_and_outcomes_and_nothing_is_sent_twice(
    office: PostOffice, mortal: MortalPostgres, point: str, times: int, patience: float
) -> None:
    def fall() -> None:
        mortal.fall()
        mortal.start()

    # Claims of four: a worker that claims again finds out that the server has been away.
    dispatch_id = office.enqueue(LETTERS)
    with pytest.raises(Unreachable, match="lost"):
        office.send(at(point, times, fall), patience=patience, connections=1, claim_size=4)
    sends_the_rest(office, dispatch_id)


def test_f33_a_worker_that_finds_its_server_fell_is_sure_of_what_it_did_itself(
    office: PostOffice, mortal: MortalPostgres
) -> None:
    def fall() -> None:
        mortal.fall()
        mortal.start()

    dispatch_id = office.enqueue(LETTERS)
    with pytest.raises(Fell, match="listed as uncertain"):
        office.send(at("claimed", 1, fall), connections=1, claim_size=4)
    assert office.account(dispatch_id).keys() <= {S.QUEUED, S.SENT}
    assert sends_the_rest(office, dispatch_id) == {S.SENT: LETTERS}


def test_f33_worker_and_server_fall_together_and_all_that_was_in_hand_is_uncertain(
    office: PostOffice, mortal: MortalPostgres
) -> None:
    dispatch_id = office.enqueue(LETTERS)
    assert office.start("answered").wait() < 0
    mortal.fall()
    mortal.start()
    office.send()
    assert office.account(dispatch_id) == {S.UNCERTAIN: LETTERS}


def test_f33_a_head_noted_outside_outlives_no_entry_that_a_fall_may_take(
    mortal: MortalPostgres, server: ScriptedServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    heads = tmp_path_factory.mktemp("heads") / "heads.log"
    database = open_database(mortal.postgres.clone(), heads=heads)
    office = PostOffice(database, server)
    office.enqueue(LETTERS)

    def fall() -> None:
        mortal.fall()
        mortal.start()

    with pytest.raises(Unreachable):
        office.send(at("recorded", 6, fall))
    noted = read_head(heads.read_text().splitlines()[-1])
    with database.reading() as session:
        assert verify(session, against=noted).sound
    office.enqueue(1, name="q")
    office.send()
    with database.reading() as session:
        assert read_head(heads.read_text().splitlines()[-1]) == head_of(session), (
            "an idle worker has noted all"
        )
    database.close()


def assert_each_was_attempted_once(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryAttempt)) == LETTERS
        assert not session.scalar(select(func.count()).where(DeliveryAttempt.note.contains(LATE)))
        assert set(session.scalars(select(Delivery.attempts))) == {1}


@pytest.fixture
def address(postgres: Postgres) -> str:
    return postgres.clone()


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not_heard"])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_f33_a_commit_of_which_nobody_knows_the_end_is_looked_up_and_not_made_twice(
    address: str, server: ScriptedServer, number: int, heard: bool
) -> None:
    with cutting_proxy(address) as proxy:
        near, far = open_database(proxy.url), open_database(address)
        dispatch_id = PostOffice(far, server).enqueue(LETTERS)
        office = PostOffice(near, server)

        def arm(point: str) -> None:
            if point == "claimed" and not server.letters:
                proxy.cut_at_commit(number, heard=heard)

        office.send(arm, patience=30.0)
        assert PostOffice(far, server).account(dispatch_id) == {S.SENT: LETTERS}
        assert_each_was_attempted_once(far)
        near.close()
        far.close()


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not_heard"])
def test_f33_a_claim_of_which_nobody_knows_the_end_is_given_back(
    address: str, server: ScriptedServer, heard: bool
) -> None:
    with cutting_proxy(address) as proxy:
        near, far = open_database(proxy.url), open_database(address)
        first = PostOffice(far, server).enqueue(LETTERS)
        office = PostOffice(near, server)
        proxy.cut_at_commit(2, heard=heard)
        office.send(patience=30.0)
        counts = PostOffice(far, server).account(first)
        assert counts == ({S.QUEUED: LETTERS} if heard else {S.SENT: LETTERS})
        PostOffice(far, server).send()
        assert PostOffice(far, server).account(first) == {S.SENT: LETTERS}
        near.close()
        far.close()


def test_f33_a_clerk_whose_commit_was_lost_is_told_that_nobody_knows(
    address: str, now: datetime, clerk: Actor
) -> None:
    with cutting_proxy(address) as proxy:
        database = open_database(proxy.url)
        proxy.cut_at_commit(1, heard=True)
        unknown = "not known: look before you repeat it"
        with pytest.raises(Unreachable, match=unknown), database.writing() as session:
            record(session, now, clerk, "letter.approve", "letter:1")
        await_head(database, 1)
        database.close()


def await_head(database: Database, number: int) -> None:
    """Return once the chain has so many entries: whoever is cut off may look before the server is done."""
    patience = time.monotonic() + 30
    while True:
        with database.reading() as session:
            if head_of(session).number == number:
                return
        assert time.monotonic() < patience, f"entry {number} never came"
        time.sleep(0.02)


def test_f33_a_line_that_is_cut_while_rows_are_copied_is_a_sentence(
    address: str, now: datetime, clerk: Actor
) -> None:
    with cutting_proxy(address) as proxy:
        database = open_database(proxy.url)
        with database.writing() as session:
            dispatch_id = dispatch_to(session, now, clerk, "a@one.example")

        def announce() -> None:
            with database.writing() as session:
                dispatch_of(session, dispatch_id)
                proxy.cut()
                insert_rows(session, DeliveryNews, ("delivery_id", "at", "what"), [(1, now, "failed")])

        with pytest.raises(Unreachable, match="its server"):
            announce()
        database.close()


def test_f43_a_worker_cut_off_after_claiming_holds_nothing_for_long(
    address: str, server: ScriptedServer
) -> None:
    with cutting_proxy(address) as proxy:
        near, far = PostOffice(open_database(proxy.url), server), PostOffice(open_database(address), server)
        dispatch_id = far.enqueue(LETTERS)
        with pytest.raises(Unreachable, match="its server cannot be reached"):
            near.send(at("claimed", 1, proxy.cut))
        assert far.counts(dispatch_id) == {S.SENDING: LETTERS}
        far.send()
        assert far.counts(dispatch_id) == {S.SENDING: LETTERS}, "its lease holds, and its process lives"
        assert sends_the_rest(far, dispatch_id) == {S.SENT: LETTERS}
        near.database.close()
        far.database.close()


def test_f43_a_worker_whose_line_is_cut_once_takes_another(
    postgres_database: Database, server: ScriptedServer
) -> None:
    office = PostOffice(postgres_database, server)
    dispatch_id = office.enqueue(LETTERS)

    cuts: list[str | None] = []

    def cut() -> None:
        name = postgres_database.engine.url.database
        other = open_database(postgres_database.engine.url.render_as_string(hide_password=False))
        with other.writing() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = :name AND pid <> pg_backend_pid()"
                ),
                {"name": name},
            )
        other.close()
        cuts.append(name)

    office.send(at("answered", 4, cut), patience=30.0)
    assert cuts
    assert office.account(dispatch_id) == {S.SENT: LETTERS}


def test_f30_what_another_program_keeps_locked_is_waited_for_and_then_a_sentence(
    postgres_database: Database, now: datetime, clerk: Actor
) -> None:
    hasty = open_database(
        postgres_database.engine.url.render_as_string(hide_password=False), busy_seconds=0.1
    )
    with postgres_database.writing() as slow:
        slow.execute(text("SELECT * FROM audit_head FOR UPDATE"))
        with pytest.raises(Unreachable, match="keeps it locked"), hasty.writing() as session:
            record(session, now, clerk, "letter.approve", "letter:1")
    with hasty.writing() as session:
        record(session, now, clerk, "letter.approve", "letter:1")
    with hasty.reading() as session:
        assert head_of(session).number == 1
    hasty.close()
