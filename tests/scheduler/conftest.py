"""What tests of campaigns may ask for: an office with a directory and an approved letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from mailer.database import Database
from mailer.merge import LimitedMerger
from tests.scheduler.campaign_factory import World, found_world


@pytest.fixture(scope="session")
def merger() -> Iterator[LimitedMerger]:
    """One limited child process for all approvals of this test process."""
    with LimitedMerger() as shared:
        yield shared


@pytest.fixture
def world(database: Database, now: datetime, merger: LimitedMerger) -> World:
    """An office on each database: staff, five parties, and one approved letter to all of them."""
    return found_world(database, now, merger)
