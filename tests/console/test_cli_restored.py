"""A backup put back by hand while the office went on: every command says so, and one opens it again (F53)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.rig import offices
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, UNCERTAIN


@pytest.fixture
def restored(enter: Callable[[str], Path], run: Run) -> Path:
    """An office whose campaign was released at the backup, went out after it, and is released again now."""
    office = enter("released")
    with closing(sqlite3.connect("office.db")) as source, closing(sqlite3.connect("yesterday.db")) as target:
        source.backup(target)
    run("campaigns", "stop", CAMPAIGN).done()
    offices.set_delay(office, 0)
    offices.release(office)
    run("serve", "--once").done()
    for name in ("office.db", "office.db-wal", "office.db-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.move("yesterday.db", "office.db")
    return office


@pytest.mark.parametrize(
    "command",
    [
        ("worker", "--once"),
        ("serve", "--once"),
        ("campaigns", "start", CAMPAIGN, "--actor", "m.duarte", "--yes"),
        ("campaigns", "test", CAMPAIGN, "--to", "a.osei", "--as", UNCERTAIN),
        ("letters", "approve", "coastal-report", "--yes"),
        ("register", "define", "DM"),
        ("suppressions", "add", "x@harbour.example", "--reason", "asked"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_f53_what_sends_approves_or_changes_is_refused_with_both_numbers(
    restored: Path, run: Run, command: tuple[str, ...]
) -> None:
    before = Path("audit-heads.log").read_bytes()
    result = run(*command)
    assert result.code == 1
    assert "The records end at entry " in result.err
    assert "audit-heads.log knows entry " in result.err
    assert "mailer audit reconcile" in result.err
    assert Path("audit-heads.log").read_bytes() == before


def test_f53_what_reads_warns_and_answers_and_doctor_says_what_to_mend(restored: Path, run: Run) -> None:
    result = run("campaigns", "status", CAMPAIGN, "--json").done()
    assert result.json["state"] == "released"
    assert result.err.startswith("WARNING. The records end at entry ")
    result = run("doctor", "--no-relay")
    assert result.code == 1
    assert "MEND  audit chain: The records end at entry " in result.out


def test_f53_reconciling_shows_what_it_will_do_asks_and_opens_the_office(restored: Path, run: Run) -> None:
    reconcile = ("audit", "reconcile", "--reason", "disk lost, backup of yesterday")
    result = run(*reconcile)
    assert result.code == 2
    assert "0 open dispatches held" in result.out
    assert f"1 campaign paused as restored: {CAMPAIGN}" in result.out
    assert "series IOCO: the last number known here is IOCO-1001; nothing is reserved" in result.out
    assert run(*reconcile, "--last", "IOCO").code == 2
    assert run(*reconcile, "--actor", "c.releaser", "--yes").code == 1
    assert run(*reconcile, answers="n\n").code == 1

    run(*reconcile, "--last", "IOCO=1003", "--yes").done()
    status = run("campaigns", "status", CAMPAIGN, "--json").done()
    assert status.err == ""
    assert status.json["state"] == "paused"
    run("serve", "--once").done()
    assert run("campaigns", "status", CAMPAIGN, "--json").json["counts"] == {"waiting": 4}
    assert run("register", "show", "IOCO-1003", "--json").json["state"] == "reserved"
    run("register", "void", "IOCO-1003", "--reason", "it was never given", "--yes").done()
    assert run("audit", "verify", "--json").done().json["sound"]
    assert "There is nothing to reconcile" in run(*reconcile, "--yes").done().out


def test_f53_a_new_office_is_not_founded_over_the_heads_of_an_old_one(restored: Path, run: Run) -> None:
    Path("office.toml").unlink()
    result = run("init", "--name", "Other", "--domain", "other.example", "--staff", "a.osei")
    assert result.code == 1
    assert "tells of an office that was here before" in result.err
