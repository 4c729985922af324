"""Offices as far as tests begin with them: each is laid out once in a process, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from mailer.database import open_database
from mailer.merge import LimitedMerger
from scheduler.campaign import OnPaper
from tests.rig.databases import TEMPLATE, Postgres
from tests.scheduler.campaign_factory import NOW, World

Furnishing: TypeAlias = Callable[[World], object]
SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")
FIRST = "CL-27-0001"
"""The campaign of the letter “reading-rooms” to everybody."""


@dataclass(frozen=True)
class Stage:
    """An office that nobody works in: where it is copied from, its file of heads, and its moment."""

    source: str
    heads: Path
    now: datetime


@dataclass
class Stages:
    """All offices that were laid out in this process, by the kind of database and what was done in them."""

    sqlite_template: Path
    server: Callable[[], Postgres]
    folder: Callable[[], Path]
    merger: LimitedMerger
    _laid_out: dict[tuple[str, tuple[Furnishing, ...]], Stage] = field(default_factory=dict)

    @contextmanager
    def copied(self, kind: str, folder: Path, *furnishings: Furnishing) -> Iterator[World]:
        """A copy of somebody's own, gone at the end."""
        url, world = self._copy(kind, self._at(kind, furnishings), folder)
        yield world
        world.database.close()
        if kind == POSTGRESQL:
            self.server().drop(url)

    def _at(self, kind: str, furnishings: tuple[Furnishing, ...]) -> Stage:
        found = self._laid_out.get((kind, furnishings))
        if found is None:
            found = self._laid_out[kind, furnishings] = self._lay_out(kind, furnishings)
        return found

    def _lay_out(self, kind: str, furnishings: tuple[Furnishing, ...]) -> Stage:
        folder = self.folder()
        if not furnishings:
            source = str(self.sqlite_template) if kind == SQLITE else TEMPLATE
            return Stage(source, folder / "heads.log", NOW)
        *before, last = furnishings
        url, world = self._copy(kind, self._at(kind, tuple(before)), folder)
        last(world)
        world.database.close()
        source = url.partition("?")[0].rpartition("/")[2] if kind == POSTGRESQL else str(folder / "office.db")
        return Stage(source, folder / "heads.log", world.now)

    def _copy(self, kind: str, stage: Stage, folder: Path) -> tuple[str, World]:
        if kind == SQLITE:
            url = f"sqlite:///{shutil.copy(stage.source, folder / 'office.db')}"
        else:
            url = self.server().clone(stage.source)
        if stage.heads.exists():
            shutil.copy(stage.heads, folder / "heads.log")
        database = open_database(url, heads=folder / "heads.log")
        return url, World(database, stage.now, self.merger)


def beginning(*furnishings: Furnishing) -> object:
    """A fixture: the office in which these were done in turn, a copy for each test, on each database."""

    @pytest.fixture(params=KINDS)
    def office(request: pytest.FixtureRequest, tmp_path: Path, stages: Stages) -> Iterator[World]:
        with stages.copied(request.param, tmp_path, *furnishings) as world:
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
