"""The transaction in which tables may be made anew, when an office is brought to another version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from mailer.database import Database, OfficeSession
from mailer.errors import Unreachable
from mailer.troubles import speaking_plainly


@contextmanager
def rebuilding(database: Database) -> Iterator[OfficeSession]:
    """A writing transaction that asks at its end, not at each step, whether every reference leads somewhere.

    SQLite changes a column by making its table anew, and would take that for the loss of every row that
    others refer to. Raises as `Database.writing` does, and Unreachable where a reference leads nowhere.
    """
    if not database.is_sqlite:
        with database.writing() as session:
            yield session
        return
    engine = database.engine.execution_options(house_writing=True, house_synced=True)
    with speaking_plainly(), engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # heard outside of transactions only
        try:
            with OfficeSession(connection, expire_on_commit=False) as session, session.begin():
                session.info["heads"] = database.heads
                yield session
                session.flush()
                if (astray := session.execute(text("PRAGMA foreign_key_check")).first()) is not None:
                    raise Unreachable(f"A row of {astray[0]} would refer to none of {astray[2]}.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
