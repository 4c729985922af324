"""Nothing that comes is ever answered, whatever it is: two offices that face each other fall silent."""

from __future__ import annotations

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mailer.audit import Actor
from mailer.blueprint import Blueprint
from mailer.bounces import Sort
from mailer.composing import filling_for
from mailer.database import Database, OfficeSession, open_database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.inbox.record import InboundMessage, InboundState
from mailer.token import Purpose
from tests.mailer.bounces.fuzz import spoiled
from tests.rig.inbound import absence, answer, message_id, notice, read_mail, return_path, sent_to, states
from tests.rig.ledger import OFFICE, PLAIN, keyring

ADA = "ada@members.example"
S = DeliveryState
BLUEPRINT = Blueprint(PLAIN, {})


def deliveries(session: OfficeSession) -> int:
    return session.scalar(select(func.count()).select_from(Delivery)) or 0


def letter_to(copy: Delivery, now: datetime) -> bytes:
    """The very bytes of a copy, as they arrive elsewhere."""
    return BLUEPRINT.fill(filling_for(copy, BLUEPRINT, keyring(), "ka", now))


@pytest.fixture
def facing(sqlite_template: Path, tmp_path: Path) -> tuple[Database, Database]:
    """Two offices."""
    made = []
    for name in ("one.db", "two.db"):
        shutil.copy(sqlite_template, tmp_path / name)
        made.append(open_database(f"sqlite:///{tmp_path / name}"))
    return made[0], made[1]


def test_a44_two_offices_that_face_each_other_fall_silent(
    facing: tuple[Database, Database], now: datetime, clerk: Actor
) -> None:
    one, two = facing
    [ours] = sent_to(one, now, clerk, "letters@two.example")
    [theirs] = sent_to(two, now, clerk, "letters@one.example")
    for office, from_other, own in ((one, theirs, ours), (two, ours, theirs)):
        came = [
            letter_to(from_other, now),
            absence("letters@two.example", return_path(own)),
            absence("letters@two.example", f"letters@{OFFICE}", answers=message_id(own)),
            notice(return_path(own), own.address),
            notice(return_path(from_other), from_other.address),
        ]
        read_mail(office, now, *came)
        with office.reading() as session:
            assert deliveries(session) == 1, "nothing was put into the outbox"
        office.close()


@pytest.mark.parametrize(
    "extra",
    [
        "Return-Path: <>\n",
        "Precedence: bulk\n",
        "List-Id: <friends.members.example>\n",
        "Auto-Submitted: auto-generated\n",
        "Disposition-Notification-To: ada@members.example\n",
        "Return-Receipt-To: ada@members.example\n",
        "X-Autoreply: yes\n",
    ],
)
def test_a45_whatever_asks_for_an_answer_gets_none(
    sqlite_database: Database, now: datetime, clerk: Actor, extra: str
) -> None:
    [copy] = sent_to(sqlite_database, now, clerk, ADA)
    read_mail(sqlite_database, now, answer(ADA, return_path(copy), body="Please confirm.", extra=extra))
    with sqlite_database.reading() as session:
        assert deliveries(session) == 1
    assert states(sqlite_database) == [S.SENT]


def test_a44_a_notice_that_somebody_forwards_bounces_nothing(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    inner = notice(return_path(copy), ADA).decode()
    body = f"See below.\n\n---------- Forwarded message ----------\n{inner}"
    [message] = read_mail(database, now, answer("ben@members.example", f"letters@{OFFICE}", body=body))
    assert message.sort is not Sort.BOUNCE or message.state is InboundState.WAITING
    assert states(database) == [S.SENT]


def test_a_bounce_of_a_bounce_and_a_notice_about_an_unknown_copy_wait(
    database: Database, now: datetime, clerk: Actor
) -> None:
    double = notice("MAILER-DAEMON@mx.members.example", "MAILER-DAEMON@mx.members.example")
    unknown = notice(f"bounces+{keyring().mint(Purpose.RETURN_PATH, 'a' * 16, 'ka')}@{OFFICE}", ADA)
    messages = read_mail(database, now, double, unknown)
    assert [message.state for message in messages] == [InboundState.WAITING] * 2


def test_a43_two_thousand_nested_parts_are_read_and_do_no_harm(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth) for depth in range(2000)
    )
    bomb = b"From: ada@members.example\nSubject: deep\nMIME-Version: 1.0\n" + nested + b"\nend\n"
    messages = read_mail(database, now, bomb, notice(return_path(copy), ADA))
    assert messages[0].state is InboundState.WAITING
    assert states(database) == [S.BOUNCED]


def test_a43_spoiled_messages_of_every_sort_are_stored_read_and_stand_somewhere(
    database: Database, now: datetime, clerk: Actor
) -> None:
    sent_to(database, now, clerk, ADA)
    chance = random.Random(4)
    raws = [spoiled(chance)[:200_000] for _ in range(120)]
    read_mail(database, now, *raws)
    with database.reading() as session:
        found = session.scalars(select(InboundMessage)).all()
    assert {message.state for message in found} <= {InboundState.WAITING, InboundState.READ}
    assert states(database) == [S.SENT]
