"""Sets of ids behave as sets do, in little room."""

from __future__ import annotations

import sys
from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipients.idset import IdSet

IDS = st.sets(st.integers(0, 300), max_size=40)


@settings(max_examples=200)
@given(IDS, IDS)
def test_it_is_a_set(one: Set[int], other: Set[int]) -> None:
    left, right = IdSet(one), IdSet(other)
    assert list(left) == sorted(one)
    assert len(left) == len(one)
    assert left & right == one & other
    assert left | other == one | other
    assert left - right == one - other
    assert {number for number in range(-5, 400) if number in left} == one
    assert bool(left) == bool(one)


def test_half_a_million_take_little_room() -> None:
    found = IdSet(range(1, 500_001))
    assert sys.getsizeof(found._octets) < 100_000
    assert len(found) == 500_000
    assert repr(found) == "IdSet of 500000"


def test_what_is_no_number_is_in_no_set() -> None:
    anything: object = "x"
    assert not IdSet([1]).__contains__(anything)


def test_what_is_no_id_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 is no id"):
        IdSet([-1])
