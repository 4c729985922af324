"""What tests of campaigns may ask for: an office with a directory and an approved letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.merge import LimitedMerger
from tests.rig.stages import KINDS, Stages
from tests.scheduler.beginnings import (
    beginning,
    fall_due,
    launch_first,
    release_first,
    release_personal,
    send_all,
)
from tests.scheduler.busy_office import Busy, make_busy
from tests.scheduler.campaign_factory import NOW, World, furnish


@pytest.fixture(scope="session")
def merger() -> Iterator[LimitedMerger]:
    """One limited child process for all approvals of this test process."""
    with LimitedMerger() as shared:
        yield shared


@pytest.fixture(scope="session")
def worlds(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    merger: LimitedMerger,
) -> Stages[World]:
    """The offices that tests of this process begin with; no server is started before one is to be there."""
    return Stages(
        sqlite_template,
        lambda: request.getfixturevalue("postgres"),
        lambda: tmp_path_factory.mktemp("world"),
        start=NOW,
        enter=lambda database, now: World(database, now, merger),
        moment=lambda world: world.now,
    )


@pytest.fixture(scope="module", params=KINDS)
def busy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worlds: Stages[World]
) -> Iterator[Busy]:
    """An office in which everything happened that can, shared by a file of tests that leave it as it is."""
    with worlds.copied(request.param, tmp_path_factory.mktemp("busy"), furnish) as world:
        yield make_busy(world)


world = beginning(furnish)
"""An office on each database: staff, five parties, and one approved letter to all of them."""
released = beginning(furnish, release_first)
"""That letter was released, to leave after its delay."""
due = beginning(furnish, release_first, fall_due)
"""The delay is over, and it may leave."""
running = beginning(furnish, release_first, fall_due, launch_first)
"""Its copies wait in the outbox."""
sent = beginning(furnish, release_first, fall_due, launch_first, send_all)
"""All of its copies went out."""
personal = beginning(furnish, release_personal, fall_due, launch_first)
"""They wait with a document of each recipient's own."""
