"""The audit chain: linked at commit, provably whole, erasable without breaking."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import text

from mailer.audit import ERASE, Actor, erase_details, head_of, record, verify
from mailer.database import Database
from mailer.heads import Head, read_head
from tests.rig.tampering import tamper


def write_entries(database: Database, now: datetime, clerk: Actor, count: int = 3) -> Head:
    with database.writing() as session:
        for number in range(count):
            record(session, now, clerk, "letter.approve", f"letter:{number}", {"n": number}, {"name": "Ada"})
    with database.reading() as session:
        return head_of(session)


def test_a_chain_that_nobody_touched_is_sound(database: Database, now: datetime, clerk: Actor) -> None:
    head = write_entries(database, now, clerk)
    with database.reading() as session:
        found = verify(session, against=head)
    assert found.sound
    assert (found.entries, found.head) == (3, head)


def test_a38_an_altered_entry_is_named(database: Database, now: datetime, clerk: Actor) -> None:
    write_entries(database, now, clerk)
    tamper(database, "UPDATE audit_entry SET deed = 'letter.reject' WHERE number = 2")
    with database.reading() as session:
        found = verify(session)
    assert (found.first_bad, found.why) == (2, "its content was altered")


def test_a38_of_several_altered_entries_the_first_is_named(
    database: Database, now: datetime, clerk: Actor
) -> None:
    write_entries(database, now, clerk, count=6)
    tamper(database, "UPDATE audit_entry SET deed = 'letter.reject' WHERE number IN (5, 3)")
    tamper(database, """UPDATE audit_detail SET details = '{"name":"Bob"}' WHERE number = 4""")
    with database.reading() as session:
        found = verify(session)
    assert (found.first_bad, found.why) == (3, "its content was altered")


def test_a38_a_deleted_entry_is_named(database: Database, now: datetime, clerk: Actor) -> None:
    write_entries(database, now, clerk)
    tamper(database, "DELETE FROM audit_detail WHERE number = 2")
    tamper(database, "DELETE FROM audit_entry WHERE number = 2")
    with database.reading() as session:
        found = verify(session)
    assert (found.first_bad, found.why) == (3, "entry 2 is missing before it")


def test_a_chain_cut_at_its_end_is_shown_by_an_earlier_head(
    database: Database, now: datetime, clerk: Actor
) -> None:
    noted = write_entries(database, now, clerk)
    with database.reading() as session:
        second = session.execute(text("SELECT hash FROM audit_entry WHERE number = 2")).scalar_one()
    tamper(database, "DELETE FROM audit_detail WHERE number = 3")
    tamper(database, "DELETE FROM audit_entry WHERE number = 3")
    tamper(database, f"UPDATE audit_head SET number = 2, hash = '{second}'")
    with database.reading() as session:
        assert verify(session).sound, "a well made cut does not show from inside"
        found = verify(session, against=noted)
    assert found.first_bad == 3
    assert "cut off" in found.why


def test_an_altered_detail_is_named_and_an_erased_one_is_not(
    database: Database, now: datetime, clerk: Actor
) -> None:
    write_entries(database, now, clerk)
    with database.writing() as session:
        erase_details(session, now, [1])
        record(session, now, clerk, ERASE, "recipient:1", {"rows": {"audit_detail": [1]}})
    with database.reading() as session:
        assert verify(session).sound
    tamper(database, """UPDATE audit_detail SET details = '{"name":"Bob"}' WHERE number = 3""")
    with database.reading() as session:
        found = verify(session)
    assert found.first_bad == 3


def test_nothing_is_linked_when_the_transaction_fails(
    database: Database, now: datetime, clerk: Actor
) -> None:
    try:
        with database.writing() as session:
            record(session, now, clerk, "letter.approve", "letter:1")
            raise RuntimeError
    except RuntimeError:
        pass
    with database.reading() as session:
        assert head_of(session).number == 0


def test_every_new_head_is_appended_outside_the_database(
    database: Database, now: datetime, clerk: Actor
) -> None:
    write_entries(database, now, clerk)
    head = write_entries(database, now, clerk)
    assert database.heads is not None
    lines = database.heads.read_text(encoding="ascii").splitlines()
    assert [read_head(line).number for line in lines] == [3, 6]
    assert read_head(lines[-1]) == head


def test_four_writers_at_once_leave_one_chain(database: Database, now: datetime, clerk: Actor) -> None:
    def write() -> None:
        for _ in range(25):
            with database.writing() as session:
                record(session, now, clerk, "deliveries.record", "dispatch:1", {"sent": 1})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        found = verify(session)
    assert found.sound
    assert found.entries == 100
