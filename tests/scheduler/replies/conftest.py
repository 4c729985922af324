"""What tests of replies may ask for: an office that asked five organisations three things, made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.merge import LimitedMerger
from tests.rig.databases import Postgres
from tests.scheduler.campaign_factory import NOW, World
from tests.scheduler.conftest import WORLD, copied, lay_out_file, lay_out_template
from tests.scheduler.replies.answering import ask_everybody

ASKED = "asked_template"


@pytest.fixture(scope="session")
def sqlite_asked(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger) -> Path:
    """An SQLite file of that office."""
    return lay_out_file(sqlite_world, tmp_path_factory.mktemp("asked"), ask_everybody, merger)


@pytest.fixture(scope="session")
def postgres_asked(postgres_world: Postgres, merger: LimitedMerger) -> Postgres:
    """The server, with a template of that office."""
    return lay_out_template(postgres_world, WORLD, ASKED, ask_everybody, merger)


@pytest.fixture(params=["sqlite", "postgresql"])
def sent(request: pytest.FixtureRequest, tmp_path: Path, merger: LimitedMerger) -> Iterator[World]:
    """That office, on each database: five organisations got a letter, and nobody has answered yet."""
    with copied(request, tmp_path, "asked", ASKED) as database:
        yield World(database, NOW + timedelta(minutes=10), merger)
