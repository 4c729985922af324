"""Conditions and loops of a template in words that a clerk understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.merge import condition_in_words, rows_of


@pytest.mark.parametrize(
    ("test", "words", "names"),
    [
        ("focal_point", "‹focal_point› has a value", ["focal_point"]),
        ("not focal_point", "‹focal_point› is empty", ["focal_point"]),
        ("category == 'academia'", "‹category› is “academia”", ["category"]),
        ('category != "academia"', "‹category› is not “academia”", ["category"]),
        ("not category != 'a'", "‹category› is “a”", ["category"]),
        ("category in ['a', 'b', 'c']", "‹category› is “a”, “b” or “c”", ["category"]),
        ("category in ('a',)", "‹category› is “a”", ["category"]),
        ("category not in ['a', 'b']", "‹category› is neither “a” nor “b”", ["category"]),
        ("not category in ['a', 'b']", "‹category› is neither “a” nor “b”", ["category"]),
        ("name == ''", "‹name› is empty", ["name"]),
        ("name != ''", "‹name› has a value", ["name"]),
        ("entry.url", "‹entry.url› has a value", ["entry.url"]),
        ("name | upper == 'A'", "‹name› is “A”", ["name"]),
        ("a and b and not a", "‹a› has a value and ‹b› has a value and ‹a› is empty", ["a", "b"]),
        ("a and (b or c)", "‹a› has a value and (‹b› has a value or ‹c› has a value)", ["a", "b", "c"]),
        ("not (a and b)", "‹a› is empty or ‹b› is empty", ["a", "b"]),
        ("not (a or not b) and c", "‹a› is empty and ‹b› has a value and ‹c› has a value", ["a", "b", "c"]),
    ],
)
def test_a_condition_is_told_in_words(test: str, words: str, names: list[str]) -> None:
    found = condition_in_words(test)
    assert (found.words, list(found.names)) == (words, names)


@pytest.mark.parametrize(
    "test",
    ["7*7", "a.b.c", "f(x)", "a <  2", "a is defined", "a == b", "a in b", "(", "x %} {% if y", "", "a or 7"],
)
def test_what_the_language_does_not_allow_stands_as_it_was_written(test: str) -> None:
    found = condition_in_words(test)
    assert (found.words, found.names) == (" ".join(test.split()), ())


def test_a_loop_is_told_by_the_field_of_its_rows() -> None:
    assert rows_of("entry in entries") == "entries"
    assert rows_of("entry in range(9)") == "entry in range(9)"
    assert rows_of("%}") == "%}"


def test_a09_a_condition_of_any_size_ends_in_a_sentence() -> None:
    for bomb in ("(" * 1_500 + "a" + ")" * 400, "not " * 499 + "a", "a and " * 100_000 + "a"):
        assert len(condition_in_words(bomb).words) <= 2_000


@given(st.text(max_size=60))
def test_no_condition_breaks_the_preview(test: str) -> None:
    assert isinstance(condition_in_words(test).words, str)
    assert isinstance(rows_of(test), str)
