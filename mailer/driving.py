"""The driver under SQLAlchemy: connections prepared, transactions begun, statements run past it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

CHECKPOINT: Final = 1_000
"""Pages of SQLite's journal from which a commit moves them into the database, and waits for the disk."""
IDLE: Final = "5min"
"""After so long in a transaction without a word, a server takes a program for dead and frees its locks."""

Parameters: TypeAlias = dict[str, Any] | Sequence[Any]
_PARAMETER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """A new connection to the embedded database, as every transaction counts on it."""
    connection.isolation_level = None  # the begin event says BEGIN itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-8192")
    cursor.close()


def prepare_postgresql(connection: Any, _record: Any, milliseconds: int) -> None:
    """A new connection to a server, which waits so long for what another one keeps locked."""
    try:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {milliseconds}")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE}'")
        connection.autocommit = False
    except BaseException:
        connection.close()  # the pool would forget one that fails here, and leave it open
        raise


def begin_sqlite(connection: Connection, milliseconds: int) -> None:
    """Begin as a reader, or as the only writer; wait so long for another one, and for the disk or not."""
    options = connection.get_execution_options()
    hurried = options.get("house_hurried", False)
    _tune(connection, "busy_timeout", 0 if hurried else milliseconds)
    _tune(connection, "wal_autocheckpoint", 0 if hurried else CHECKPOINT)
    if not options.get("house_writing"):
        execute(connection, "BEGIN", [()])
        return
    _tune(connection, "synchronous", "FULL" if options["house_synced"] else "NORMAL")
    execute(connection, "BEGIN IMMEDIATE", [()])


def _tune(connection: Connection, pragma: str, value: str | int) -> None:
    """Set it where the connection does not have it from the transaction before."""
    if connection.info.get(pragma) != value:
        execute(connection, f"PRAGMA {pragma}={value}", [()])
        connection.info[pragma] = value


def begin_postgresql(connection: Connection) -> None:
    """Let the transaction that begins see one state and change nothing, or write, synced or not."""
    options = connection.get_execution_options()
    if not options.get("house_writing"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    elif connection.info.get("synced", True) is not options["house_synced"]:
        driver: Any = connection.connection.dbapi_connection
        driver.autocommit = True  # so that it stands whatever becomes of this transaction
        execute(
            connection, f"SET synchronous_commit TO {'DEFAULT' if options['house_synced'] else 'OFF'}", [()]
        )
        driver.autocommit = False
        connection.info["synced"] = options["house_synced"]


def execute(connection: Connection, statement: str, rows: Sequence[Parameters]) -> Any:
    """The driver's cursor, reached past SQLAlchemy: the worker asks thousands of times a second."""
    if connection.dialect.name != "sqlite":
        statement = _for_postgresql(statement)
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()
    try:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise in_sqlalchemys_words(error, connection, statement) from error
    return cursor


@lru_cache(maxsize=256)
def _for_postgresql(statement: str) -> str:
    """The statement with its parameters as psycopg writes them."""
    return _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%"))


def in_sqlalchemys_words(error: Any, connection: Connection, statement: str) -> Any:
    """What SQLAlchemy would have raised, had the driver not been used past it; a dead line is given up."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(statement, None, error, base, connection_invalidated=lost, dialect=dialect)
