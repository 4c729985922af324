"""What tests of reminders begin with: an office whose letter went out, and is to be answered by 31 March."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.database import open_database
from mailer.merge import LimitedMerger
from tests.rig.databases import Postgres
from tests.scheduler.campaign_factory import NOW, World
from tests.scheduler.conftest import WORLD
from tests.scheduler.reminding.planning import send_letter

SENT = NOW + timedelta(minutes=10)
"""When the letter left."""
SURVEYED = "surveyed_template"


@pytest.fixture(scope="session")
def sqlite_surveyed(
    sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger
) -> Path:
    """An SQLite file of an office whose letter went out."""
    path = tmp_path_factory.mktemp("surveyed") / "office.db"
    shutil.copy(sqlite_world, path)
    database = open_database(f"sqlite:///{path}")
    send_letter(World(database, NOW, merger))
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_surveyed(postgres_world: Postgres, merger: LimitedMerger) -> Postgres:
    """The server, with a template of an office whose letter went out."""
    postgres_world.run(f"CREATE DATABASE {SURVEYED} TEMPLATE {WORLD}")
    database = open_database(postgres_world.address(SURVEYED))
    send_letter(World(database, NOW, merger))
    database.close()
    return postgres_world


@pytest.fixture(params=["sqlite", "postgresql"])
def surveyed(request: pytest.FixtureRequest, tmp_path: Path, merger: LimitedMerger) -> Iterator[World]:
    """The letter CL-27/0002, with a deadline on 31 March, went to five parties; once on each database."""
    server: Postgres | None = None
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_surveyed"), tmp_path / "office.db")
        url = f"sqlite:///{tmp_path / 'office.db'}"
    else:
        server = request.getfixturevalue("postgres_surveyed")
        name = f"surveyed_{secrets.token_hex(4)}"
        server.run(f"CREATE DATABASE {name} TEMPLATE {SURVEYED}")
        url = server.address(name)
    database = open_database(url, heads=tmp_path / "heads.log")
    yield World(database, SENT, merger)
    database.close()
    if server is not None:
        server.drop(url)
