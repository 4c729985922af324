"""Over LMTP nothing is said to be stored before it is, and what cannot be stored stays with the sender."""

from __future__ import annotations

import asyncio
import os
import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import func, select

from mailer.database import Database, open_database
from mailer.errors import Unreachable
from mailer.inbox.keeping import arrived, store
from mailer.inbox.lmtp import lmtp_server
from mailer.inbox.record import InboundMessage
from tests.rig.dying import assert_killed, die
from tests.rig.inbound import answer
from tests.rig.ledger import MACHINE, OFFICE

HELLO = answer("eve@elsewhere.example", f"letters@{OFFICE}", body="Hello")
RECIPIENTS = [f"bounces@{OFFICE}", f"letters@{OFFICE}"]


def hand_over(port: int, raw: bytes) -> list[tuple[int, bytes]]:
    """What the server answers for each recipient."""
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo()
        client.mail("")
        for recipient in RECIPIENTS:
            client.rcpt(recipient)
        client.docmd("DATA")
        client.send(raw.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        return [client.getreply() for _ in RECIPIENTS]


async def answers(keep: Callable[[bytes], object], *raws: bytes) -> list[tuple[int, bytes]]:
    async with lmtp_server(keep, "127.0.0.1", 0) as port:
        told: list[tuple[int, bytes]] = []
        for raw in raws:
            told += await asyncio.to_thread(hand_over, port, raw)
        return told


def keeper(database: Database, now: datetime) -> Callable[[bytes], object]:
    def keep(raw: bytes) -> None:
        with database.writing() as session:
            store(session, now, MACHINE, [arrived(raw, "lmtp")])

    return keep


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(InboundMessage)) or 0


async def test_f14_a_message_that_is_handed_over_again_after_a_lost_answer_is_one(
    database: Database, now: datetime
) -> None:
    told = await answers(keeper(database, now), HELLO, HELLO)
    assert told == [(250, b"2.0.0 Stored")] * 4
    assert count(database) == 1


def _die_before_the_answer(url: str, now: datetime, tell: int) -> None:
    """A server in a process of its own that is killed once it has stored a message."""
    keep = keeper(open_database(url), now)

    def keep_and_die(raw: bytes) -> None:
        keep(raw)
        die()

    async def serve() -> None:
        async with lmtp_server(keep_and_die, "127.0.0.1", 0) as port:
            os.write(tell, str(port).encode())
            await asyncio.Event().wait()

    asyncio.run(serve())


def test_f14_a_server_killed_between_storing_and_answering_has_one_message_when_it_is_handed_over_again(
    database: Database, now: datetime
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    database.close()
    told, tell = os.pipe()
    with ThreadPoolExecutor(1) as clients:
        lost = clients.submit(lambda: hand_over(int(os.read(told, 16)), HELLO))
        assert_killed(partial(_die_before_the_answer, url, now, tell))
        assert isinstance(lost.exception(), smtplib.SMTPServerDisconnected)
    assert count(database) == 1
    assert asyncio.run(answers(keeper(database, now), HELLO)) == [(250, b"2.0.0 Stored")] * 2
    assert count(database) == 1


async def test_f14_a_message_that_cannot_be_stored_stays_with_the_sender(
    sqlite_database: Database, now: datetime
) -> None:
    keep = keeper(sqlite_database, now)

    def failing(raw: bytes) -> None:
        keep(raw)
        raise OSError("disk full")

    told = await answers(failing, HELLO)
    assert [code for code, _ in told] == [451, 451]


async def test_long_lines_and_any_octets_are_stored_as_they_came(
    sqlite_database: Database, now: datetime
) -> None:
    kept: list[bytes] = []
    odd = b"Subject: x\n\n" + b"y" * 5000 + b"\n\xff\xfe\n..dots\n"
    await answers(kept.append, odd)
    assert b"y" * 5000 + b"\r\n\xff\xfe\r\n.dots\r\n" in kept[0]


def test_it_answers_in_words_where_it_cannot_listen() -> None:
    async def listen_twice() -> None:
        async with lmtp_server(bytes, "127.0.0.1", 0) as port, lmtp_server(bytes, "127.0.0.1", port):
            raise AssertionError("two listen at one port")

    with pytest.raises(Unreachable, match=r"Nobody can listen at 127\.0\.0\.1"):
        asyncio.run(listen_twice())
