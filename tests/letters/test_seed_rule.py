"""The real letters may be absent on a machine, but not where a green run is a promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters.conftest import require_seeds


def test_absent_seeds_skip_a_test(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="beside the checkout"):
        require_seeds(tmp_path / "shared" / "seeds", ci="")


def test_absent_seeds_fail_where_ci_is_true(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="beside the checkout"):
        require_seeds(tmp_path / "shared" / "seeds", ci="true")


def test_seeds_that_are_there_are_used(tmp_path: Path) -> None:
    assert require_seeds(tmp_path, ci="true") == tmp_path
