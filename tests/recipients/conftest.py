"""A small directory that tests only read, filled once on each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.database import Database, open_database
from tests.recipients.factories import ROWS, import_rows
from tests.rig.databases import Postgres
from tests.rig.stages import Begin

OWN = (
    "R5",
    "Lanterna S.A.",
    "private-sector",
    "CH",
    "de, fr",
    "Zoe Roth",
    "",
    "zoe@lanterna.example",
    "",
    "",
)
"""Somebody whose languages are not those of the organisation."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The usual rows and one more, with the ids 1 to 5; nobody may change them."""
    folder = tmp_path_factory.mktemp("filled")
    if request.param == "sqlite":
        shutil.copy(sqlite_template, folder / "office.db")
        database = open_database(f"sqlite:///{folder / 'office.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        database = open_database(server.clone())
    import_rows(database, folder, [*ROWS, OWN])
    yield database
    database.close()


@pytest.fixture(scope="session")
def rows_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the usual rows lie as a file, the same for every test that begins with them."""
    return tmp_path_factory.mktemp("rows")


@pytest.fixture
def imported(begin: Begin, rows_folder: Path) -> Database:
    """The usual rows, imported, once on each database."""
    return begin(import_rows, rows_folder)
