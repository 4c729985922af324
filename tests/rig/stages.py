"""Offices in a state that several tests begin with: laid out once in a process, then copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from mailer.database import Database, open_database
from tests.rig.databases import Postgres

LayOut = Callable[..., object]


class Begin(Protocol):
    """How a test asks for an office in a state: `begin(lay_out, x)` for what `lay_out(office, x)` does.

    A state is known by its function alone, so what the function is given must be the same whoever asks.
    """

    def __call__(self, lay_out: LayOut, *given: object) -> Database:
        """An office of the test's own in this state."""


@dataclass
class Stages:
    """The states that were laid out so far, on either database."""

    beginning: Path
    """An SQLite file of an empty office."""
    folder: Path
    _files: dict[LayOut, Path] = field(default_factory=dict)
    _templates: dict[LayOut, str] = field(default_factory=dict)

    @contextmanager
    def in_file(self, folder: Path, lay_out: LayOut, *given: object) -> Iterator[Database]:
        """An office in this state in an SQLite file in a folder."""
        if lay_out not in self._files:
            made = self.folder / f"{len(self._files)}.db"
            shutil.copy(self.beginning, made)
            _furnish(f"sqlite:///{made}", lay_out, *given)
            self._files[lay_out] = made
        shutil.copy(self._files[lay_out], folder / "office.db")
        with _opened(f"sqlite:///{folder / 'office.db'}", folder) as database:
            yield database

    @contextmanager
    def on_server(
        self, server: Postgres, folder: Path, lay_out: LayOut, *given: object
    ) -> Iterator[Database]:
        """An office in this state on the server, with a folder for what lies beside."""
        if lay_out not in self._templates:
            made = server.clone()
            _furnish(made, lay_out, *given)
            self._templates[lay_out] = str(make_url(made).database)
        address = server.clone(self._templates[lay_out])
        with _opened(address, folder) as database:
            yield database
        server.drop(address)


def _furnish(address: str, lay_out: LayOut, *given: object) -> None:
    database = open_database(address)
    lay_out(database, *given)
    database.close()


@contextmanager
def _opened(address: str, folder: Path) -> Iterator[Database]:
    database = open_database(address, heads=folder / "heads.log")
    yield database
    database.close()
