"""Changing rows as somebody with the database in hand would: past every trigger and every foreign key."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.orm import Session

from mailer.database import Database


def lift_guards(session: Session) -> None:
    """Let no trigger and no foreign key stand in the way until this transaction ends.

    On SQLite the triggers are gone for good, and foreign keys are looked at when it is committed.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        triggers = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in list(triggers.scalars()):
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))


def tamper(database: Database, *statements: str) -> None:
    """Run statements with nothing in their way, foreign keys neither."""
    if not database.is_sqlite:
        with database.writing() as session:
            lift_guards(session)
            for statement in statements:
                session.execute(text(statement.replace(":", "\\:")))
        return
    with database.writing() as session:
        lift_guards(session)
    with closing(sqlite3.connect(database.engine.url.database or "")) as connection, connection:
        for statement in statements:
            connection.execute(statement)
