"""States of a campaign that tests begin with, and how a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.campaign import OnPaper
from tests.rig.stages import KINDS, Furnishing, Stages
from tests.scheduler.campaign_factory import World

FIRST = "CL-27-0001"
"""The campaign of the letter “reading-rooms” to everybody."""


def beginning(*furnishings: Furnishing[World]) -> object:
    """A fixture: the office in which these were done in turn, a copy for each test, on each database."""

    @pytest.fixture(params=KINDS)
    def office(request: pytest.FixtureRequest, tmp_path: Path, worlds: Stages[World]) -> Iterator[World]:
        with worlds.copied(request.param, tmp_path, *furnishings) as world:
            yield world

    return office


def release_first(world: World) -> None:
    """The first campaign released, to leave after its delay."""
    world.released()


def release_personal(world: World) -> None:
    """The same with a document of each recipient's own."""
    world.released(document=OnPaper.PERSONAL)


def fall_due(world: World) -> None:
    """The delay of a release is over."""
    world.later(minutes=10)


def launch_first(world: World) -> None:
    """The first campaign launched: its copies wait in the outbox."""
    world.launch(FIRST)


def send_all(world: World) -> None:
    """All copies that wait were taken by the mail server."""
    world.send()
