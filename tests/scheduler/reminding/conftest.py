"""What tests of reminders begin with: an office whose letter went out, and is to be answered by 31 March."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.merge import LimitedMerger
from tests.rig.databases import Postgres
from tests.scheduler.campaign_factory import NOW, World
from tests.scheduler.conftest import WORLD, copied, lay_out_file, lay_out_template
from tests.scheduler.reminding.planning import send_letter

SENT = NOW + timedelta(minutes=10)
"""When the letter left."""
SURVEYED = "surveyed_template"


@pytest.fixture(scope="session")
def sqlite_surveyed(
    sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger
) -> Path:
    """An SQLite file of an office whose letter went out."""
    return lay_out_file(sqlite_world, tmp_path_factory.mktemp("surveyed"), send_letter, merger)


@pytest.fixture(scope="session")
def postgres_surveyed(postgres_world: Postgres, merger: LimitedMerger) -> Postgres:
    """The server, with a template of an office whose letter went out."""
    return lay_out_template(postgres_world, WORLD, SURVEYED, send_letter, merger)


@pytest.fixture(params=["sqlite", "postgresql"])
def surveyed(request: pytest.FixtureRequest, tmp_path: Path, merger: LimitedMerger) -> Iterator[World]:
    """The letter CL-27/0002, with a deadline on 31 March, went to five parties; once on each database."""
    with copied(request, tmp_path, "surveyed", SURVEYED) as database:
        yield World(database, SENT, merger)
