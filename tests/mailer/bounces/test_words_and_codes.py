"""Replies as servers give them: the reason, and that only bad addresses and domains are hard."""

from __future__ import annotations

import pytest

from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.status import enhanced_codes, reply_codes
from mailer.bounces.vocabulary import Action, Kind
from tests.mailer.bounces.replies import REPLIES

ROWS = [(reason, reply) for reason, table in REPLIES.items() for reply in table.strip().splitlines()]


@pytest.mark.parametrize(("reason", "reply"), ROWS)
def test_a_reply_is_understood(reason: str, reply: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=reply))
    if reason != "other":
        assert verdict.reason == reason, verdict.rule
    assert (verdict.kind is Kind.HARD) == (reason in ("address", "domain"))


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        ("5.1.1", "hard", "address"),
        ("5.1.2", "hard", "domain"),
        ("5.1.6", "hard", "address"),
        ("5.1.10", "hard", "domain"),
        ("5.2.1", "soft", "inactive"),
        ("5.2.2", "soft", "full"),
        ("5.3.4", "soft", "size"),
        ("4.4.1", "soft", "transport"),
        ("5.4.7", "soft", "transport"),
        ("5.7.1", "soft", "policy"),
        ("5.7.26", "soft", "policy"),
        ("5.0.0", "soft", "other"),
        ("4.1.1", "soft", "address"),
        ("", "soft", "other"),
    ],
)
def test_a_status_alone_is_understood(status: str, kind: str, reason: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", status=status))
    assert (verdict.kind, verdict.reason) == (kind, reason)


def test_a_delay_is_never_hard() -> None:
    verdict = conclude(
        Said(recipient="a@b.example", status="5.1.1", action=Action.DELAYED, diagnostic="User unknown")
    )
    assert verdict.kind is Kind.SOFT


def test_what_is_said_of_the_sender_alone_is_not_hard() -> None:
    said = Said(
        recipient="ann@b.example",
        diagnostic="550 Verification failed for <office@a.example>: no such user",
        senders=("office@a.example",),
    )
    verdict = conclude(said)
    assert (verdict.kind, verdict.reason) == (Kind.SOFT, "policy")
    assert verdict.rule == "no such user, said of the sender"


def test_a_line_that_names_both_ends_is_said_of_the_recipient() -> None:
    said = Said(
        recipient="ann@b.example",
        diagnostic="550 from <office@a.example> to <Ann@b.example>: no such user",
        senders=("office@a.example",),
    )
    assert conclude(said).kind is Kind.HARD


def test_a_letter_that_an_office_sent_to_itself_can_bounce_hard() -> None:
    said = Said(
        recipient="ann@a.example", diagnostic="550 <ann@a.example>: no such user", senders=("ann@a.example",)
    )
    assert conclude(said).kind is Kind.HARD


def test_the_line_that_decided_is_told() -> None:
    said = Said(
        recipient="a@b.example",
        diagnostic="while talking to mx.b.example\n<<< 550 No such user here\nclosing",
    )
    assert conclude(said).line == "<<< 550 No such user here"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("550 5.1.1 unknown", ["5.1.1"]),
        ("#5.1.1 and (4.2.2)", ["5.1.1", "4.2.2"]),
        ("host 15.1.1.7 at 5.1.1.9 running 2.5.1.3", []),
        ("version 4.80.1-2", ["4.80.1"]),
    ],
)
def test_codes_are_told_from_other_numbers(text: str, codes: list[str]) -> None:
    assert enhanced_codes(text) == codes


def test_reply_codes_are_told_from_other_numbers() -> None:
    assert reply_codes("said: 550 no; at 10:550 of 1550 and 192.0.2.550") == ["550"]
