"""An office for a measure: its tables, and an outbox filled with so many copies of the letter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from bench.letter import blueprint, readers
from console.migrations import upgrade
from mailer.audit import Actor, verify
from mailer.clock import utc_now
from mailer.database import Database, open_database
from mailer.dispatch import DeliveryState, new_dispatch, tally
from mailer.outbox import Outgoing, fill, keep_blueprint, open_dispatch
from mailer.token import Keyring, read_keys
from tests.rig.databases import start_postgres

KEYRING: Final[Keyring] = read_keys("ka " + "5e" * 32)
MEASURER: Final = Actor("measure", "measure", "measure")
CHUNK: Final = 10_000


@contextmanager
def address_of_database(kind: str) -> Iterator[str]:
    """The address of a fresh database with every table: `sqlite` or `postgresql` (with fsync on)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/office.db"
            database = open_database(url)
            upgrade(database)
            database.close()
            yield url
            return
        with start_postgres(Path(folder)) as server:
            for setting in ("fsync", "full_page_writes"):
                server.run(f"ALTER SYSTEM SET {setting} = on")
            server.run("SELECT pg_reload_conf()")
            yield server.clone()


def fill_outbox(database: Database, letters: int) -> int:
    """A dispatch with one copy for each of so many recipients, opened; its id."""
    now = utc_now()
    with database.writing() as session:
        blueprint_id = keep_blueprint(session, blueprint())
        dispatch_id = new_dispatch(session, now, label="measure", key_id=KEYRING.current).id
    outgoing = (
        Outgoing(blueprint_id, one.address, one.address, one.domain, one.name, one.values)
        for one in readers(letters)
    )
    while chunk := list(islice(outgoing, CHUNK)):
        with database.writing() as session:
            fill(session, now, dispatch_id, chunk)
    with database.writing() as session:
        open_dispatch(session, now, dispatch_id, MEASURER)
    return dispatch_id


def assert_all_sent(database: Database, dispatch_id: int, letters: int) -> None:
    """RuntimeError unless the ledger says that every letter was sent, under an unbroken audit chain."""
    with database.reading() as session:
        sent = tally(session, dispatch_id)[DeliveryState.SENT]
        if sent != letters or not verify(session).sound:
            raise RuntimeError(f"The ledger has {sent} of {letters} letters as sent.")
