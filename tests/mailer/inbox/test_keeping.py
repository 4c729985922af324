"""Messages are stored raw, once, whoever brings them and how often."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from mailer.audit import Actor, AuditEntry
from mailer.database import Database
from mailer.inbox.keeping import LARGEST, Place, arrived, known_uids, message_of, raw_of, store
from mailer.inbox.record import InboundMessage, InboundState

RAW = b"From: ada@members.example\r\nSubject: Answer\r\n\r\nWe accept.\r\n"


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(InboundMessage)) or 0


def test_f14_what_is_stored_twice_is_one_message_under_one_audit_entry(
    database: Database, now: datetime, clerk: Actor
) -> None:
    one = arrived(RAW, "imap office", Place("imap office", 7, "12"))
    with database.writing() as session:
        [number] = store(session, now, clerk, [one, one])
    with database.writing() as session:
        assert store(session, now, clerk, [one]) == []
    with database.reading() as session:
        message = message_of(session, number)
        assert (message.state, message.size) == (InboundState.STORED, len(RAW))
        assert raw_of(session, message) == RAW
        assert known_uids(session, "imap office", 7) == {"12"}
        told = select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == "inbox.store")
        assert session.scalar(told) == 1


def test_f14_a_mailbox_that_is_numbered_anew_brings_no_message_twice(
    database: Database, now: datetime, clerk: Actor
) -> None:
    for validity, uid in ((7, "12"), (8, "1")):
        with database.writing() as session:
            store(session, now, clerk, [arrived(RAW, "imap office", Place("imap office", validity, uid))])
    assert count(database) == 1
    with database.reading() as session:
        assert known_uids(session, "imap office", 8) == {"1"}


def test_a_message_is_the_same_from_a_server_and_from_a_folder_with_other_line_ends(
    database: Database, now: datetime, clerk: Actor
) -> None:
    for raw, mailbox in ((RAW, "imap office"), (RAW.replace(b"\r\n", b"\n"), "maildir /mail")):
        with database.writing() as session:
            store(session, now, clerk, [arrived(raw, mailbox)])
    assert count(database) == 1


def test_a43_a_message_beyond_the_limit_is_cut_and_its_true_size_kept(
    database: Database, now: datetime, clerk: Actor
) -> None:
    huge = RAW + b"x" * (LARGEST + 10)
    with database.writing() as session:
        [number] = store(session, now, clerk, [arrived(huge, "lmtp")])
    with database.reading() as session:
        message = message_of(session, number)
        assert message.size == len(huge)
        assert len(raw_of(session, message)) == LARGEST
        assert raw_of(session, message, 20) == RAW[:20]


def test_what_came_is_never_changed(database: Database, now: datetime, clerk: Actor) -> None:
    with database.writing() as session:
        store(session, now, clerk, [arrived(RAW, "lmtp")])
    for attempt in (
        "UPDATE inbound_content SET sha256 = 'x'",
        "UPDATE inbound_content SET content = content || content",
        "DELETE FROM inbound_content",
    ):
        with pytest.raises(DatabaseError, match="never changed"), database.writing() as session:
            session.execute(text(attempt))
