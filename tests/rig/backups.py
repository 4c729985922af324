"""Backups as an operator takes them and puts them back, beside an office that stays open."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from mailer.database import Database


@contextmanager
def backup_of(database: Database) -> Iterator[Callable[[], None]]:
    """A backup as it is taken now; calling it puts it back, and all that was done since is lost."""
    take = _of_sqlite if database.is_sqlite else _of_postgresql
    with take(database) as put_back:
        yield put_back


@contextmanager
def _of_sqlite(database: Database) -> Iterator[Callable[[], None]]:
    path = Path(str(database.engine.url.database))
    kept = path.with_name("yesterday.db")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)

    def put_back() -> None:
        database.close()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(kept, path)

    yield put_back


@contextmanager
def _of_postgresql(database: Database) -> Iterator[Callable[[], None]]:
    address = database.engine.url.set(drivername="postgresql")
    name, kept = str(address.database), f"yesterday_{secrets.token_hex(4)}"
    admin = address.set(database="postgres").render_as_string(hide_password=False)

    def run(*statements: str) -> None:
        database.close()  # a database that somebody is connected to cannot be copied
        with psycopg.connect(admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    run(f"CREATE DATABASE {kept} TEMPLATE {name}")
    try:
        yield lambda: run(f"DROP DATABASE {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {kept}")
    finally:
        run(f"DROP DATABASE {kept}")
