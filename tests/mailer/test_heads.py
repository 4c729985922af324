"""The heads outside the database: what shows that a backup was put back, and what is refused then (F53)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mailer.audit import Actor, head_of, reconcile, record, verify
from mailer.database import Database
from mailer.errors import Refused, Unreachable
from mailer.heads import RESTORED, Head, append_head, lag, noted_in
from mailer.worker import WorkerRun
from tests.rig.backups import backup_of
from tests.rig.post_office import PostOffice
from tests.rig.scripted_smtp import ScriptedServer, in_thread


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


A, B, C = (Head(number, str(number) * 64) for number in (1, 2, 3))


def do(database: Database, now: datetime, by: Actor, subject: str) -> None:
    with database.writing() as session:
        record(session, now, by, "letter.approve", subject)


def behind(database: Database) -> str:
    noted = noted_in(database.heads)
    with database.reading() as session:
        return str(lag(session, noted) or "")


def test_the_furthest_head_counts_whatever_the_order_and_however_torn_the_end(tmp_path: Path) -> None:
    path = tmp_path / "heads.log"
    assert noted_in(path) is None
    for head in (A, C, B):
        append_head(path, head)
    with path.open("a") as file:
        file.write("4:44")  # the disk was full
    noted = noted_in(path)
    assert noted is not None
    assert noted.head == C
    append_head(path, Head(5, "5" * 64))
    assert path.read_text().splitlines()[-2:] == ["4:44", f"5:{'5' * 64}"]


def test_a_long_file_is_read_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "heads.log"
    path.write_text("".join(f"{number}:{number:064}\n" for number in range(2_000)))
    noted = noted_in(path)
    assert noted is not None
    assert noted.head.number == 1_999


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="cannot be read"):
        noted_in(tmp_path)


def test_f53_records_that_end_before_the_noted_head_take_no_deed(
    database: Database, now: datetime, clerk: Actor
) -> None:
    do(database, now, clerk, "letter:1")
    with backup_of(database) as put_back:
        do(database, now, clerk, "letter:2")
        do(database, now, clerk, "letter:3")
        assert behind(database) == ""
        put_back()
        with pytest.raises(Refused, match=r"end at entry 1, and heads\.log knows entry 3"):
            do(database, now, clerk, "letter:again")
    with database.reading() as session:
        assert head_of(session).number == 1


def test_f53_records_that_went_on_by_themselves_are_told_by_the_hash(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with backup_of(database) as put_back:
        do(database, now, clerk, "letter:1")
        put_back()
    heads, aside = database.heads, Path(f"{database.heads}.aside")
    assert heads is not None
    heads.rename(aside)
    do(database, now, clerk, "letter:other")  # by somebody who had no such file
    do(database, now, clerk, "letter:another")
    aside.rename(heads)
    assert "Entry 1 of the records is not the one that heads.log knows; they end at entry 2" in behind(
        database
    )
    with pytest.raises(Refused, match="audit reconcile"):
        do(database, now, clerk, "letter:3")


def test_f53_a_backup_that_was_put_back_is_behind_whatever_else_is_known(
    database: Database, now: datetime, clerk: Actor
) -> None:
    do(database, now, clerk, "letter:1")
    assert database.heads is not None
    with database.reading() as session:
        append_head(database.heads, head_of(session), RESTORED)
    assert "put back from a backup that ends at entry 1" in behind(database)


def test_f53_what_reconciles_may_write_and_opens_the_office_with_its_last_entry(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with backup_of(database) as put_back:
        for number in range(9):
            do(database, now, clerk, f"letter:{number}")
        put_back()
    for done in (False, True):
        assert behind(database)
        with database.writing() as session:
            reconcile(session, done=done)
            record(session, now, clerk, "records.reconcile", "office")
    assert behind(database) == ""
    do(database, now, clerk, "letter:again")
    with database.reading() as session:
        assert verify(session, noted_in(database.heads).head).sound  # type: ignore[union-attr]


def test_f53_a_worker_sends_nothing_from_records_that_were_put_back(
    database: Database, server: ScriptedServer, now: datetime
) -> None:
    office = PostOffice(database, server)
    dispatch_id = office.enqueue(3)
    with backup_of(database) as put_back:
        assert office.send().ended.total() == 3
        put_back()
    taken = len(server.letters)
    with pytest.raises(Refused, match="Nothing is sent"):
        office.send()
    assert len(server.letters) == taken
    assert office.counts(dispatch_id) == {"queued": 3}


def test_f53_records_put_back_under_a_worker_end_its_run_before_the_next_claim(
    database: Database, server: ScriptedServer, now: datetime
) -> None:
    """The head is asked for at each claim, and not at the start of a run only."""
    office = PostOffice(database, server)
    room = office.room()
    worker_id = room.begin()
    office.enqueue(3)
    with database.reading() as session:
        further = Head(head_of(session).number + 7, "7" * 64)
    assert database.heads is not None
    append_head(database.heads, further)
    with pytest.raises(Refused, match="audit reconcile"):
        room.claim(worker_id, 10)
    with pytest.raises(Refused, match="audit reconcile"):
        asyncio.run(WorkerRun(room, until_idle=True).run())
    assert server.letters == ()
