"""Old letters of many shapes are read as well as is promised, those least that the rules were mended on."""

from __future__ import annotations

import pytest

from tests.letters.old_letter_scoring import HALVES, LETTERS, score_of

LEAST = {"tuned": 0.98, "held": 0.96}


@pytest.mark.parametrize("half", HALVES)
def test_a_half_is_read_as_well_as_promised(half: str) -> None:
    score = score_of(half)
    missed = [one for tally in score.tallies.values() for one in tally.missed]
    assert score.overall >= LEAST[half], missed
    assert score.fidelity >= 0.999
    poor = {name: tally.missed for name, tally in score.tallies.items() if tally.score < 0.75}
    assert not poor


def test_there_are_more_than_forty_letters_and_both_halves_are_alike() -> None:
    counts = [len(list((LETTERS / half).glob("*.txt"))) for half in HALVES]
    assert sum(counts) >= 45
    assert abs(counts[0] - counts[1]) <= 2
