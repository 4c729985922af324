"""What follows from mail that came back: for the copy, for the queue, and as news for upper floors."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mailer.audit import Actor
from mailer.bounces import Action, Kind, Reason, Sort
from mailer.database import Database
from mailer.delivery import Delivery, DeliveryEvent, DeliveryNews
from mailer.dispatch import DeliveryState
from mailer.inbox.concluding import AGAIN, conclude
from mailer.inbox.news import Heard, lay_aside, take_news
from mailer.inbox.queue import read_anew
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundState, MatchedBy
from mailer.inbox.version import reader_version
from tests.rig.inbound import (
    absence,
    answer,
    claimed,
    complaint,
    last_reading,
    message_id,
    notice,
    read_mail,
    receipt,
    recorded,
    return_path,
    sent_to,
    states,
)
from tests.rig.ledger import MACHINE, OFFICE, keyring

S = DeliveryState
ADA, BEN = "ada@members.example", "ben@harbour.example"


def news(database: Database) -> list[Heard]:
    with database.writing() as session:
        return take_news(session, set(Sort))


def test_a_notice_to_the_signed_return_path_bounces_its_copy_and_is_news(
    database: Database, now: datetime, clerk: Actor
) -> None:
    copy, _ = sent_to(database, now, clerk, ADA, BEN)
    [message] = read_mail(database, now, notice(return_path(copy), ADA))
    assert (message.state, message.matched_by) == (InboundState.READ, MatchedBy.TOKEN)
    assert states(database) == [S.BOUNCED, S.SENT]
    reading = last_reading(database, message)
    assert (reading.kind, reading.reason, reading.action) == (Kind.HARD, Reason.ADDRESS, Action.FAILED)
    assert (reading.recipient, reading.status, reading.reader) == (ADA, "5.1.1", reader_version())
    [heard] = news(database)
    assert (heard.what, heard.delivery_id, heard.message.id) == (Sort.BOUNCE, copy.id, message.id)
    with database.reading() as session:
        event = session.scalars(select(DeliveryEvent)).one()
        assert (event.was, event.became) == (S.SENT, S.BOUNCED)
        assert f"message {message.id} of the inbox" in event.why


def test_news_is_there_until_its_consumer_lays_it_aside(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    read_mail(database, now, notice(return_path(copy), ADA))
    assert len(news(database)) == len(news(database)) == 1
    with database.writing() as session:
        assert take_news(session, {Sort.REPLY}) == []
        lay_aside(session, take_news(session, {Sort.BOUNCE}))
    assert news(database) == []


def test_a_mailbox_that_is_full_bounces_the_copy_softly(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    raw = notice(return_path(copy), ADA, status="5.2.2", words="552 5.2.2 Mailbox full")
    [message] = read_mail(database, now, raw)
    assert last_reading(database, message).kind is Kind.SOFT
    assert states(database) == [S.BOUNCED]


def test_a_delay_leaves_the_state_and_is_news(database: Database, now: datetime, clerk: Actor) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    late = notice(return_path(copy), ADA, status="4.4.1", words="host did not answer", action="delayed")
    read_mail(database, now, late)
    assert states(database) == [S.SENT]
    [heard] = news(database)
    assert (heard.what, heard.reading.action) == (Sort.DELAY, Action.DELAYED)


def test_a_bounce_after_a_delay_bounces_the_copy(database: Database, now: datetime, clerk: Actor) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    late = notice(return_path(copy), ADA, status="4.4.1", words="host did not answer", action="delayed")
    given_up = notice(return_path(copy), ADA, status="4.4.1", words="host did not answer")
    read_mail(database, now, late, given_up)
    assert states(database) == [S.BOUNCED]
    assert [heard.what for heard in news(database)] == [Sort.DELAY, Sort.BOUNCE]
    assert news(database)[1].reading.kind is Kind.SOFT


def forgeries(copy: Delivery) -> dict[str, bytes]:
    token = return_path(copy).partition("+")[2].partition("@")[0]
    altered = token[:-1] + ("a" if token[-1] != "a" else "b")
    other_key = "zz" + token[2:]
    return {
        "no token": notice(f"letters@{OFFICE}", ADA),
        "altered token": notice(f"bounces+{altered}@{OFFICE}", ADA),
        "unknown key": notice(f"bounces+{other_key}@{OFFICE}", ADA),
        "made-up token": notice(f"bounces+ka{'a' * 32}@{OFFICE}", ADA),
        "Message-ID of the copy, which others have seen": notice(
            f"letters@{OFFICE}", ADA, returned_id=message_id(copy)
        ),
    }


@pytest.mark.parametrize("forgery", list(forgeries(Delivery(serial="a" * 16))))
def test_a42_a_forged_bounce_for_a_live_address_does_nothing_and_waits_for_a_person(
    database: Database, now: datetime, clerk: Actor, forgery: str
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    [message] = read_mail(database, now, forgeries(copy)[forgery])
    assert states(database) == [S.SENT]
    assert message.state is InboundState.WAITING
    assert message.delivery_id == copy.id, "a person is shown which copy it may be about"
    assert message.matched_by in (MatchedBy.TEXT, MatchedBy.MESSAGE_ID)
    assert news(database) == []


def test_a42_a_token_that_a_letter_shows_its_readers_is_no_proof_of_a_failure(
    database: Database, now: datetime, clerk: Actor
) -> None:
    from mailer.token import Purpose

    [copy] = sent_to(database, now, clerk, ADA)
    token = keyring().mint(Purpose.UNSUBSCRIBE, copy.serial, "ka")
    [message] = read_mail(database, now, notice(f"unsubscribe+{token}@{OFFICE}", ADA))
    assert message.state is InboundState.WAITING
    assert states(database) == [S.SENT]


def test_a42_a_genuine_token_bounces_no_copy_but_its_own(
    database: Database, now: datetime, clerk: Actor
) -> None:
    own, _ = sent_to(database, now, clerk, ADA, BEN)
    [message] = read_mail(database, now, notice(return_path(own), BEN))
    assert states(database) == [S.BOUNCED, S.SENT]
    assert last_reading(database, message).kind is Kind.SOFT, "nothing is known against ada's address"


def test_a42_a_replayed_notice_moves_nothing_and_is_no_news(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    first = notice(return_path(copy), ADA)
    again = notice(return_path(copy), ADA, words="550 5.1.1 no such person")
    read_mail(database, now, first, first)
    [message] = read_mail(database, now + timedelta(days=1), again)
    assert (message.state, message.why) == (InboundState.READ, AGAIN)
    assert len(news(database)) == 1
    assert states(database) == [S.BOUNCED]


@pytest.mark.parametrize("what", ["delays", "bounces of a copy that had failed", "complaints"])
def test_a42_whoever_repeats_a_notice_counts_for_nothing(
    database: Database, now: datetime, clerk: Actor, what: str
) -> None:
    failed = what.startswith("bounces")
    [copy] = sent_to(database, now, clerk, ADA, state=S.FAILED if failed else S.SENT)
    to = return_path(copy)
    raws = {
        "delays": [notice(to, ADA, status="4.4.1", words=f"no answer {n}", action="delayed") for n in (1, 2)],
        "bounces of a copy that had failed": [notice(to, ADA, words=f"550 5.1.1 {n}") for n in (1, 2)],
        "complaints": [complaint(to, message_id(copy), n) for n in (1, 2)],
    }[what]
    read_mail(database, now, raws[0])
    [again] = read_mail(database, now, raws[1])
    assert (again.state, again.why) == (InboundState.READ, AGAIN)
    assert len(news(database)) == 1
    assert states(database) == [S.FAILED if failed else S.SENT]


def test_f51_a_bounce_that_is_there_before_the_send_was_recorded_waits_for_the_record(
    database: Database, now: datetime, clerk: Actor
) -> None:
    claim_id, copies = claimed(database, now, clerk, ADA)
    [message] = read_mail(database, now, notice(return_path(copies[0]), ADA))
    assert message.state is InboundState.STORED
    assert read_stored(database, now, MACHINE, keyring()).total() == 0, "it is not read over and over"
    recorded(database, now, claim_id, copies, S.SENT)
    read_stored(database, now + timedelta(minutes=2), MACHINE, keyring())
    assert states(database) == [S.BOUNCED]
    assert len(news(database)) == 1


@pytest.mark.parametrize("what", ["bounce", "delay", "absence", "absence by Message-ID"])
def test_what_comes_back_settles_an_uncertain_copy(
    database: Database, now: datetime, clerk: Actor, what: str
) -> None:
    [copy] = sent_to(database, now, clerk, ADA, state=S.UNCERTAIN)
    raw = {
        "bounce": notice(return_path(copy), ADA),
        "delay": notice(return_path(copy), ADA, status="4.4.1", words="try later", action="delayed"),
        "absence": absence(ADA, return_path(copy)),
        "absence by Message-ID": absence(ADA, f"letters@{OFFICE}", answers=message_id(copy)),
    }[what]
    read_mail(database, now, raw)
    assert states(database) == [S.BOUNCED if what == "bounce" else S.SENT]
    with database.reading() as session:
        assert S.SENT in session.scalars(select(DeliveryNews.what)).all()


def test_a_read_receipt_says_of_its_copy_that_it_was_sent_and_is_no_reply(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA, state=S.UNCERTAIN)
    [message] = read_mail(database, now, receipt(ADA, f"letters@{OFFICE}", message_id(copy)))
    assert (message.state, message.matched_by) == (InboundState.READ, MatchedBy.MESSAGE_ID)
    assert states(database) == [S.SENT]
    assert [(heard.what, heard.delivery_id) for heard in news(database)] == [(Sort.RECEIPT, copy.id)]


def test_a_notice_without_a_token_settles_nothing(database: Database, now: datetime, clerk: Actor) -> None:
    sent_to(database, now, clerk, ADA, state=S.UNCERTAIN)
    read_mail(database, now, notice(f"letters@{OFFICE}", ADA), absence(ADA, f"letters@{OFFICE}"))
    assert states(database) == [S.UNCERTAIN]


def test_a_reply_in_the_thread_is_read_and_one_out_of_it_waits_and_both_are_news(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    to = f"letters@{OFFICE}"
    threaded, loose = read_mail(
        database, now, answer(ADA, to, body="We accept.", answers=message_id(copy)),
        answer("eve@elsewhere.example", to, body="We accept as well.", subject="Your circular"),
    )  # fmt: skip
    assert (threaded.state, threaded.matched_by) == (InboundState.READ, MatchedBy.MESSAGE_ID)
    assert (loose.state, loose.delivery_id) == (InboundState.WAITING, None)
    assert [(heard.what, heard.delivery_id) for heard in news(database)] == [
        (Sort.REPLY, copy.id), (Sort.REPLY, None)
    ]  # fmt: skip
    assert (threaded.sender, threaded.subject) == (ADA, "Re: Call")


def test_a44_a_reply_that_quotes_a_bounce_bounces_nothing(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    body = "I got this, what does it mean?\n\n> <ada@members.example>: 550 5.1.1 User unknown\n"
    [message] = read_mail(database, now, answer(ADA, return_path(copy), body=body))
    assert (message.sort, message.state) == (Sort.REPLY, InboundState.READ)
    assert states(database) == [S.SENT]


def test_one_bad_mail_does_not_keep_the_others_from_being_read(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)
    odd = [b"", b"\0" * 100, b"From: \xff\xfe\r\nSubject: =?x?q?=00=ED=A0=80?=\r\n\r\n\0", b"--" * 5000]
    messages = read_mail(database, now, *odd, notice(return_path(copy), ADA))
    assert all(message.state is InboundState.WAITING for message in messages[:-1])
    assert states(database) == [S.BOUNCED]


def test_a_message_over_which_the_program_fails_waits_and_keeps_no_other_one_waiting(
    database: Database, now: datetime, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    [copy] = sent_to(database, now, clerk, ADA)

    def failing(*arguments: Any) -> Any:
        if arguments[4].subject == "poison":
            raise ValueError("a fault of ours")
        return conclude(*arguments)

    monkeypatch.setattr("mailer.inbox.reading.conclude", failing)
    poison = answer(ADA, f"letters@{OFFICE}", body="x", subject="poison")
    messages = read_mail(database, now, poison, notice(return_path(copy), ADA))
    assert [message.state for message in messages] == [InboundState.WAITING, InboundState.READ]
    assert messages[0].why.startswith("The program failed over it")
    assert states(database) == [S.BOUNCED]
    monkeypatch.undo()
    with database.writing() as session:
        read_anew(session, now, clerk, [messages[0].id])
    assert read_stored(database, now, MACHINE, keyring()).total() == 1
