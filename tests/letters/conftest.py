"""What tests of letters may ask for: the five real letters, and a limited merger for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.merge import LimitedMerger


def require_seeds(seeds: Path, ci: str) -> Path:
    """The folder of the real letters; where it is absent the test skips, and fails where `ci` is true."""
    if not seeds.is_dir():
        reason = f"The real letters are not at {seeds.parent.name}/{seeds.name} beside the checkout."
        if ci.lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return seeds


@pytest.fixture(scope="session")
def shared_seeds() -> Path:
    """The folder of the five real letters beside the checkout."""
    return require_seeds(Path(__file__).parents[2].parent / "shared" / "seeds", os.environ.get("CI", ""))


@pytest.fixture(scope="session")
def merger() -> Iterator[LimitedMerger]:
    """One limited child process for all checks of this test process."""
    with LimitedMerger() as shared:
        yield shared
