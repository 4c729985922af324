"""What tests of campaigns may ask for: an office with a directory and an approved letter."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from mailer.database import Database, open_database
from mailer.merge import LimitedMerger
from tests.rig.databases import TEMPLATE, Postgres
from tests.scheduler.busy_office import Busy, make_busy
from tests.scheduler.campaign_factory import NOW, World, furnish

WORLD = "world_template"


@pytest.fixture(scope="session")
def merger() -> Iterator[LimitedMerger]:
    """One limited child process for all approvals of this test process."""
    with LimitedMerger() as shared:
        yield shared


def lay_out_file(
    beginning: Path, folder: Path, furnishing: Callable[[World], object], merger: LimitedMerger
) -> Path:
    """An SQLite file that begins as another one and is furnished further."""
    path = folder / "office.db"
    shutil.copy(beginning, path)
    database = open_database(f"sqlite:///{path}")
    furnishing(World(database, NOW, merger))
    database.close()
    return path


def lay_out_template(
    server: Postgres, beginning: str, name: str, furnishing: Callable[[World], object], merger: LimitedMerger
) -> Postgres:
    """The server, with a template of this name that begins as another one and is furnished further."""
    address = server.clone(beginning)
    database = open_database(address)
    furnishing(World(database, NOW, merger))
    database.close()
    server.run(f"ALTER DATABASE {make_url(address).database} RENAME TO {name}")
    return server


@pytest.fixture(scope="session")
def sqlite_world(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger
) -> Path:
    """An SQLite file of a furnished office."""
    return lay_out_file(sqlite_template, tmp_path_factory.mktemp("world"), furnish, merger)


@pytest.fixture(scope="session")
def postgres_world(postgres: Postgres, merger: LimitedMerger) -> Postgres:
    """The server, with a template of a furnished office."""
    return lay_out_template(postgres, TEMPLATE, WORLD, furnish, merger)


@contextmanager
def copied(
    request: pytest.FixtureRequest, folder: Path, of: str = "world", template: str = WORLD
) -> Iterator[Database]:
    """A furnished office of somebody's own, in the database that a fixture is parametrised with.

    `of` names another office than that: the fixtures `sqlite_…` and `postgres_…`, and the server's template.
    """
    server: Postgres | None = None
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue(f"sqlite_{of}"), folder / "office.db")
        url = f"sqlite:///{folder / 'office.db'}"
    else:
        server = request.getfixturevalue(f"postgres_{of}")
        url = server.clone(template)
    database = open_database(url, heads=folder / "heads.log")
    yield database
    database.close()
    if server is not None:
        server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def furnished(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A furnished office of the test's own, once on each database."""
    with copied(request, tmp_path) as database:
        yield database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def busy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger
) -> Iterator[Busy]:
    """An office in which everything happened that can, shared by a file of tests that leave it as it is."""
    with copied(request, tmp_path_factory.mktemp("busy")) as database:
        yield make_busy(World(database, NOW, merger))


@pytest.fixture
def world(furnished: Database, now: datetime, merger: LimitedMerger) -> World:
    """An office on each database: staff, five parties, and one approved letter to all of them."""
    return World(furnished, now, merger)
