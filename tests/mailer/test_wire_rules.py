"""The rules: what each reply at each stage means for the letter, and whom to blame."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.wire import Blame, Outcome, Reply, Stage
from mailer.wire.replies import readable
from mailer.wire.rules import judge

OPENING = [Stage.CONNECT, Stage.BANNER, Stage.EHLO, Stage.TLS, Stage.AUTH]


def judged(stage: Stage, line: str) -> tuple[Outcome, Blame | None]:
    return judge(stage, readable(int(line[:3]), [line[4:].encode()]))


@pytest.mark.parametrize("stage", list(Stage))
def test_421_is_host_trouble_at_every_stage(stage: Stage) -> None:
    assert judged(stage, "421 4.3.2 closing") == (Outcome.DEFERRED, Blame.SERVER)


@pytest.mark.parametrize(
    ("stage", "line", "blame"),
    [
        (Stage.RCPT, "450 4.2.0 greylisted", Blame.RECIPIENT),
        (Stage.RCPT, "450 4.7.1 greylisted", Blame.RECIPIENT),
        (Stage.RCPT, "451 please come back", Blame.RECIPIENT),
        (Stage.RCPT, "452 4.2.2 mailbox full", Blame.RECIPIENT),
        (Stage.RCPT, "452 too many", Blame.SERVER),
        (Stage.RCPT, "454 4.7.1 slower please", Blame.SERVER),
        (Stage.RCPT, "451 4.3.0 disk full", Blame.SERVER),
        (Stage.MAIL, "450 4.1.8 domain not found", Blame.SERVER),
        (Stage.MAIL, "451 later", Blame.SERVER),
        (Stage.DATA, "451 later", Blame.SERVER),
        (Stage.DOT, "451 4.7.1 being looked at", Blame.LETTER),
        (Stage.DOT, "452 4.2.2 mailbox full", Blame.RECIPIENT),
        (Stage.DOT, "452 4.3.1 disk full", Blame.SERVER),
    ],
)
def test_f26_temporary_refusals_are_deferred(stage: Stage, line: str, blame: Blame) -> None:
    assert judged(stage, line) == (Outcome.DEFERRED, blame)


@pytest.mark.parametrize(
    ("stage", "line", "blame"),
    [
        (Stage.MAIL, "550 5.1.8 sender not known", Blame.SENDER),
        (Stage.MAIL, "530 5.7.0 log in first", Blame.SENDER),
        (Stage.MAIL, "552 too big", Blame.LETTER),
        (Stage.MAIL, "500 5.3.4 too big", Blame.LETTER),
        (Stage.RCPT, "550 5.1.1 no such user", Blame.RECIPIENT),
        (Stage.RCPT, "552 5.2.2 mailbox full", Blame.RECIPIENT),
        (Stage.RCPT, "554 5.7.1 you are blocked by the owner", Blame.RECIPIENT),
        (Stage.RCPT, "530 5.7.0 log in first", Blame.SENDER),
        (Stage.RCPT, "554 5.7.1 <a@b.example>: Relay access denied", Blame.SENDER),
        (Stage.RCPT, "550 relaying denied", Blame.SENDER),
        (Stage.RCPT, "550 relay not permitted", Blame.SENDER),
        (Stage.RCPT, "550 5.7.1 Unable to relay", Blame.SENDER),
        (Stage.RCPT, "550 5.1.1 no user; relay access denied to others", Blame.RECIPIENT),
        (Stage.DATA, "554 5.6.0 not this", Blame.LETTER),
        (Stage.DATA, "530 5.7.0 log in first", Blame.SENDER),
        (Stage.BODY, "552 5.3.4 too big", Blame.LETTER),
        (Stage.DOT, "554 5.7.1 spam", Blame.LETTER),
        (Stage.DOT, "552 5.2.3 too big for this mailbox", Blame.LETTER),
        (Stage.DOT, "550 5.1.1 no such user", Blame.RECIPIENT),
        (Stage.DOT, "552 5.2.2 mailbox full", Blame.RECIPIENT),
    ],
)
def test_final_refusals_blame_whom_they_concern(stage: Stage, line: str, blame: Blame) -> None:
    assert judged(stage, line) == (Outcome.REFUSED, blame)


@pytest.mark.parametrize("stage", OPENING)
def test_before_any_letter_only_login_and_tls_need_a_person(stage: Stage) -> None:
    expected = {
        Stage.AUTH: (Outcome.REFUSED, Blame.SENDER),
        Stage.TLS: (Outcome.REFUSED, Blame.SERVER),
    }
    assert judged(stage, "554 no") == expected.get(stage, (Outcome.DEFERRED, Blame.SERVER))
    assert judged(stage, "454 not now") == (Outcome.DEFERRED, Blame.SERVER)


@given(
    stage=st.sampled_from(Stage), code=st.integers(200, 599), enhanced=st.sampled_from(["", "5.1.1", "4.2.2"])
)
@settings(max_examples=200)
def test_only_the_final_dot_accepts_or_leaves_doubt(stage: Stage, code: int, enhanced: str) -> None:
    outcome, blame = judge(stage, Reply(code, enhanced, ""))

    assert (outcome is Outcome.ACCEPTED) == (stage is Stage.DOT and 200 <= code < 300)
    assert (outcome is Outcome.UNCERTAIN) == (stage is Stage.DOT and 300 <= code < 400)
    assert (blame is None) == (outcome is Outcome.ACCEPTED)
    if outcome is Outcome.REFUSED:
        assert code >= 500
