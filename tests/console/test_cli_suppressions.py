"""Suppressions on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

ADD = ("suppressions", "add", "old.box@harbour.example", "--reason", "asked by telephone")


def test_an_address_is_suppressed_listed_and_let_through_again(office: Path, run: Run) -> None:
    assert run(*ADD).done().out == "old.box@harbour.example gets no more mail (all).\n"
    assert run(*ADD).done().out == "old.box@harbour.example was suppressed (all) already.\n"
    listed = run("suppressions", "list", "--json").done().json
    assert listed["total"] == 1
    assert listed["items"][0]["reason"] == "asked by telephone"
    assert run("suppressions", "remove", "OLD.BOX@harbour.example").done().out == (
        "Lifted 1 suppression for old.box@harbour.example.\n"
    )
    assert run("suppressions", "list").done().out.endswith("0 suppressions stand\n")


def test_the_list_comes_in_pages(office: Path, run: Run) -> None:
    for name in ("one", "two", "three"):
        run("suppressions", "add", f"{name}@harbour.example", "--reason", "asked").done()
    first = run("suppressions", "list", "--limit", "2").done().out
    assert first.endswith("3 suppressions stand, 2 shown; the next page: --after 2\n")
    second = run("suppressions", "list", "--limit", "2", "--after", "2").done().out
    assert "three@harbour.example" in second
    assert "one@harbour.example" not in second
    only = run("suppressions", "list", "--containing", "TWO").done().out
    assert only.endswith("1 suppression stands\n")


def test_scopes_stand_beside_each_other(office: Path, run: Run) -> None:
    run(*ADD, "--scope", "voluntary").done()
    run(*ADD, "--scope", "stream:prizes").done()
    assert "Lifted 2 suppressions" in run("suppressions", "remove", "old.box@harbour.example").done().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["add", "no address", "--reason", "x"], 1, "“no address” cannot be used"),
        (["add", "a@b.example>\r\nRCPT TO:<x@evil.example", "--reason", "x"], 2, "line break"),
        (["add", "a@harbour.example", "--reason", " "], 1, "needs a reason"),
        (["add", "a@harbour.example"], 2, "Missing option '--reason'"),
        (["add", "a@harbour.example", "--reason", "x", "--scope", "some"], 1, "is not a scope"),
        (["add", "a@harbour.example", "--reason", "x", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["remove", "a@harbour.example"], 1, "No suppression stands"),
        (["remove", "a@harbour.example", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["list", "--limit", "0"], 2, "0 cannot be taken: it must be from 1 to 1,000"),
    ],
)
def test_suppressions_that_are_refused(
    office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    result = run("suppressions", *arguments)
    assert result.code == code
    assert message in result.said
    assert run("suppressions", "list", "--json").json["total"] == 0
