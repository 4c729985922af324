"""What keeps a database from working, said so that a clerk can act on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mailer.errors import Unreachable

TROUBLES: Final = (
    ("SQLITE_FULL", "the disk is full. Free some space and run the command again"),
    ("SQLITE_READONLY", "the database file, or its folder, is read-only for this user"),
    ("SQLITE_BUSY", "another program keeps it locked; end that one, or try again later"),
    ("SQLITE_CANTOPEN", "the database file cannot be opened; check that its folder exists and may be used"),
    ("SQLITE_IOERR", "the disk refuses to be read or written (it may be full, or a size limit was reached)"),
    ("SQLITE_CORRUPT", "the database file is damaged; restore it from a backup"),
    ("SQLITE_NOTADB", "the file is not a database of this program"),
    ("25006", "its server takes no changes at the moment: it is read-only"),
    ("53100", "the disk of its server is full. Free some space there and run the command again"),
    ("55P03", "another program keeps it locked; end that one, or try again later"),
    ("53300", "its server takes no more connections"),
    ("40P01", "two programs waited for each other, and this one gave way. Run the command again"),
    ("57P", "its server is being stopped or started"),
)
"""How SQLite's error names and PostgreSQL's SQLSTATEs begin, and what a clerk should know about it."""


UNDEFINED: Final = ("UndefinedTable", "UndefinedColumn")
LACKING: Final = ("no such table", "no such column")
"""How PostgreSQL and SQLite say that the tables are of another version than the program."""


@contextmanager
def speaking_plainly(in_doubt: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Turn a database that is locked, full, gone or read-only into Unreachable, with a sentence about it.

    `in_doubt` is asked when the server was lost: whether a commit may have been under way by then.
    """
    try:
        yield
    except SQLAlchemyError as error:
        sentence = trouble_with(error)
        if sentence is None:
            raise
        unknown = getattr(error, "connection_invalidated", False) and in_doubt()
        doubt = "Whether the last step was kept is not known: look before you repeat it."
        kept = doubt if unknown else "Nothing was changed."
        raise Unreachable(f"The database could not be used: {sentence}. {kept}") from error


def trouble_with(error: SQLAlchemyError) -> str | None:
    """What keeps the database from working, in words; None if the fault is one of the program."""
    if isinstance(error, PoolTimeoutError):
        return "this program does too many things with it at once; try again in a moment"
    original = getattr(error, "orig", None)
    name = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or ""
    if sentence := _known(name):
        return sentence
    if type(original).__name__ in UNDEFINED or str(original).startswith(LACKING):
        return "it has no tables yet, or those of another version; run `mailer init`"
    if str(original).startswith("invalid connection option"):
        return f"its address in office.toml holds an {str(original).strip()}"
    if isinstance(error, DBAPIError) and (
        error.connection_invalidated or type(original).__name__ == "OperationalError"
    ):
        said = str(original).strip().partition("\n")[0].rstrip(".:")
        server = hasattr(original, "sqlstate") and not name
        return f"its server cannot be reached, or was lost ({said})" if server else said
    return None


def sentence_for(error: sqlite3.Error) -> str:
    """What keeps a file of SQLite from working, in words, where it is used without SQLAlchemy."""
    return _known(getattr(error, "sqlite_errorname", "")) or str(error)


def _known(name: str) -> str:
    return next((sentence for start, sentence in TROUBLES if name.startswith(start)), "")
