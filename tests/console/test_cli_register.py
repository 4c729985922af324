"""The register of reference numbers on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run


def test_a_series_is_defined_and_gives_numbers(numbered_office: Path, run: Run) -> None:
    said = run("register", "list").done().out
    assert "DM-1001" in said
    assert said.endswith("1 entry\nNo number is missing.\n")
    found = run("register", "list", "--json").done().json
    assert found["total"] == 1
    assert found["items"][0]["state"] == "reserved"
    assert found["unexplained gaps"] == []


def test_a_series_in_use_is_numbered_anew_only_after_what_changes_was_shown(
    numbered_office: Path, run: Run
) -> None:
    wanted = (
        "register",
        "define",
        "DM",
        "--pattern",
        "{series}-{yy}/{scope}/{seq:03d}",
        "--from",
        "2099-03-30",
    )
    asked = run(*wanted, answers="n\n")
    assert asked.code == 1
    assert "DM is in use: {series}-{seq}, 1 number taken, the last DM-1001." in asked.out
    assert "Its letters dated 2099-03-30 or later" in asked.out
    assert "the first is DM-99/‹scope›/001." in asked.out
    assert run(*wanted).code == 2
    refused = run("register", "define", "DM", "--from", "2020-01-01", "--start", 1001, "--reset", "manual")
    assert (refused.code, refused.out) == (1, ""), "nobody is asked about what is refused anyway"
    assert len(run("register", "series", "--json").json) == 1
    run(*wanted, "--yes").done()
    assert run(*wanted).done().out.startswith("Defined DM"), "it is so already"
    run("register", "define", "ZZ").done()
    run("register", "define", "ZZ", "--start", 7).done()
    assert len(run("register", "series", "--json").json) == 4


def test_the_history_of_a_number_names_who_took_it(numbered_office: Path, run: Run) -> None:
    shown = run("register", "show", "DM-1001", "--json").done().json
    assert shown["history"][0]["who"] == "a.osei"
    assert "DM-1001" in run("register", "show", "DM-1001").done().out


def test_pages_and_filters_of_the_register(numbered_office: Path, run: Run) -> None:
    assert run("register", "list", "--series", "XX").done().out == "0 entries\nNo number is missing.\n"
    assert run("register", "list", "--series", "DM", "--year", "1999", "--json").done().json["total"] == 0
    assert run("register", "list", "--after", "DM-1001", "--json").done().json["items"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "DM-9"], 1),
        (["void", "DM-9", "--reason", "x", "--yes"], 1),
        (["void", "DM-1001", "--reason", "x", "--yes"], 1),
        (["void", "DM-1001", "--yes"], 2),
        (["void", "DM-1001", "--reason", "x"], 2),
        (["define", "DM", "--pattern", "{nonsense}"], 2),
        (["define", "DM", "--pattern", "always the same"], 2),
        (["define", "ZZ", "--actor", "e.auditor"], 1),
        (["define", "ZZ", "--start", "one"], 2),
        (["list", "--after", "DM-9"], 1),
    ],
)
def test_what_the_register_refuses(numbered_office: Path, run: Run, arguments: list[str], code: int) -> None:
    before = run("register", "list", "--json").out
    result = run("register", *arguments)
    assert result.code == code, result.said
    assert result.err.strip()
    assert run("register", "list", "--json").out == before
