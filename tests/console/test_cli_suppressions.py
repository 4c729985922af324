"""Suppressions on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

ADD = ("suppressions", "add", "old.box@harbour.example", "--reason", "asked by telephone")
WHY = ("--reason", "wrote on 4 May that it is read again")


def test_an_address_is_suppressed_listed_and_let_through_again(office: Path, run: Run) -> None:
    assert run(*ADD).done().out == "old.box@harbour.example gets no more mail (all).\n"
    assert run(*ADD).done().out == "old.box@harbour.example was suppressed (all) already.\n"
    listed = run("suppressions", "list", "--json").done().json
    assert listed["total"] == 1
    assert listed["items"][0]["reason"] == "asked by telephone"
    assert run("suppressions", "remove", "OLD.BOX@harbour.example", *WHY, "--yes").done().out == (
        "old.box@harbour.example gets no mail (all): asked by telephone\n"
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
    lifted = run("suppressions", "remove", "old.box@harbour.example", *WHY, "--yes").done()
    assert "Lifted 2 suppressions" in lifted.out


def test_lifting_is_asked_about_with_what_it_means_and_its_reason_is_kept(office: Path, run: Run) -> None:
    run(*ADD).done()
    remove = ("suppressions", "remove", "old.box@harbour.example", *WHY)
    assert run(*remove).code == 2, "there is nobody to ask"
    asked = run(*remove, answers="n\n")
    assert asked.code == 1
    assert "(all): asked by telephone" in asked.out
    assert "Lift 1 suppression, so that letters reach old.box@harbour.example again?" in asked.out
    assert run("suppressions", "list", "--json").json["total"] == 1
    run(*remove, answers="y\n").done()
    assert run("suppressions", "list", "--json").json["total"] == 0
    told = run("audit", "entries", "--deed", "suppression.lift").done().out
    assert "wrote on 4 May" in told


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["add", "no address", "--reason", "x"], 1, "“no address” cannot be used"),
        (["add", "a@b.example>\r\nRCPT TO:<x@evil.example", "--reason", "x"], 2, "line break"),
        (["add", "a@harbour.example", "--reason", " "], 1, "needs a reason"),
        (["add", "a@harbour.example"], 2, "Missing option '--reason'"),
        (["add", "a@harbour.example", "--reason", "x", "--scope", "some"], 1, "is not a scope"),
        (["add", "a@harbour.example", "--reason", "x", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["remove", "a@harbour.example", *WHY, "--yes"], 1, "No suppression stands"),
        (["remove", "a@harbour.example", *WHY], 1, "No suppression stands"),
        (["remove", "a@harbour.example"], 2, "Missing option '--reason'"),
        (["remove", "a@harbour.example", *WHY, "--actor", "e.auditor"], 1, "e.auditor may not"),
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
