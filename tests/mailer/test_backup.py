"""Backups of the embedded database: of one moment while others write, whole or not there, and put back."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest

from mailer import backup as backups
from mailer.audit import Actor, head_of, record, verify
from mailer.backup import examine, put_back, take
from mailer.database import Database, open_database
from mailer.errors import Misused, Refused, Unreachable
from tests.rig.dying import assert_killed, die


def file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def do(database: Database, now: datetime, by: Actor, subject: str) -> None:
    with database.writing() as session:
        record(session, now, by, "letter.approve", subject)


def entries(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM audit_entry").fetchone()[0])


def test_a_backup_ends_although_others_go_on_writing_and_is_of_one_moment(
    sqlite_database: Database, now: datetime, clerk: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each write of others starts the copy anew, as SQLite's own `.backup` does, this never ends."""
    monkeypatch.setattr(backups, "PAGES", 1)
    with sqlite_database.reading() as session:
        before = head_of(session)
    numbers = itertools.count()

    def write(_part: float) -> None:
        do(sqlite_database, now, clerk, f"letter:{next(numbers)}")

    held = take(file_of(sqlite_database), tmp_path / "b.db", write)
    assert next(numbers) > 50
    assert held.head == before
    copy = open_database(f"sqlite:///{tmp_path / 'b.db'}")
    with copy.reading() as session:
        assert verify(session).head == before
    copy.close()


def test_a_backup_is_one_file_that_only_its_owner_reads(sqlite_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    for _ in range(2):  # the second one takes the place of the first
        held = take(file_of(sqlite_database), folder / "b.db")
    [file] = folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777, file.stat().st_size) == ("b.db", 0o600, held.size)


def test_f16_a_backup_killed_in_the_middle_leaves_no_file_that_looks_whole(
    sqlite_database: Database, now: datetime, clerk: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = file_of(sqlite_database), tmp_path / "b.db"
    take(source, target)
    before = target.read_bytes()
    do(sqlite_database, now, clerk, "letter:1")
    sqlite_database.close()

    monkeypatch.setattr(backups, "PAGES", 1)
    assert_killed(lambda: take(source, target, die))
    assert target.read_bytes() == before
    assert take(source, target).head.number == examine(target).head.number == 1
    assert not list(tmp_path.glob(".*.part"))


def test_what_is_no_whole_backup_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    whole = tmp_path / "b.db"
    take(file_of(sqlite_database), whole)
    octets = whole.read_bytes()
    for name, content in (
        ("empty", b""),
        ("letter", b"Dear all,\n"),
        ("cut", octets[: len(octets) // 2]),
        ("bent", octets[:40_000] + b"\x55" * 4_096 + octets[44_096:]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused, match="damaged"):
            examine(tmp_path / name)


def test_a_disk_that_takes_no_backup_is_a_sentence(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="No such file or directory"):
        take(file_of(sqlite_database), tmp_path / "nowhere" / "b.db")


def test_a_backup_takes_the_place_of_no_link_and_no_device(sqlite_database: Database, tmp_path: Path) -> None:
    link, pipe = tmp_path / "newest.db", tmp_path / "pipe"
    link.symlink_to("of-today.db")
    os.mkfifo(pipe)
    held = take(file_of(sqlite_database), link)
    assert link.is_symlink()
    assert examine(tmp_path / "of-today.db").head == held.head
    with pytest.raises(Misused, match="is not an ordinary file"):
        take(file_of(sqlite_database), pipe)
    assert pipe.is_fifo()


def test_what_was_put_back_is_the_backup_and_what_was_there_is_kept(
    sqlite_database: Database, now: datetime, clerk: Actor, tmp_path: Path
) -> None:
    target, copy, aside = file_of(sqlite_database), tmp_path / "b.db", tmp_path / "aside.db"
    do(sqlite_database, now, clerk, "letter:1")
    held = take(target, copy)
    do(sqlite_database, now, clerk, "letter:2")
    sqlite_database.close()
    assert put_back(copy, target, aside) == held
    assert (entries(target), entries(aside)) == (1, 2)


def test_nothing_is_put_back_under_those_who_work(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "BUSY_SECONDS", 0.05)
    target, copy = file_of(sqlite_database), tmp_path / "b.db"
    take(target, copy)
    with sqlite_database.reading() as session:
        head_of(session)
        with pytest.raises(Refused, match="in use: end `mailer serve`"):
            put_back(copy, target, tmp_path / "aside.db")
    assert not (tmp_path / "aside.db").exists()


def test_nobody_comes_in_while_a_backup_is_put_back(
    sqlite_database: Database, tmp_path: Path, now: datetime, clerk: Actor
) -> None:
    target, copy = file_of(sqlite_database), tmp_path / "b.db"
    take(target, copy)
    sqlite_database.close()
    refused: list[str] = []

    def come_in(_part: float) -> None:
        other = open_database(f"sqlite:///{target}", busy_seconds=0)
        with pytest.raises(Unreachable) as caught:
            do(other, now, clerk, "letter:1")
        refused.append(str(caught.value))
        other.close()

    def in_a_thread(part: float) -> None:
        thread = threading.Thread(target=come_in, args=(part,))
        thread.start()
        thread.join()

    put_back(copy, target, tmp_path / "aside.db", in_a_thread)
    assert refused
    assert "locked" in refused[0]


@pytest.mark.parametrize("damage", ["gone", "no database", "a bent page"])
def test_a_damaged_database_is_replaced_and_kept(
    sqlite_database: Database, tmp_path: Path, damage: str
) -> None:
    target, copy, aside = file_of(sqlite_database), tmp_path / "b.db", tmp_path / "aside.db"
    held = take(target, copy)
    sqlite_database.close()
    octets = target.read_bytes()
    match damage:
        case "gone":
            target.unlink()
        case "no database":
            target.write_bytes(b"\x55" * len(octets))
        case _:
            target.write_bytes(octets[:100] + b"\x55" * 900 + octets[1_000:])
    assert put_back(copy, target, aside).head == examine(target).head == held.head
    assert aside.exists() is (damage != "gone")
    assert target.stat().st_mode & 0o077 == 0 or damage != "gone"


def test_f16_putting_back_that_is_killed_leaves_what_was_there(
    sqlite_database: Database, now: datetime, clerk: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, copy = file_of(sqlite_database), tmp_path / "b.db"
    take(target, copy)
    do(sqlite_database, now, clerk, "letter:1")
    sqlite_database.close()

    monkeypatch.setattr(backups, "PAGES", 1)
    assert_killed(lambda: put_back(copy, target, tmp_path / "aside.db", die))
    assert entries(target) == 1
    again = open_database(f"sqlite:///{target}")
    with again.reading() as session:
        assert verify(session).sound
    again.close()
