"""A store that is locked, full, read-only or damaged: a sentence, nothing lost or twice (trust.md 1.4)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from console.bootstrap import found_office
from mailer.audit import Actor, head_of, record, verify
from mailer.clock import utc_now
from mailer.database import Database, OfficeSession, open_database
from mailer.delivery import Claim, Delivery
from mailer.dispatch import DeliveryState, Dispatch
from mailer.driving import CHECKPOINT
from mailer.errors import Refused, Unreachable
from mailer.heads import Head, read_head
from mailer.outbox import open_dispatch
from mailer.staff import machine
from mailer.worker import Progress
from tests.rig.command_line import call
from tests.rig.databases import Postgres
from tests.rig.ledger import dispatch_to
from tests.rig.post_office import MACHINE, PostOffice, at
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.small_disk import KINDS, SmallDisk, bound_by_permissions, mount, small_disk

S = DeliveryState
LINES, LETTERS = 2, 12
NORMAL, FULL = 1, 2
"""How SQLite numbers the ways in which it waits for the disk."""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


@contextmanager
def an_office(folder: Path, template: Path, **settings: float) -> Iterator[Database]:
    """An office on SQLite in a folder of its own, with the heads of its chain beside it."""
    if not (folder / "office.db").exists():
        shutil.copy(template, folder / "office.db")
    database = open_database(f"sqlite:///{folder / 'office.db'}", heads=folder / "heads.log", **settings)  # type: ignore[arg-type]
    yield database
    database.close()


def sends_all(office: PostOffice, dispatch_id: int) -> dict[DeliveryState, int]:
    """The next run, after whatever was in hand has lapsed; how all of it ended."""
    office.let_leases_run_out()
    office.send()
    counts = office.account(dispatch_id)
    assert counts.keys() <= {S.SENT, S.UNCERTAIN}
    assert sum(counts.values()) == LETTERS
    assert counts.get(S.UNCERTAIN, 0) <= LINES
    return counts


# F30: locked


class Lock:
    """Another program that writes, and keeps the database to itself meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._connection.execute("BEGIN IMMEDIATE")

    def give_up(self) -> None:
        self._connection.close()


@pytest.fixture
def locked(tmp_path: Path) -> Lock:
    return Lock(tmp_path / "office.db")


def test_f30_a_claim_on_a_locked_database_says_so_and_takes_nothing(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, locked: Lock
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=0.05) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        with pytest.raises(Unreachable, match="another program keeps it locked"):
            office.send(at("claimed", 1, locked.take))
        locked.give_up()
        assert sends_all(office, dispatch_id) == {S.SENT: LETTERS}


def test_f30_outcomes_that_cannot_be_written_for_a_lock_end_the_run_and_nothing_is_sent_twice(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, locked: Lock
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=0.05) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        with pytest.raises(Unreachable, match="locked"):
            office.send(at("answered", 3, locked.take))
        locked.give_up()
        assert sends_all(office, dispatch_id)[S.UNCERTAIN] >= 1


def test_f30_a_lock_that_goes_in_time_is_waited_for(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, locked: Lock
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=20) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        later = threading.Timer(0.2, locked.give_up)
        later.start()
        locked.take()
        office.send()
        later.join()
        assert office.account(dispatch_id) == {S.SENT: LETTERS}


def test_f30_who_cannot_wait_is_told_of_a_lock_at_once_and_others_wait_as_ever(
    sqlite_template: Path, tmp_path: Path, locked: Lock
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=3600) as database:
        locked.take()
        with pytest.raises(Unreachable, match="another program keeps it locked"):
            _write(database.hurried)
        later = threading.Timer(0.1, locked.give_up)
        later.start()
        _write(database)
        later.join()


def test_f30_who_cannot_wait_leaves_the_emptying_of_the_journal_to_the_others(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """On one connection, which each transaction sets as it needs it."""
    with an_office(tmp_path, sqlite_template, busy_seconds=7) as database:
        for _ in range(2):
            assert _settings(database, synced=True) == (7_000, CHECKPOINT, FULL)
            assert _settings(database.hurried, synced=False) == (0, 0, NORMAL)


def _settings(database: Database, *, synced: bool) -> tuple[int, ...]:
    asked = ("busy_timeout", "wal_autocheckpoint", "synchronous")
    with database.writing(synced=synced) as session:
        return tuple(session.scalar(text(f"PRAGMA {pragma}")) for pragma in asked)


def _write(database: Database) -> None:
    with database.writing() as session:
        record(session, utc_now(), MACHINE, "office.look", "office")


def test_f30_a_worker_that_waits_for_a_lock_goes_on_hearing_its_lines(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, locked: Lock
) -> None:
    def lock_for_a_while() -> None:
        locked.take()
        asyncio.get_running_loop().call_later(0.1, locked.give_up)

    with an_office(tmp_path, sqlite_template, busy_seconds=3600) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        office.send(at("answered", 3, lock_for_a_while))
        assert office.account(dispatch_id) == {S.SENT: LETTERS}


def test_f30_a_worker_with_patience_outlives_a_lock_that_outlives_the_wait(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, locked: Lock
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=0.05) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        told: list[str] = []

        def release(progress: Progress) -> None:
            if progress.trouble and not told:
                told.append(progress.trouble)
                locked.give_up()

        run = office.run(at("answered", 3, locked.take), on_progress=release, patience=20.0)
        assert "locked" in told[0]
        assert run.trouble == ""
        assert office.account(dispatch_id) == {S.SENT: LETTERS}


def test_f30_a_long_look_at_the_records_keeps_nobody_from_sending(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer
) -> None:
    with an_office(tmp_path, sqlite_template, busy_seconds=0.05) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        with database.reading() as session:
            before = session.scalar(select(func.count()).where(Delivery.state == S.QUEUED))
            office.send()
            assert session.scalar(select(func.count()).where(Delivery.state == S.QUEUED)) == before
        assert office.account(dispatch_id) == {S.SENT: LETTERS}


# F31: full


@pytest.fixture(params=KINDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk that can be filled: a real one where it may be mounted, and in any case the limit."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder, request.param) as small:
        yield small


@pytest.mark.parametrize(
    ("point", "times", "left"),
    [("claimed", 1, 0), ("marked", 2, 0), ("answered", 3, 0), ("recorded", 2, 0), ("answered", 1, 65536)],
    ids=["at_the_mark", "after_the_mark", "at_the_outcome", "after_the_outcome", "as_the_log_grows"],
)
def test_f31_a_disk_that_fills_up_while_sending_loses_nothing(
    disk: SmallDisk, sqlite_template: Path, server: ScriptedServer, point: str, times: int, left: int
) -> None:
    with an_office(disk.folder, sqlite_template) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        with pytest.raises(Unreachable, match="disk"):
            office.send(at(point, times, lambda: disk.fill_up(left)))
        disk.free()
        sends_all(office, dispatch_id)


def test_f31_a_worker_with_patience_goes_on_when_there_is_space_again(
    disk: SmallDisk, sqlite_template: Path, server: ScriptedServer
) -> None:
    def make_space(progress: Progress) -> None:
        if "disk" in progress.trouble:
            disk.free()

    with an_office(disk.folder, sqlite_template) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        office.run(at("answered", 3, disk.fill_up), on_progress=make_space, patience=20.0)
        assert office.account(dispatch_id) == {S.SENT: LETTERS}


def test_f31_a_dispatch_that_does_not_fit_on_the_disk_is_not_there_at_all(
    disk: SmallDisk, sqlite_template: Path, now: datetime, clerk: Actor
) -> None:
    with an_office(disk.folder, sqlite_template) as database:
        with database.writing() as session:
            record(session, now, clerk, "letter.approve", "letter:1")
        disk.fill_up(65536)
        addresses = [f"p{number}@one.example" for number in range(500)]
        with pytest.raises(Unreachable, match="disk"), database.writing() as session:
            dispatch_to(session, now, clerk, *addresses)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Delivery)) == 0
            assert session.scalar(select(func.count()).select_from(Dispatch)) == 0
        disk.free()
        with database.writing() as session:
            dispatch_to(session, now, clerk, *addresses)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Delivery)) == 500
            assert verify(session).sound


def test_f31_a_deed_whose_entry_does_not_fit_on_the_disk_is_not_done(
    disk: SmallDisk, sqlite_template: Path, now: datetime, clerk: Actor
) -> None:
    with an_office(disk.folder, sqlite_template) as database:
        with database.writing() as session:
            dispatch_id = dispatch_to(session, now, clerk, "a@one.example")
        disk.fill_up(32768)

        def rename(database: Database) -> None:
            with database.writing() as session:
                session.get_one(Dispatch, dispatch_id).label = "renamed"
                record(session, now, clerk, "dispatch.rename", "dispatch:1", {"why": "y" * 100_000})

        with pytest.raises(Unreachable, match="disk"):
            rename(database)
        disk.free()
        with database.reading() as session:
            assert session.get_one(Dispatch, dispatch_id).label != "renamed"
            assert verify(session).sound


def test_f31_a_head_that_cannot_be_noted_outside_undoes_nothing_and_the_next_one_covers_it(
    disk: SmallDisk,
    sqlite_template: Path,
    tmp_path: Path,
    now: datetime,
    clerk: Actor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shutil.copy(sqlite_template, tmp_path / "office.db")
    heads = disk.folder / "heads.log"
    database = open_database(f"sqlite:///{tmp_path / 'office.db'}", heads=heads)
    earlier, torn = f"{Head(0, '0' * 64)}\n" * 15_000, f"{Head(1, 'ab' * 32)}"[:-9]
    whole_pages = "\n" * (-len(earlier + torn) % 4096)
    heads.write_text(earlier + whole_pages + torn)
    disk.fill_up()
    with caplog.at_level(logging.WARNING), database.writing() as session:
        record(session, now, clerk, "letter.approve", "letter:1")
    assert "was not noted" in caplog.text
    disk.free()
    with database.writing() as session:
        record(session, now, clerk, "letter.approve", "letter:2")
    with database.reading() as session:
        head = head_of(session)
        assert verify(session, against=read_head(heads.read_text().splitlines()[-1])).sound
    assert (head.number, heads.read_text().splitlines()[-1]) == (2, str(head))
    database.close()


def test_f31_the_command_line_says_that_the_disk_is_full_and_exits_with_3(
    disk: SmallDisk, server: ScriptedServer
) -> None:
    office = found_office(
        disk.folder, name="Assembly", domain="office.example", sender="letters@office.example",
        actor="", port=server.port,
    )  # fmt: skip
    with office.database.writing() as session:
        record(session, utc_now(), machine("tester"), "list.create", "list:1")
    with office.database.reading() as session:
        head_of(session)  # so that the log stays as long as it is
        disk.fill_up()
        result = call("--office", disk.folder, "worker", "--once")
    assert (result.code, result.out) == (3, "")
    assert "The database could not be used: the disk" in result.err
    office.database.close()


# F32: read-only


@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o777, 0o444), (0o555, 0o444)], ids=["the_file", "the_folder_too"]
)
def test_f32_a_file_that_may_not_be_written_is_a_sentence_and_stays_as_it_is(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, folder_mode: int, file_mode: int
) -> None:
    with an_office(tmp_path, sqlite_template) as database:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue(LETTERS)
        database.close()
        (tmp_path / "office.db").chmod(file_mode)
        tmp_path.chmod(folder_mode)
        with bound_by_permissions(), pytest.raises(Unreachable, match=r"read-only|cannot be opened"):
            office.send()
        database.close()
        (tmp_path / "office.db").chmod(0o666)
        tmp_path.chmod(0o777)
        assert sends_all(office, dispatch_id) == {S.SENT: LETTERS}


@pytest.mark.parametrize("mounted", [True, False], ids=["the_disk", "the_rights"])
def test_f32_a_disk_that_turns_read_only_while_sending_loses_nothing(
    sqlite_template: Path, tmp_path: Path, server: ScriptedServer, mounted: bool
) -> None:
    """As a kernel does with a disk it has lost faith in; by the rights where nothing may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = mounted and mount(disk, "size=16m")
    try:
        with an_office(disk, sqlite_template) as database:
            office = PostOffice(database, server)
            dispatch_id = office.enqueue(LETTERS)
            database.close()
            hook = at("answered", 3, lambda: turn(disk, database, writable=False, mounted=mounted))
            with bound_by_permissions(), pytest.raises(Unreachable, match=r"disk|read-only|opened"):
                office.send(hook)
            turn(disk, database, writable=True, mounted=mounted)
            sends_all(office, dispatch_id)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)


def turn(disk: Path, database: Database, *, writable: bool, mounted: bool) -> None:
    """Make it read-only, or no longer; a mounted one only when the ledger's thread has closed its files."""
    for _ in range(500):
        database.close()
        if not mounted:
            disk.chmod(0o755 if writable else 0o555)
            (disk / "office.db").chmod(0o644 if writable else 0o444)
            return
        told = ["mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(disk)]
        if subprocess.run(told, check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.01)
    raise TimeoutError("the disk stayed busy")


def test_f32_a_server_that_takes_no_changes_is_a_sentence(postgres_database: Database, now: datetime) -> None:
    name = postgres_database.engine.url.database
    with postgres_database.writing() as session:
        session.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    postgres_database.close()
    with pytest.raises(Unreachable, match="read-only"), postgres_database.writing() as session:
        record(session, now, MACHINE, "letter.approve", "letter:1")
    with postgres_database.reading() as session:
        assert head_of(session).number == 0


# F34: no connection left, and what else a server may say


def test_f34_more_at_once_than_there_are_connections_is_a_sentence(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    narrow = open_database(url, busy_seconds=0.05, connections=1)
    with narrow.reading() as first:
        head_of(first)
        with pytest.raises(Unreachable, match="too many things"), narrow.reading() as second:
            head_of(second)
    with narrow.reading() as session:
        assert head_of(session).number == 0
    narrow.close()


def test_f34_a_server_without_a_free_connection_is_a_sentence(postgres: Postgres) -> None:
    url = postgres.clone()
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.run(f"CREATE ROLE few_{name} LOGIN IN ROLE pg_read_all_data CONNECTION LIMIT 1")
    few = open_database(url.replace("postgres:", f"few_{name}:"))
    with few.reading() as first:
        head_of(first)
        with pytest.raises(Unreachable, match="too many connections"), few.reading() as second:
            head_of(second)
    few.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [("53100", "disk of its server"), ("53300", "no more connections"), ("57P03", "stopped or started"),
     ("40P01", "waited for each other"), ("25006", "read-only")],
)  # fmt: skip
def test_what_a_server_complains_of_is_said_to_the_clerk(
    postgres_database: Database, code: str, words: str
) -> None:
    complaint = f"DO $$ BEGIN RAISE EXCEPTION 'as it says' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(Unreachable, match=words), postgres_database.writing() as session:
        session.execute(text(complaint))


def test_a_fault_of_the_program_is_not_put_on_the_database(session: OfficeSession) -> None:
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("SELECT nonsense FROM audit_head"))


# F35: damaged


def written_and_not_yet_copied_back(folder: Path, template: Path, now: datetime, clerk: Actor) -> Path:
    """An office as a falling machine leaves it: the last entries are in SQLite's log only."""
    with an_office(folder, template) as database:
        for number in range(3):
            with database.writing() as session:
                record(session, now, clerk, "letter.approve", f"letter:{number}", {"n": number})
        fallen = folder / "fallen"
        fallen.mkdir()
        for name in ("office.db", "office.db-wal", "heads.log"):
            shutil.copy(folder / name, fallen / name)
    return fallen


def damage(path: Path, place: int) -> None:
    octets = bytearray(path.read_bytes())
    octets[place] ^= 0xFF
    path.write_bytes(octets)


def test_f35_a_torn_end_of_the_log_costs_the_last_entry_and_the_noted_head_shows_it(
    sqlite_template: Path, tmp_path: Path, now: datetime, clerk: Actor
) -> None:
    fallen = written_and_not_yet_copied_back(tmp_path, sqlite_template, now, clerk)
    damage(fallen / "office.db-wal", -100)
    noted = read_head((fallen / "heads.log").read_text().splitlines()[-1])
    with an_office(fallen, sqlite_template) as database:
        with database.reading() as session:
            found = verify(session)
            assert (found.sound, found.entries) == (True, 2)
            shown = verify(session, against=noted)
            assert (shown.first_bad, shown.why) == (3, "entries up to 3 were cut off")
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        with (
            pytest.raises(Refused, match=r"end at entry 2, and heads\.log knows entry 3"),
            database.writing() as session,
        ):
            record(session, now, clerk, "letter.approve", "letter:again")


@pytest.mark.parametrize(
    ("table", "words"), [("", "not a database"), ("sqlite_schema", "damaged"), ("audit_head", "damaged")]
)
def test_f35_a_damaged_page_is_a_sentence(
    sqlite_template: Path, tmp_path: Path, table: str, words: str
) -> None:
    path = tmp_path / "office.db"
    shutil.copy(sqlite_template, path)
    page = 1
    if table == "audit_head":
        with contextlib.closing(sqlite3.connect(path)) as connection:
            asked = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
            [page] = connection.execute(asked, [table]).fetchone()
    place = (page - 1) * 4096 + (100 if table == "sqlite_schema" else 0)
    octets = bytearray(path.read_bytes())
    octets[place : place + 50] = b"\x55" * 50
    path.write_bytes(octets)
    with (
        an_office(tmp_path, sqlite_template) as database,
        pytest.raises(Unreachable, match=words),
        database.reading() as session,
    ):
        head_of(session)


# F36: a clock that jumps


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=-1)], ids=["a_day_on", "an_hour_back"])
def test_f36_a_clock_that_jumps_while_sending_sends_nothing_twice_and_ends_no_lease(
    database: Database, server: ScriptedServer, jump: timedelta
) -> None:
    office = PostOffice(database, server)
    first, second = office.enqueue(LETTERS), office.enqueue(LETTERS, name="q", opened=False)
    ahead = [timedelta()]

    def set_clock() -> None:
        ahead[0] = jump
        with database.writing() as session:
            open_dispatch(session, utc_now(), second, MACHINE)
        office.room(clock=lambda: utc_now() + jump).take_back()
        with database.reading() as session:
            assert session.scalar(select(func.count()).where(Claim.ended_at.is_(None)))

    office.send(at("answered", 3, set_clock), clock=lambda: utc_now() + ahead[0])
    assert office.counts(first) == {S.SENT: LETTERS}
    assert office.counts(second) == {S.SENT if jump > timedelta() else S.QUEUED: LETTERS}
    office.send()
    assert office.account(first, second) == {S.SENT: 2 * LETTERS}
