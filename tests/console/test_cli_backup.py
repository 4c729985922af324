"""Backups on the command line: taken and put back, and what an office does that has lost a day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.rig.command_line import Run


def heads() -> list[str]:
    return Path("audit-heads.log").read_text().splitlines()


def test_where_nothing_was_lost_a_restored_office_goes_on(office: Path, run: Run) -> None:
    told = run("backup", "kept.db", "--json").done().json
    assert told["head"] == heads()[-1]
    result = run("restore", "kept.db", "--yes").done()
    assert "Nothing is missing." in result.out
    run("register", "define", "DM").done()


def test_f53_where_something_was_lost_it_stays_shut_until_it_is_reconciled(office: Path, run: Run) -> None:
    run("backup", "kept.db").done()
    run("register", "define", "DM").done()
    result = run("restore", "kept.db", "--yes").done()
    assert "1 entry would be lost" in result.out
    assert "mailer audit reconcile" in result.out
    assert run("register", "define", "DM").code == 1
    run("audit", "reconcile", "--reason", "tried the restore", "--yes").done()
    run("register", "define", "DM").done()
    kept = next(office.glob("office.db.before-*"))
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT name FROM series").fetchall() == [("DM",)]


def test_f53_without_the_heads_nobody_knows_what_was_lost(office: Path, run: Run) -> None:
    """As on a new machine, with the folder's other files from a safe place."""
    run("backup", "kept.db").done()
    for name in ("audit-heads.log", "office.db"):
        Path(name).unlink()
    result = run("restore", "kept.db", "--yes").done()
    assert "There is no audit-heads.log here" in result.out
    assert "put back from a backup that ends at entry" in run("worker", "--once").err
    run("audit", "reconcile", "--reason", "a new machine", "--yes").done()
    run("worker", "--once").done()


def test_nothing_is_put_back_unasked_nor_what_a_newer_program_wrote(office: Path, run: Run) -> None:
    run("backup", "kept.db").done()
    result = run("restore", "kept.db")
    assert result.code == 2
    assert "there is nobody to ask here" in result.err
    assert run("restore", "office.db", "--yes").code == 2
    assert run("backup", "office.db").code == 2
    assert run("restore", "office.toml", "--yes").code == 1
    with closing(sqlite3.connect("kept.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    result = run("restore", "kept.db", "--yes")
    assert (result.code, "newer program" in result.err) == (1, True)
    assert not list(office.glob("office.db.before-*"))


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_for_a_server_its_own_tools_are_named_without_the_password(
    office: Path, run: Run, command: str, tool: str
) -> None:
    settings = Path("office.toml")
    url = "postgresql://clerk:hush-hush@db.example:5433/letters"
    settings.write_text(settings.read_text().replace("sqlite:///office.db", url))
    Path("kept.dump").touch()
    result = run(command, "kept.dump")
    assert result.code == 1
    assert f"    {tool} " in result.err
    assert "--host=db.example --port=5433 --username=clerk --dbname=letters" in result.err
    assert "hush-hush" not in result.said


def test_a36_settings_with_a_password_that_others_may_read_are_not_used(office: Path, run: Run) -> None:
    settings = Path("office.toml")
    url = "postgresql://clerk:hush-hush@127.0.0.1:1/letters"
    settings.write_text(settings.read_text().replace("sqlite:///office.db", url))
    settings.chmod(0o644)
    result = run("staff", "list")
    assert result.code == 2
    assert (
        result.err == "office.toml holds a password and may be read by others. Run: chmod 600 office.toml\n"
    )


def test_a36_the_doctor_names_records_that_others_may_read(office: Path, run: Run) -> None:
    assert "ok  rights" in run("doctor", "--no-relay").done().out
    Path("office.db").chmod(0o640)
    result = run("doctor", "--no-relay")
    assert result.code == 1
    assert "MEND  rights: " in result.out
    assert "chmod 600" in result.out


def test_a36_an_office_that_is_founded_can_be_read_by_its_owner_only(tmp_path: Path, run: Run) -> None:
    run("--office", tmp_path / "new", "init", "--name", "Other", "--staff", "a.osei").done()
    folder = tmp_path / "new"
    assert folder.stat().st_mode & 0o077 == 0
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == dict.fromkeys(("audit-heads.log", "keys", "office.db", "office.toml"), 0o600)
