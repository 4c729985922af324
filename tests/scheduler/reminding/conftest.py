"""What tests of reminders begin with: an office whose letter went out, and is to be answered by 31 March."""

from __future__ import annotations

import pytest

from tests.scheduler.campaign_factory import World
from tests.scheduler.reminding.planning import send_letter


@pytest.fixture
def surveyed(world: World) -> World:
    """The letter CL-27/0002, with a deadline on 31 March, went to five parties."""
    send_letter(world)
    return world
