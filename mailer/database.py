"""The database of an office: how it is opened, what every table builds on, who owns a transaction."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Text,
    create_engine,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from mailer.canonical import canonical_json
from mailer.driving import (
    Parameters,
    begin_postgresql,
    begin_sqlite,
    execute,
    in_sqlalchemys_words,
    prepare_postgresql,
    prepare_sqlite,
)
from mailer.troubles import speaking_plainly

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another one, and anybody for a connection, before it gives up."""
NOTICING: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""What libpq is told, unless the address says otherwise, so that a server that went silent is noticed."""

GUARDED: Final = 500
"""Rows that SQLite gets with one statement where triggers look at each; it takes 32,766 values at most."""

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId: Final = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits on both databases; SQLite counts rows only in a column called INTEGER."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, `timestamp with time zone` on PostgreSQL, UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; SQLite gets it in UTC without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give it back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Canonical(TypeDecorator[Any]):
    """A small value (dict, list, text, number) kept as canonical JSON text, equal on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The canonical text of the value; None stays NULL."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value again."""
        return None if value is None else json.loads(value)


Id = Annotated[int, mapped_column(BigId, primary_key=True)]


def _values_of(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """What every table of the house is declared on."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment,
        dict[str, Any]: Canonical,
        list[str]: Canonical,
        str: Text,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=20, values_callable=_values_of),
    }


class OfficeSession(Session):
    """A session of the house, so that events can be hung on ours without touching anybody else's."""


@dataclass(frozen=True)
class Database:
    """An opened database; `reading()` and `writing()` are the only two ways in."""

    engine: Engine
    heads: Path | None = None
    """The append-only file outside the database to which every new head of the audit chain is written."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database of one machine."""
        return self.engine.dialect.name == "sqlite"

    @cached_property
    def _synced(self) -> Engine:
        return self.engine.execution_options(house_writing=True, house_synced=True)

    @cached_property
    def _unsynced(self) -> Engine:
        return self.engine.execution_options(house_writing=True, house_synced=False)

    @cached_property
    def hurried(self) -> Database:
        """The same, embedded, for who cannot wait: a lock is Unreachable at once.

        Write only what is not synced: others empty the journal, so that it waits for the disk no more than
        once for each journal that begins anew.
        """
        return Database(self.engine.execution_options(house_hurried=True), self.heads)

    @contextmanager
    def reading(self) -> Iterator[OfficeSession]:
        """A transaction that sees one state of the database and changes nothing.

        Rows that were read stay readable when it is over. Unreachable when it cannot be opened or read.
        """
        with speaking_plainly(), OfficeSession(self.engine) as session:
            yield session

    @contextmanager
    def writing(self, *, synced: bool = True) -> Iterator[OfficeSession]:
        """A transaction that is committed when the block ends and rolled back when it raises.

        On SQLite it is the only writer from its first moment (BEGIN IMMEDIATE). With `synced=False` the
        commit survives the death of the process but perhaps not that of the machine (trust.md 1.2, 3).
        Raises Unreachable when it cannot be opened, written or committed; then nothing was changed, or, where
        a server was lost at the commit itself, the message says that nobody knows.
        """
        engine, done = self._synced if synced else self._unsynced, False
        with (
            speaking_plainly(in_doubt=lambda: done and not self.is_sqlite),
            OfficeSession(engine, expire_on_commit=False) as session,
        ):
            # A head is noted outside when the disk has it: the next synced one covers those before it.
            session.info["heads"] = self.heads if synced else None
            with session.begin():
                yield session
                done = True

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_database(
    url: str, *, heads: Path | None = None, busy_seconds: float = BUSY_SECONDS, connections: int = 15
) -> Database:
    """The database at an SQLAlchemy address, `sqlite:///office.db` or `postgresql://…`; not read yet.

    `busy_seconds` is how long to wait for what another writer keeps locked, and for one of this process's
    own `connections`; then it is Unreachable.
    """
    address, kept = make_url(url), min(5, connections)
    pool = {"pool_size": kept, "max_overflow": connections - kept, "pool_timeout": busy_seconds}
    if address.get_backend_name() == "sqlite":
        sqlite3.register_adapter(datetime, _for_sqlite)  # the driver then asks for nothing but moments
        told = {"timeout": busy_seconds, "check_same_thread": False}
        engine = create_engine(address, connect_args=told, **pool)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", partial(begin_sqlite, milliseconds=int(busy_seconds * 1000)))
    else:
        usual = {name: value for name, value in NOTICING.items() if name not in address.query}
        address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, connect_args=usual, pool_pre_ping=True, **pool)
        event.listen(engine, "connect", partial(prepare_postgresql, milliseconds=int(busy_seconds * 1000)))
        event.listen(engine, "begin", begin_postgresql)
    return Database(engine, heads)


def database_now(session: Session) -> datetime:
    """The database's own clock, by which leases run so that machines need not agree about the time; UTC."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)  # its clock is this machine's clock
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def server_run(session: Session) -> str:
    """What names the present run of the database's server since its last unclean stop; empty on SQLite.

    After such a stop, and only then, PostgreSQL throws its statistics away; what it had committed and not
    yet synced is lost with them.
    """
    if session.get_bind().dialect.name == "sqlite":
        return ""  # it runs as long as the machine does
    since = session.execute(text("SELECT stats_reset FROM pg_stat_bgwriter")).scalar_one()
    return str(since or "")


def insert_rows(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    guarded: bool = False,
) -> None:
    """Add many rows the fastest way each database knows: `executemany` on SQLite, COPY on PostgreSQL.

    Values are given as the columns store them: text, numbers, bytes, None, aware moments;
    a Canonical column takes its canonical text. `guarded` is said of a table with triggers: SQLite would keep
    a journal for each statement, so that it gets many rows with one.
    """
    name, listed = table.__tablename__, ", ".join(f'"{column}"' for column in columns)
    connection, stored = _connection_of(session), list(rows)
    if connection.dialect.name == "sqlite":
        marks = f"({', '.join('?' * len(columns))})"
        into = f'INSERT INTO "{name}" ({listed}) VALUES'
        if guarded:
            for some in (stored[start : start + GUARDED] for start in range(0, len(stored), GUARDED)):
                values = tuple(chain.from_iterable(some))
                run_many(session, f"{into} {', '.join([marks] * len(some))}", [values])
        else:
            run_many(session, f"{into} {marks}", stored)
        return
    if not stored:
        return  # COPY asks its server twice, for nothing as well
    driver: Any = connection.connection.dbapi_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
            for row in stored:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise in_sqlalchemys_words(error, connection, "COPY") from error


def run_one(session: Session, statement: str, parameters: dict[str, Any]) -> int:
    """Run one statement written as SQL; how many rows it touched."""
    return run_many(session, statement, [parameters])


def run_many(session: Session, statement: str, rows: Sequence[Parameters]) -> int:
    """Run one statement for each row of parameters; how many rows of the database it touched in all.

    The statement is the same SQL on both databases, each parameter written `:name`; values are given as
    for `insert_rows`. What is written for SQLite alone may have `?` for each, and sequences of values.
    """
    count: int = _run(session, statement, rows).rowcount if rows else 0
    return count


def ask(session: Session, statement: str, parameters: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    """The rows that one statement answers, written as for `run_many`, each value as the driver gives it."""
    rows: list[tuple[Any, ...]] = _run(session, statement, [parameters]).fetchall()
    return rows


def _run(session: Session, statement: str, rows: Sequence[Parameters]) -> Any:
    """The driver's cursor after a statement."""
    return execute(_connection_of(session), statement, rows)


def _connection_of(session: Session) -> Connection:
    """The connection of the transaction under way; SQLAlchemy takes long to find it, and is asked once."""
    held: Connection | None = session.info.get("connection")
    if held is None or not held.in_transaction():
        held = session.info["connection"] = session.connection()
    return held


def fresh_ids(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Ids for rows that are about to be added to a table, so that others may name them in the same breath."""
    name = table.__tablename__
    if session.get_bind().dialect.name == "sqlite":  # nobody else can write while this transaction does
        last = session.execute(text(f'SELECT coalesce(max(id), 0) FROM "{name}"')).scalar_one()
        return range(last + 1, last + 1 + count)
    drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return session.execute(drawn, {"name": name, "count": count}).scalars().all()


def on_sqlite(session: Session) -> bool:
    """Whether a session speaks to the embedded database, where nobody else writes while it does."""
    return dialect_of(session) == "sqlite"


def dialect_of(session: Session) -> str:
    """What SQLAlchemy calls the kind of database that a session speaks to: `sqlite` or `postgresql`."""
    return _connection_of(session).dialect.name


def moment_as_stored(session: Session) -> Callable[[str], str]:
    """What turns a moment in canonical text (`clock.iso`) into the text that this database's columns take."""
    return _sqlite_moment if on_sqlite(session) else str


def _sqlite_moment(moment: str) -> str:
    return f"{moment[:10]} {moment[11:26]}"


def moment_of(value: str | datetime) -> datetime:
    """A moment as `ask` gets it from the driver, aware and in UTC."""
    return _from_sqlite(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=64)
def _from_sqlite(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _for_sqlite(moment: datetime) -> str:
    """The rows of one transaction mostly bear the same moment."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:26]
