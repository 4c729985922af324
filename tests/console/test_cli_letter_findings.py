"""What is found in a letter is said once; whom it is for is looked up where there is an office."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rig.command_line import Run


@pytest.fixture
def outside(letter: Path, tmp_path: Path) -> Path:
    """The letter, away from any office."""
    return Path(shutil.move(letter, tmp_path / "call-2027"))


def mean(folder: Path, audience: str) -> None:
    path = folder / "letter.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("addressees:\n", f"addressees:\n  audience: {audience}\n"), encoding="utf-8")


def date_in_the_past(folder: Path) -> None:
    path = folder / "letter.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join("date: 2026-01-05" if x.startswith("date:") else x for x in lines) + "\n")


def test_the_severity_of_a_finding_stands_once_wherever_it_is_shown(letter: Path, run: Run) -> None:
    run("register", "define", "DM").done()
    date_in_the_past(letter)
    for said in (
        run("letters", "check", letter).done(),
        run("letters", "submit", letter).done(),
        run("letters", "approve", "call-2027", "--accept-warnings", 1, "--yes").done(),
    ):
        (line,) = [line for line in said.out.splitlines() if "has gone by" in line]
        assert line.startswith("letter.yaml, ")
        assert line.count("warning") == 1


def test_the_errors_of_a_letter_that_is_submitted_are_said_once(letter: Path, run: Run) -> None:
    mean(letter, "category goverments")
    refused = run("letters", "submit", letter)
    assert refused.code == 1
    assert refused.said.count("Did you mean “governments”?") == 1
    assert refused.said.count("error") == 1


def test_an_audience_is_read_without_an_office_and_its_lists_are_not_looked_for(
    outside: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(outside.parent)
    mean(outside, "list Nothing and set “got DM-1001” and recipient X")
    run("letters", "check", outside).done()
    mean(outside, "category goverments")
    refused = run("letters", "check", outside)
    assert refused.code == 1


def test_an_audience_is_looked_up_in_the_office_that_is_there_or_named(
    outside: Path, office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    mean(outside, 'list Nothing or set "got DM-1001" or recipient X or organisation Y or address a@y.example')
    here = run("letters", "check", outside)
    monkeypatch.chdir(outside.parent)
    named = run("--office", office, "letters", "check", outside)
    assert here.code == named.code == 1
    assert here.out == named.out
    for column, what in (
        (6, "list called “Nothing”"),
        (21, "letter"),
        (48, "recipient “X”"),
        (66, "organisation “Y”"),
        (79, "recipient with the address “a@y.example”"),
    ):
        assert (
            f"field addressees.audience: error: Column {column} of the audience: there is no {what}"
            in here.out
        )


def test_what_the_office_does_not_have_stops_submission_and_approval(letter: Path, run: Run) -> None:
    run("register", "define", "DM").done()
    mean(letter, 'list "Drafting group"')
    refused = run("letters", "submit", letter)
    assert refused.code == 1
    assert "there is no list called “Drafting group”" in refused.err
    run("lists", "create", "Drafting group").done()
    run("letters", "submit", letter).done()
    run("letters", "approve", "call-2027", "--yes").done()


def test_an_office_that_is_named_and_not_there_is_told_of(outside: Path, tmp_path: Path, run: Run) -> None:
    missing = run("--office", tmp_path / "nowhere", "letters", "check", outside)
    assert missing.code == 3
    assert "There is no office in" in missing.err
