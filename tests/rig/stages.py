"""Offices as far as tests begin with them: each is laid out once in a process, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, TypeAlias, TypeVar

from mailer.database import Database, open_database
from tests.rig.databases import TEMPLATE, Postgres

Office = TypeVar("Office")
"""What a test is given of an office: its database, or a world around it."""
Furnishing: TypeAlias = Callable[[Office], object]
LayOut: TypeAlias = Callable[..., object]
SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")


class Begin(Protocol):
    """How a test asks for an office in a state: `begin(lay_out, x)` for what `lay_out(database, x)` does."""

    def __call__(self, lay_out: LayOut, *given: object) -> Database:
        """An office of the test's own in this state."""


@dataclass(frozen=True)
class With:
    """What a function does in an office with something: another state for something else."""

    lay_out: LayOut
    given: tuple[object, ...]

    def __call__(self, office: object) -> None:
        """Do it."""
        self.lay_out(office, *self.given)


@dataclass(frozen=True)
class Stage:
    """An office that nobody works in: where it is copied from, its file of heads, and its moment."""

    source: str
    heads: Path
    now: datetime


@dataclass
class Stages(Generic[Office]):
    """All offices that were laid out in this process, by the kind of database and what was done in them."""

    sqlite_template: Path
    server: Callable[[], Postgres]
    """Asked for only where an office on it is wanted."""
    folder: Callable[[], Path]
    """A new one each time."""
    start: datetime
    """The moment of an office in which nothing was done."""
    enter: Callable[[Database, datetime], Office]
    moment: Callable[[Office], datetime]
    """When it is in an office."""
    _laid_out: dict[tuple[str, tuple[Furnishing[Office], ...]], Stage] = field(default_factory=dict)

    @contextmanager
    def copied(self, kind: str, folder: Path, *furnishings: Furnishing[Office]) -> Iterator[Office]:
        """A copy of somebody's own, gone at the end."""
        stage = self._at(kind, furnishings)
        url, database = self._copy(kind, stage, folder)
        yield self.enter(database, stage.now)
        database.close()
        if kind == POSTGRESQL:
            self.server().drop(url)

    def _at(self, kind: str, furnishings: tuple[Furnishing[Office], ...]) -> Stage:
        found = self._laid_out.get((kind, furnishings))
        if found is None:
            found = self._laid_out[kind, furnishings] = self._lay_out(kind, furnishings)
        return found

    def _lay_out(self, kind: str, furnishings: tuple[Furnishing[Office], ...]) -> Stage:
        folder = self.folder()
        if not furnishings:
            source = str(self.sqlite_template) if kind == SQLITE else TEMPLATE
            return Stage(source, folder / "heads.log", self.start)
        *before, last = furnishings
        beginning = self._at(kind, tuple(before))
        url, database = self._copy(kind, beginning, folder)
        office = self.enter(database, beginning.now)
        last(office)
        database.close()
        source = url.partition("?")[0].rpartition("/")[2] if kind == POSTGRESQL else str(folder / "office.db")
        return Stage(source, folder / "heads.log", self.moment(office))

    def _copy(self, kind: str, stage: Stage, folder: Path) -> tuple[str, Database]:
        if kind == SQLITE:
            url = f"sqlite:///{shutil.copy(stage.source, folder / 'office.db')}"
        else:
            url = self.server().clone(stage.source)
        if stage.heads.exists():
            shutil.copy(stage.heads, folder / "heads.log")
        return url, open_database(url, heads=folder / "heads.log")
