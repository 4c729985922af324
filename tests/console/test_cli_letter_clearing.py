"""The way of a letter through clearances on the command line, by people who each have one part."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

CIRCUIT = """
clearances:
  - office: legal
    staff: b.approver
"""


@pytest.fixture
def circulating(letter: Path, office: Path, run: Run) -> Path:
    """A letter in review by d.drafter, to be cleared by b.approver for legal, in a strict office."""
    settings = office / "office.toml"
    settings.write_text(settings.read_text().replace('own_draft = "warn"', 'own_draft = "refuse"'))
    facts = letter / "letter.yaml"
    facts.write_text(facts.read_text() + CIRCUIT)
    run("register", "define", "DM").done()
    run("letters", "submit", letter, "--actor", "d.drafter").done()
    return letter


def test_a_letter_waits_is_cleared_and_approved_by_another(circulating: Path, run: Run) -> None:
    told = run("letters", "status", "call-2027").done().out
    assert "Next, by b.approver:  mailer letters clear call-2027 --as legal" in told
    early = run("letters", "approve", "call-2027", "--yes")
    assert (early.code, "not cleared yet by legal" in early.err) == (1, True)
    cleared = run(
        "letters", "clear", "call-2027", "--as", "legal", "--comment", "seen", "--actor", "b.approver"
    )
    assert cleared.done().out.startswith("Cleared “call-2027”, edition 1, for legal.")
    steps = run("letters", "status", "call-2027", "--json").done().json["steps"]
    assert [(one["step"], one["who"], one["state"], one["said"]) for one in steps] == [
        ("draft", "d.drafter", "edition 1", ""),
        ("legal", "b.approver", "cleared", "seen"),
        ("approval", "any approver", "waits", ""),
    ]
    twice = run("letters", "approve", "call-2027", "--yes", "--actor", "b.approver")
    assert "b.approver cleared “call-2027” for legal already" in twice.err
    run("letters", "approve", "call-2027", "--yes", "--actor", "a.osei").done()
    approval = run("letters", "status", "call-2027", "--json").done().json["steps"][-1]
    assert (approval["who"], approval["state"]) == ("a.osei", "approved")
    entries = run("audit", "entries", "--letter", "call-2027", "--json").done().json["items"]
    assert [one["deed"] for one in entries][:3] == ["letter.submit", "letter.clear", "letter.approve"]


def test_an_objection_and_what_the_next_edition_changed(circulating: Path, run: Run) -> None:
    said = run(
        "letters", "object", "call-2027", "--as", "legal", "--reason", "too near", "--actor", "b.approver"
    )
    assert said.done().out == "“call-2027” is a draft again; what was cleared is void.\n"
    version = circulating / "en.md"
    version.write_text(version.read_text().replace("I have the honour", "It is my honour"))
    run("letters", "submit", circulating, "--actor", "d.drafter").done()
    told = run("letters", "diff", "call-2027").done().out
    assert "--- en.md, edition 1" in told
    assert "+It is my honour to invite" in told
    assert "fr.md" not in told
    assert run("letters", "diff", "call-2027", "--from", 2, "--to", 2).done().out == "Nothing differs.\n"


def test_a_stand_in_is_entered(office: Path, run: Run) -> None:
    given = [
        "staff",
        "stand-in",
        "b.approver",
        "--by",
        "a.osei",
        "--from",
        "2027-03-29",
        "--until",
        "2027-04-09",
    ]
    assert run(*given).done().out == "a.osei stands in for b.approver from 2027-03-29 to 2027-04-09.\n"
    again = run(*given)
    assert (again.code, "already" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["letters", "clear", "call-2027", "--as", "press"], 1, "is not to be cleared by “press”"),
        (
            ["letters", "clear", "call-2027", "--as", "legal", "--actor", "e.auditor"],
            1,
            "e.auditor may not clear",
        ),
        (["letters", "clear", "call-2027"], 2, "Missing option '--as'"),
        (
            ["letters", "object", "call-2027", "--as", "legal", "--reason", " ", "--actor", "b.approver"],
            1,
            "Say why",
        ),
        (["letters", "status", "call-2O27"], 1, "call-2O27"),
        (["letters", "diff", "call-2027"], 1, "has one edition only"),
        (["letters", "diff", "call-2027", "--from", "0"], 2, "must be from 1"),
    ],
)
def test_what_the_circuit_refuses(
    circulating: Path, run: Run, arguments: list[str], code: int, says: str
) -> None:
    refused = run(*arguments)
    assert refused.code == code
    assert says in refused.err
    assert run("letters", "list", "--json").json[0]["state"] == "in review"
