"""What may name the delivery, and what absent people say: strings and dates, believed by nobody yet."""

from __future__ import annotations

import pytest

from mailer.bounces import Reading, read
from mailer.token import Keyring, Purpose
from tests.mailer.bounces.sample import TO, mail, returned
from tests.mailer.bounces.samples_other import ABSENCES
from tests.mailer.bounces.samples_report import ANN, HEAD, ONE, group, report

TOKEN = TO.partition("+")[2].partition("@")[0]
DATE = "Date: Mon, 3 Mar 2025 10:00:00 +0000"


def test_a_token_of_ours_is_recognised_by_its_shape() -> None:
    token = Keyring({"ka": b"secret"}, "ka").mint(Purpose.RETURN_PATH, "abcdefgh23456723", "ka")
    reading = read(mail("hello", to=f"bounces+{token}@office.example"))
    assert reading.hints.tokens == (token,)


@pytest.mark.parametrize("name", ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"])
def test_a_token_is_found_where_mail_was_addressed_to(name: str) -> None:
    raw = mail("hello", to="someone@office.example", more=f"{name}: <{TO.upper()}>")
    assert TOKEN in read(raw).hints.tokens


def test_a_token_is_found_in_the_envelope_id_of_a_report() -> None:
    raw = report(f"Original-Envelope-Id: {TOKEN}\n" + ONE).replace(TO.encode(), b"x@office.example")
    assert read(raw).hints.tokens == (TOKEN,)


def test_a_token_is_found_in_the_return_path_of_the_returned_message() -> None:
    raw = mail(
        "could not be delivered:\n\n----- Original message follows -----\n"
        f"Return-Path: <{TO}>\n" + returned(ANN),
        to="x@office.example",
    )
    assert read(raw).hints.tokens == (TOKEN,)


def test_what_is_longer_than_a_token_holds_none() -> None:
    assert read(mail("hello", to=f"bounces+{TOKEN}abc@office.example")).hints.tokens == ()


def test_the_returned_message_is_named_first_then_those_answered_to() -> None:
    more = "In-Reply-To: <second@office.example>\nReferences: <fourth@office.example> <third@office.example>"
    raw = mail("failed:\n\n--- Original message follows:\n\n" + returned(ANN), more=more)
    names = (
        "pqrstu234567@office.example",
        "second@office.example",
        "third@office.example",
        "fourth@office.example",
    )
    assert read(raw).hints.message_ids == names


def test_an_attached_message_is_named_by_its_id_and_not_read_further() -> None:
    assert read(report(ONE)).hints.message_ids == ("pqrstu234567@office.example",)


@pytest.mark.parametrize("sample", ABSENCES, ids=lambda sample: sample.name)
def test_the_end_of_an_absence_is_read_in_six_languages(sample: object) -> None:
    assert read(sample.raw).absent_until == "2025-03-14"  # type: ignore[attr-defined]


def absent(text: str) -> Reading:
    return read(mail(text, subject="Automatic reply: Call", more=f"Auto-Submitted: auto-replied\n{DATE}"))


def test_both_days_of_an_absence_are_read_the_year_from_the_date_of_the_mail() -> None:
    reading = absent("I am away from 5 March to my garden, and out of the office until 14 March.")
    assert (reading.absent_from, reading.absent_until) == ("2025-03-05", "2025-03-14")


@pytest.mark.parametrize(
    "text", ["I am away until 31 February.", "I am away until Monday.", "Until 99 March"]
)
def test_a_day_that_is_none_is_not_told(text: str) -> None:
    assert absent(text).absent_until == ""


@pytest.mark.parametrize(
    "text",
    [
        "I no longer work here. Please write to ben.quay@ferry.example instead.",
        "En mon absence, veuillez contacter ben.quay@ferry.example.",
        "En mi ausencia, diríjase a ben.quay@ferry.example.",
        "По срочным вопросам обращайтесь: ben.quay@ferry.example.",
        "يرجى التواصل مع ben.quay@ferry.example",
        "如有急事，请联系ben.quay@ferry.example。",
    ],
)
def test_who_is_named_for_further_mail_is_proposed(text: str) -> None:
    (found,) = absent(text).successors
    assert (found.address, found.line) == ("ben.quay@ferry.example", text)


def test_a_successor_in_a_bounce_is_proposed_and_the_failed_address_is_not() -> None:
    raw = report(
        HEAD + group(ANN, "5.1.6", "551 User has moved"),
        words=f"{ANN} has left the port.\nPlease write to ben.quay@ferry.example from now on.",
    )
    reading = read(raw)
    assert [verdict.recipient for verdict in reading.verdicts] == [ANN]
    assert [found.address for found in reading.successors] == ["ben.quay@ferry.example"]


def test_nobody_is_proposed_for_help_with_the_mail_system() -> None:
    raw = report(ONE, words="For assistance contact postmaster@port.example.")
    assert read(raw).successors == ()
