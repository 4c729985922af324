"""Migrations make exactly the tables that the code declares, and an upgrade is all or nothing."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from console.migrations import HERE, upgrade, version_of
from console.tables import METADATA
from mailer.audit import Actor, record, verify
from mailer.database import Database, open_database
from mailer.errors import Refused, Unreachable
from tests.rig.databases import Postgres
from tests.rig.dying import assert_killed, die
from tests.rig.ledger import dispatch_to

NEXT = """
import sqlalchemy as sa
from alembic import op
from tests.rig.dying import die

revision, down_revision, branch_labels, depends_on = "next", {newest!r}, None, None


def at(point):
    if point == {point!r}:
        die()


def upgrade():
    op.create_table(
        "extra",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("dispatch_id", sa.BigInteger(), sa.ForeignKey("dispatch.id")),
    )
    at("a table was made")
    for table in ("dispatch", "audit_entry"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="blue"))
    at("two were changed")
    op.execute("UPDATE dispatch SET colour = 'red'")
    op.execute("INSERT INTO extra (id, dispatch_id) VALUES (1, {refers_to})")
    at("rows were moved")
"""


def newest() -> str:
    """The newest version that is shipped."""
    version = ScriptDirectory(str(HERE)).get_current_head()
    assert version is not None
    return version


def first_version(folder: Path) -> Path:
    """The scripts as they were when offices had the first version of the tables."""
    scripts = folder / "first"
    later = [path.name for path in (HERE / "versions").glob("*.py") if path.name != "0001_tables.py"]
    shutil.copytree(HERE, scripts, ignore=shutil.ignore_patterns("__pycache__", *later))
    return scripts


def next_version(folder: Path, database: Database, *, point: str = "", refers_to: int = 1) -> Path:
    """The scripts that are shipped and one more, which dies at a point; on SQLite it makes tables anew."""
    scripts = folder / "scripts"
    shutil.copytree(HERE, scripts, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    recreate = "always" if database.is_sqlite else "never"
    written = NEXT.format(point=point, recreate=recreate, refers_to=refers_to, newest=newest())
    (scripts / "versions/next.py").write_text(written)
    return scripts


@pytest.fixture
def used(database: Database, now: datetime, clerk: Actor) -> Database:
    """An office in which something lies: a dispatch, which deliveries refer to, and two entries."""
    with database.writing() as session:
        assert dispatch_to(session, now, clerk, "a@one.example", "b@one.example") == 1
        record(session, now, clerk, "letter.approve", "letter:1")
    return database


def columns(database: Database, table: str) -> set[str]:
    return {column["name"] for column in inspect(database.engine).get_columns(table)}


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(database: Database) -> None:
    upgrade(database)
    current, shipped = version_of(database)
    assert current == shipped == newest()


def test_an_upgrade_keeps_the_rows_what_refers_to_them_and_what_guards_them(
    used: Database, tmp_path: Path
) -> None:
    upgrade(used, next_version(tmp_path, used))
    assert version_of(used)[0] == "next"
    with used.reading() as session:
        assert session.execute(text("SELECT colour FROM dispatch")).scalars().all() == ["red"]
        assert session.execute(text("SELECT count(*) FROM delivery")).scalar_one() == 2
        assert verify(session).sound
    for attempt in (
        "UPDATE audit_entry SET deed = 'x'",
        "UPDATE audit_entry SET colour = 'x'",
        "DELETE FROM audit_entry",
    ):
        with pytest.raises(DatabaseError, match="never changed"), used.writing() as session:
            session.execute(text(attempt))
    with pytest.raises(DatabaseError), used.writing() as session:
        session.execute(text("INSERT INTO extra (id, dispatch_id) VALUES (2, 99)"))


def test_an_office_of_the_first_version_is_brought_to_the_newest_with_all_that_lies_in_it(
    empty: Database, tmp_path: Path, now: datetime, clerk: Actor
) -> None:
    upgrade(empty, first_version(tmp_path))
    assert version_of(empty)[0] == "0001"
    with empty.writing() as session:
        dispatch_to(session, now, clerk, "a@one.example", "b@one.example")
        record(session, now, clerk, "letter.approve", "letter:1")
    upgrade(empty)
    assert version_of(empty)[0] == newest()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    with empty.reading() as session:
        assert session.execute(text("SELECT count(*) FROM delivery")).scalar_one() == 2
        assert verify(session).sound
    with pytest.raises(DatabaseError, match="never changed"), empty.writing() as session:
        session.execute(text("DELETE FROM audit_entry"))


@pytest.mark.parametrize("point", ["a table was made", "two were changed", "rows were moved", "stamped"])
def test_f15_an_upgrade_that_is_killed_leaves_the_version_before_it_and_goes_on(
    used: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    scripts = next_version(tmp_path, used, point=point)
    url = used.engine.url.render_as_string(hide_password=False)
    used.close()

    def killed() -> None:
        if point == "stamped":
            monkeypatch.setattr("console.migrations.found_categories", die)
        upgrade(open_database(url), scripts)

    assert_killed(killed)
    assert version_of(used)[0] == newest()
    assert "extra" not in inspect(used.engine).get_table_names()
    assert "colour" not in columns(used, "dispatch") | columns(used, "audit_entry")
    upgrade(used, next_version(tmp_path, used))
    assert version_of(used)[0] == "next"
    assert "colour" in columns(used, "dispatch") & columns(used, "audit_entry")


def test_f15_the_first_upgrade_of_all_that_is_killed_leaves_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)

    def killed() -> None:
        monkeypatch.setattr("console.migrations.found_chain", die)
        upgrade(open_database(url))

    assert_killed(killed)
    assert inspect(empty.engine).get_table_names() == []
    with pytest.raises(Unreachable, match="run `mailer init`"), empty.reading() as session:
        session.execute(text("SELECT * FROM audit_head"))
    upgrade(empty)
    assert version_of(empty)[0] == newest()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    server: Postgres | None = None
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        server.run("CREATE DATABASE bare")
        url = server.address("bare")
    database = open_database(url)
    yield database
    database.close()
    if server is not None:
        server.drop(url)


def test_two_upgrades_at_once_are_one(empty: Database) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(empty)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert version_of(empty)[0] == newest()


def test_an_upgrade_that_would_lose_what_something_refers_to_is_not_kept(
    used: Database, tmp_path: Path
) -> None:
    with pytest.raises((Unreachable, DatabaseError)):
        upgrade(used, next_version(tmp_path, used, refers_to=99))
    assert version_of(used)[0] == newest()
    with used.reading() as session:
        assert not used.is_sqlite or session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_f15_tables_of_a_newer_program_are_left_alone_with_a_sentence(used: Database, tmp_path: Path) -> None:
    upgrade(used, next_version(tmp_path, used))
    with pytest.raises(Refused, match=r"newer program \(version next\)"):
        upgrade(used)
    assert version_of(used)[0] == "next"


def test_f15_a_program_newer_than_its_tables_says_what_to_run(used: Database) -> None:
    with pytest.raises(Unreachable, match="another version; run `mailer init`"), used.reading() as session:
        session.execute(text("SELECT colour FROM dispatch"))
