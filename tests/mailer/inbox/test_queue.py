"""What cannot be matched waits for a person, who assigns or dismisses it, or has it read again."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from mailer.audit import Actor, AuditEntry
from mailer.bounces import Kind, Sort
from mailer.database import Database
from mailer.dispatch import DeliveryState
from mailer.errors import NotFound, Refused
from mailer.inbox.news import take_news
from mailer.inbox.queue import assign, dismiss, list_messages, read_anew, readings_of, take_up
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundMessage, InboundState
from tests.rig.inbound import answer, claimed, last_reading, message_id, notice, read_mail, sent_to, states
from tests.rig.ledger import MACHINE, OFFICE, keyring

S = DeliveryState
ADA = "ada@members.example"
TO = f"letters@{OFFICE}"


def stand(database: Database, message: InboundMessage) -> InboundState:
    with database.reading() as session:
        return session.get_one(InboundMessage, message.id).state


def test_a_person_says_which_copy_an_unsigned_bounce_is_about_and_all_follows(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    [message] = read_mail(database, now, notice(TO, ADA, returned_id=message_id(copy)))
    with database.writing() as session:
        assign(session, now, clerk, message.id, copy.id, "the server's log says so")
    assert states(database) == [S.BOUNCED]
    assert last_reading(database, message).kind is Kind.HARD
    with database.writing() as session:
        assert [one.what for one in take_news(session, {Sort.BOUNCE})] == [Sort.BOUNCE]
        assert len(readings_of(session, message)) == 2
        assert session.scalars(select(AuditEntry.deed).where(AuditEntry.deed == "inbox.assign")).one()


def test_a_message_is_assigned_once_to_a_copy_that_has_left_with_a_reason(
    database: Database, now: datetime, clerk: Actor
) -> None:
    _, [early] = claimed(database, now, clerk, ADA)
    [message, other] = read_mail(database, now, notice(TO, ADA), answer("x@y.example", TO, body="Hello"))
    for copy_id, why, error in ((early.id, "so", Refused), (99, "so", NotFound), (early.id, " ", Refused)):
        with pytest.raises(error), database.writing() as session:
            assign(session, now, clerk, message.id, copy_id, why)
    with database.writing() as session:
        dismiss(session, now, clerk, other.id, "advertising")
    with pytest.raises(Refused, match="dismissed and waits for nobody"), database.writing() as session:
        assign(session, now, clerk, other.id, early.id, "so")


def test_what_is_dismissed_is_no_news_and_leaves_the_list(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [message] = read_mail(database, now, answer("x@y.example", TO, body="Buy this"))
    with database.writing() as session:
        assert list_messages(session, InboundState.WAITING)[0] == 1
        dismiss(session, now, clerk, message.id, "advertising")
        assert list_messages(session, InboundState.WAITING)[0] == 0
        assert take_news(session, {Sort.REPLY}) == []


def test_what_waits_is_read_again_when_the_rules_improved_and_only_then(
    database: Database, now: datetime, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    [message] = read_mail(database, now, answer("x@y.example", TO, body="Hello"))
    with database.writing() as session:
        assert read_anew(session, now, clerk, None) == 0
    monkeypatch.setattr("mailer.inbox.queue.reader_version", lambda: "newer")
    monkeypatch.setattr("mailer.inbox.concluding.reader_version", lambda: "newer")
    with database.writing() as session:
        assert read_anew(session, now, clerk, None) == 1
    assert read_stored(database, now, MACHINE, keyring()).total() == 1
    assert stand(database, message) is InboundState.WAITING
    with database.writing() as session:
        assert [one.reader for one in readings_of(session, message)][1:] == ["newer"]
        assert len(take_news(session, {Sort.REPLY})) == 1, "it is no news twice"
        assert read_anew(session, now, clerk, None) == 0


def test_what_had_its_consequences_is_not_read_again(database: Database, now: datetime, clerk: Actor) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    [message] = read_mail(database, now, answer(ADA, TO, body="We accept.", answers=message_id(copy)))
    with pytest.raises(Refused, match="had its consequences"), database.writing() as session:
        read_anew(session, now, clerk, [message.id])


def test_an_upper_floor_takes_out_of_the_queue_what_it_recognised(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [message] = read_mail(database, now, answer("x@y.example", TO, body="Hello", subject="CL-27/0001"))
    with database.writing() as session:
        take_up(session, now, MACHINE, session.get_one(InboundMessage, message.id), "reply to CL-27/0001")
    assert stand(database, message) is InboundState.READ


def test_only_coordinators_touch_the_queue(database: Database, now: datetime, clerk: Actor) -> None:
    [message] = read_mail(database, now, answer("x@y.example", TO, body="Hello"))
    nobody = Actor("s1", "b.nobody", "tester", frozenset())
    with database.writing() as session:
        for deed in (
            lambda: dismiss(session, now, nobody, message.id, "so"),
            lambda: assign(session, now, nobody, message.id, 1, "so"),
            lambda: read_anew(session, now, nobody, None),
        ):
            with pytest.raises(Refused, match="coordinator"):
                deed()
