"""What every test may ask for: an office's database on both kinds, an actor, a moment."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mailer.audit import Actor
from mailer.database import Database, OfficeSession, open_database
from mailer.staff import EVERY_ROLE
from tests.rig.databases import Postgres, build_tables, open_engine, start_postgres
from tests.rig.in_memory import folder_in_memory
from tests.rig.stages import KINDS, Begin, LayOut, Stages, With

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """Before the first temporary folder is made, here and in the processes that share the work.

    Programs that tests start keep what they compiled, as they do for users.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if (folder := folder_in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_finish() -> None:
    """What was imported and found lives to the end: the collector of garbage need not walk it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mailer.database.create_engine", open_engine)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row but those of an empty office."""
    path = tmp_path_factory.mktemp("template") / "office.db"
    database = open_database(f"sqlite:///{path}")
    build_tables(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server of this test process's own, with a template that has every table.

    Its folder is nobody else's: each run of pytest takes the rights away from the folders of the others.
    """
    with (
        TemporaryDirectory(prefix="test-postgres-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder,
        start_postgres(Path(folder, "data")) as server,
    ):
        yield server


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh office on SQLite."""
    shutil.copy(sqlite_template, tmp_path / "office.db")
    database = open_database(f"sqlite:///{tmp_path / 'office.db'}", heads=tmp_path / "heads.log")
    yield database
    database.close()


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh office on PostgreSQL, cloned from the template."""
    server: Postgres = request.getfixturevalue("postgres")
    address = server.clone()
    beside = tmp_path / "postgresql"  # some tests have an office of either kind
    beside.mkdir()
    database = open_database(address, heads=beside / "heads.log")
    yield database
    database.close()
    server.drop(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh office, once on each database."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def stages(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Stages[Database]:
    """The offices that tests of this process laid out so far; no server is started before one is wanted."""
    return Stages(
        sqlite_template,
        lambda: request.getfixturevalue("postgres"),
        lambda: tmp_path_factory.mktemp("stage"),
        start=NOW,
        enter=lambda database, _: database,
        moment=lambda _: NOW,
    )


@pytest.fixture(params=KINDS)
def begin(request: pytest.FixtureRequest, stages: Stages[Database], tmp_path: Path) -> Iterator[Begin]:
    """Gives an office in a state that is laid out once and copied, once on each database."""
    with ExitStack() as opened:

        def begin_at(lay_out: LayOut, *given: object) -> Database:
            return opened.enter_context(stages.copied(request.param, tmp_path, With(lay_out, given)))

        yield begin_at


@pytest.fixture
def session(database: Database) -> Iterator[OfficeSession]:
    """One writing transaction on a fresh office, once on each database; rolled back only by a failure."""
    with database.writing() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place unless they say otherwise."""
    return NOW


@pytest.fixture
def clerk() -> Actor:
    """A member of staff who may do everything."""
    return Actor("s0000clerk", "a.clerk", "tester", frozenset(EVERY_ROLE))
