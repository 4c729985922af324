"""A person on the command line: disclosed, erased, and what the record says afterwards."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from console.cli.recipient_person import WORDS
from scheduler.person import KEYS
from tests.rig.command_line import Run

WHO = "GOV-002"
"""Somebody to whom the office's campaign sent a copy."""


def address_of(run: Run) -> str:
    found: str = run("recipients", "show", WHO, "--json").done().json["address"]
    return found


def test_a54_all_that_is_held_is_written_and_noted(sent_office: Path, run: Run) -> None:
    said = run("recipients", "disclose", WHO, "held.zip", "--actor", "e.auditor").done().out
    assert "rows of frozen audiences" in said
    with zipfile.ZipFile("held.zip") as archive:
        page = json.loads(archive.read("held.json"))
        assert [name for name in archive.namelist() if name.endswith(".eml")]
    assert page["addresses"] == sorted({one["address_key"] for one in page["held"]["recipient_address"]})
    last = run("audit", "entries", "--limit", 1000, "--json").json["items"][-1]
    assert (last["deed"], last["who"]) == ("person.disclose", "e.auditor")


def test_a54_a_person_is_erased_after_a_question_and_the_record_stays_whole(
    sent_office: Path, run: Run
) -> None:
    address = address_of(run)
    reason = ["--reason", "request LEG/12"]
    asked = run("recipients", "erase", WHO, *reason)
    assert (asked.code, "messages" in asked.out) == (2, True), "nobody to ask: nothing is done"
    assert "--yes" in asked.said
    said = run("recipients", "erase", WHO, *reason, "--yes").done().out
    assert "will not be written to again" in said
    assert run("recipients", "show", WHO).code == 1
    assert run("audit", "address", address, "--json").done().json["total"] == 0
    assert "(erased)" in run("audit", "letter", "coastal-report").done().out
    assert "(erased)" in run("suppressions", "list").done().out
    assert "of persons who were erased are blank" in run("audit", "verify").done().out
    assert address not in run("audit", "entries", "--limit", 1000).done().out
    run("suppressions", "remove", address, "--reason", "wrote again", "--yes").done()


def test_a54_a_message_of_an_erased_person_says_so(sent_office: Path, run: Run) -> None:
    number = run("audit", "address", address_of(run), "--json").json["items"][0]["message"]
    run("recipients", "erase", WHO, "--reason", "request LEG/12", "--yes").done()
    result = run("audit", "message", number)
    assert result.code == 1
    assert "The hash of what was sent stays:" in result.said


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["erase", WHO, "--reason", "x", "--yes", "--actor", "d.drafter"], 1, "role “administrator”"),
        (["erase", WHO, "--reason", " ", "--yes"], 1, "Say why"),
        (["erase", WHO, "--yes"], 2, "--reason"),
        (["erase", "GOV-001", "--reason", "x", "--yes"], 1, "or is uncertain. Settle it first"),
        (["erase", "NOBODY-1", "--reason", "x", "--yes"], 1, "Nobody was ever in the directory"),
        (["disclose", WHO, "held.pdf"], 1, "should end in .json or .zip"),
        (["disclose", WHO, "no/where.json"], 3, "cannot be written"),
        (["disclose", "nobody@one.example", "held.json"], 1, "Nothing is held of anybody"),
    ],
)
def test_a54_what_is_refused_changes_nothing(
    sent_office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    before = run("audit", "entries", "--json").json["total"]
    result = run("recipients", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert run("audit", "entries", "--json").json["total"] == before
    assert not list(sent_office.glob("held.*"))


def test_every_table_that_tells_of_a_person_has_words_for_a_clerk() -> None:
    assert {table.__tablename__ for table in KEYS} == set(WORDS)
