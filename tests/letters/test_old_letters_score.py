"""Old letters of many shapes are read as well as is promised for each batch of them."""

from __future__ import annotations

import pytest

from tests.letters.old_letter_scoring import BATCHES, LETTERS, score_of


@pytest.mark.parametrize("batch", BATCHES)
def test_a_batch_is_read_as_well_as_promised(batch: str) -> None:
    score = score_of(batch)
    missed = [one for tally in score.tallies.values() for one in tally.missed]
    assert score.overall >= BATCHES[batch], missed
    assert score.fidelity >= 0.999


@pytest.mark.parametrize("batch", ["tuned", "held"])
def test_no_field_is_read_badly(batch: str) -> None:
    poor = {name: tally.missed for name, tally in score_of(batch).tallies.items() if tally.score < 0.75}
    assert not poor


def test_every_letter_is_in_a_batch_and_there_are_more_than_a_hundred() -> None:
    assert {folder.name for folder in LETTERS.iterdir()} == set(BATCHES)
    assert len(list(LETTERS.glob("*/*.txt"))) > 100
