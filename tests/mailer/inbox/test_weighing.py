"""Hard is only what a notice says of the copy's own address; what was read is kept whole."""

from __future__ import annotations

import pytest

from mailer.bounces import Action, Kind, Reading, Reason, Sort, Verdict, read
from mailer.inbox.folder_name import folder_name
from mailer.inbox.told import plain_values, reading_of
from mailer.inbox.weighing import verdict_on
from tests.mailer.bounces.samples_other import ABSENCES, OTHERS
from tests.mailer.bounces.samples_plain import PLAIN

ADA = "ada@members.example"


def verdict(
    recipient: str,
    final: str = "",
    reason: Reason = Reason.ADDRESS,
    action: Action = Action.FAILED,
    kind: Kind = Kind.HARD,
) -> Verdict:
    return Verdict(recipient, final, "5.1.1", kind, reason, action, "no such user", "550")


def weighed(*verdicts: Verdict) -> Verdict:
    found = verdict_on(Reading(Sort.BOUNCE, "rule", verdicts), ADA)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "told",
    [
        verdict(ADA),
        verdict("ADA@Members.Example"),
        verdict("other@gateway.example", final=ADA),
        verdict("", ""),
        verdict("ada@mail.members.example"),
        verdict("anybody@members.example", reason=Reason.DOMAIN),
    ],
)
def test_what_speaks_of_the_address_or_of_nobody_stays_hard(told: Verdict) -> None:
    assert weighed(told).kind is Kind.HARD


@pytest.mark.parametrize(
    "told",
    [
        verdict("ben@harbour.example"),
        verdict("kofi@members.example"),
        verdict("ada@elsewhere.example"),
        verdict("ada@example"),
        verdict("not an address"),
        verdict("ada@members.example.evil.example"),
    ],
)
def test_who_forwards_to_a_dead_mailbox_has_a_living_one(told: Verdict) -> None:
    assert weighed(told).kind is Kind.SOFT


def test_of_several_the_one_about_the_address_counts() -> None:
    other = verdict("ben@harbour.example")
    late = verdict(ADA, reason=Reason.TRANSPORT, action=Action.DELAYED, kind=Kind.SOFT)
    assert weighed(other, late) == late
    assert weighed(late, other, verdict(ADA)).action is Action.FAILED
    assert verdict_on(Reading(Sort.BOUNCE, "rule"), ADA) is None


@pytest.mark.parametrize("sample", [*PLAIN, *OTHERS, *ABSENCES], ids=lambda sample: sample.name)
def test_what_was_read_comes_back_as_it_was_kept(sample: object) -> None:
    reading = read(sample.raw)  # type: ignore[attr-defined]
    assert reading_of(plain_values(reading)) == reading


def test_names_of_folders_go_over_the_wire_in_their_own_code() -> None:
    assert folder_name("INBOX") == '"INBOX"'
    assert folder_name('R&D "old"\\new') == '"R&-D \\"old\\"\\\\new"'
    assert folder_name("~peter/mail/台北/日本語") == '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'
