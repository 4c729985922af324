"""Patterns of references: what they print, what is refused, and how references sort and are filed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.register.patterns import (
    Particulars,
    ResetPolicy,
    comparable,
    filing_key,
    natural_key,
    period_of,
    read_pattern,
)
from mailer.errors import Misused, Refused

NEVER, YEAR, PERIOD = ResetPolicy.NEVER, ResetPolicy.YEAR, ResetPolicy.PERIOD


@pytest.mark.parametrize(
    ("pattern", "seq", "day", "printed"),
    [
        ("{series}-{seq}", 1276, date(2002, 10, 14), "DM-1276"),
        ("{series}-{yy}/{seq}", 1206, date(2005, 7, 7), "DM-05/1206"),
        ("{series}-{yyyy}/{seq:04d}", 7, date(2027, 1, 1), "DM-2027/0007"),
        ("{seq}/{scope}", 3, date(2011, 1, 1), "3/9"),
        ("{series} {seq:03} ({unit}/{initials})", 68, date(2001, 1, 1), "DM 068 (COM 2/RH)"),
    ],
)
def test_a_pattern_prints_the_references_of_the_table(
    pattern: str, seq: int, day: date, printed: str
) -> None:
    particulars = Particulars("DM", day, seq, scope="9", unit="COM 2", initials="RH")
    assert read_pattern(pattern, NEVER).printed(particulars) == printed


@pytest.mark.parametrize(
    ("pattern", "reset", "sentence"),
    [
        ("{series}", NEVER, "must hold {seq}"),
        ("{seq}{seq}", NEVER, "once"),
        ("{series}-{seq", NEVER, "braces"),
        ("{number}", NEVER, "means nothing"),
        ("{seq.real}", NEVER, "means nothing"),
        ("{seq!r}", NEVER, "means nothing"),
        ("{seq:x}", NEVER, "{seq:04d}"),
        ("{yy:04d}{seq}", NEVER, "only {seq}"),
        ("{seq:{yy}}", NEVER, "{seq:04d}"),
        ("{seq}\n", YEAR, "{yy}"),
        ("{series}-{seq}", YEAR, "every year"),
        ("{series}-{seq}", PERIOD, "every period"),
        ("a\u0000{seq}", NEVER, "one line"),
        ("", NEVER, "one line"),
        ("x" * 200 + "{seq}", NEVER, "one line"),
    ],
)
def test_a_pattern_that_is_broken_or_would_print_a_reference_twice_is_refused(
    pattern: str, reset: ResetPolicy, sentence: str
) -> None:
    with pytest.raises(Misused, match=sentence.replace("{", r"\{").replace("}", r"\}")):
        read_pattern(pattern, reset)


def test_a_letter_without_what_the_pattern_names_is_refused_with_where_to_write_it() -> None:
    pattern = read_pattern("{seq}/{scope}", NEVER)
    with pytest.raises(Refused, match="Write “scope:”"):
        pattern.printed(Particulars("TSB", date(2027, 1, 1), 3))


def test_the_period_is_the_year_of_the_issue_date_or_the_named_one() -> None:
    day = date(2027, 12, 31)
    assert period_of(YEAR, day, "2025-2028") == "2027"
    assert period_of(PERIOD, day, "2025-2028") == "2025-2028"
    assert period_of(NEVER, day, "2025-2028") == ""
    assert period_of(ResetPolicy.MANUAL, day, "") == ""


def test_references_sort_naturally() -> None:
    printed = ["DM-27/10", "DM-27/9", "cl-2", "DM-27/009", "CL-10", "DM-9/1"]
    ordered = sorted(printed, key=natural_key)
    assert ordered[:3] == ["cl-2", "CL-10", "DM-9/1"]
    assert ordered[-1] == "DM-27/10"


@settings(max_examples=100)
@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_numbers_sort_by_size(one: int, other: int) -> None:
    assert (natural_key(f"DM-{one}/x") < natural_key(f"DM-{other}/x")) == (one < other)


@settings(max_examples=200)
@given(st.text(min_size=1, max_size=60))
def test_a_filing_key_is_plain_and_never_empty(printed: str) -> None:
    key = filing_key(printed)
    assert 0 < len(key) <= 100
    assert key.isascii()
    assert all(character.isalnum() or character in "-._" for character in key)
    assert not key.startswith(("-", ".")), "a file of this name is hidden, or read as an option"


def test_filing_keys_of_other_scripts_differ_though_nothing_of_them_is_plain() -> None:
    assert filing_key("القمة ٢٠٢٤") != filing_key("峰会")
    assert filing_key("DM-05/1206") == "DM-05-1206"
    assert filing_key("Réf. 3/9") == "Ref.-3-9"


def test_two_references_are_the_same_whatever_their_case_and_blanks() -> None:
    assert comparable("SMSI\u00a02024") == comparable(" smsi  2024")
    assert comparable("DM-1") != comparable("DM-01")
