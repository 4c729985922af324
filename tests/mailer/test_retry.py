"""Retrying: soon at first, then ever more seldom, spread out, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.retry import DEFAULT_POLICY, EXPIRED, RetryPolicy, next_attempt, pause_after

FIRST = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
EXACT = RetryPolicy(spread=0)
MINUTE = timedelta(minutes=1)


def attempts_of(policy: RetryPolicy, seed: str) -> list[datetime]:
    """All moments at which a letter is tried that is always deferred."""
    moments = [FIRST]
    while due := next_attempt(policy, len(moments), FIRST, moments[-1], seed):
        moments.append(due)
    return moments


def test_f18_pauses_double_from_five_minutes_to_four_hours() -> None:
    pauses = [pause_after(EXACT, attempts, "d1") / MINUTE for attempts in range(1, 9)]
    assert pauses == [5, 10, 20, 40, 80, 160, 240, 240]


def test_f18_letter_is_given_up_after_three_days_with_a_last_attempt_at_the_end() -> None:
    moments = attempts_of(DEFAULT_POLICY, "d1")

    assert moments[-1] == FIRST + timedelta(hours=72)
    assert 20 <= len(moments) <= 26
    assert EXPIRED == "4.4.7"


def test_no_attempt_is_squeezed_in_shortly_before_the_end() -> None:
    almost = FIRST + timedelta(hours=72) - timedelta(minutes=4)
    assert next_attempt(EXACT, 9, FIRST, almost, "d1") is None
    assert next_attempt(EXACT, 9, FIRST, almost - MINUTE, "d1") == FIRST + timedelta(hours=72)


def test_letter_is_given_up_after_so_many_attempts() -> None:
    assert len(attempts_of(RetryPolicy(most_attempts=4), "d1")) == 4
    assert next_attempt(RetryPolicy(most_attempts=1), 1, FIRST, FIRST, "d1") is None


def test_same_letter_has_the_same_pauses_and_others_have_others() -> None:
    assert attempts_of(DEFAULT_POLICY, "d1") == attempts_of(DEFAULT_POLICY, "d1")
    assert len({pause_after(DEFAULT_POLICY, 1, f"d{n}") for n in range(100)}) > 90


@given(attempts=st.integers(1, 10_000), seed=st.text(max_size=10), late=st.integers(-100_000, 400_000))
@settings(max_examples=200)
def test_next_attempt_is_never_too_soon_and_never_after_the_end(attempts: int, seed: str, late: int) -> None:
    policy = RetryPolicy(most_attempts=20_000)
    now = FIRST + timedelta(seconds=late)
    due = next_attempt(policy, attempts, FIRST, now, seed)
    end = FIRST + policy.give_up_after
    if due is None:
        assert end - now < policy.first_pause
    else:
        assert now + policy.first_pause <= due <= end
        assert due - now <= policy.longest_pause * (1 + policy.spread)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_pause": timedelta(0)},
        {"first_pause": timedelta(hours=5)},
        {"give_up_after": timedelta(0)},
        {"most_attempts": 0},
        {"spread": -0.1},
    ],
)
def test_policy_that_makes_no_sense_is_an_error(wrong: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match=r"pause|positive"):
        RetryPolicy(**wrong)  # type: ignore[arg-type]
