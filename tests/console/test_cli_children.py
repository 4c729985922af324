"""Letters that follow on another on the command line, from the folder to the sent copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig import offices
from tests.rig.command_line import Run

PARENT = offices.CAMPAIGN
WRITTEN = "In the table, read “open” for “closed”."


def fill_in(folder: Path, text: str = WRITTEN, name: str = "en.md") -> None:
    """Write what the blank was left for."""
    path = folder / name
    path.write_text(path.read_text().replace("____", text))


def test_a_corrigendum_is_laid_out_written_approved_and_sent_to_who_got_the_first(
    sent_office: Path, run: Run
) -> None:
    folder = sent_office / "correction"
    run("letters", "new", folder, "--corrigendum-to", PARENT).done()
    assert "“____” was to be filled in" in run("letters", "check", folder).said
    fill_in(folder)
    assert run("letters", "check", folder).done().out.endswith("correction: 0 errors, 0 warnings.\n")
    assert "Ref: ‹reference›" in run("letters", "preview", folder, "--language", "en").done().out
    run("letters", "submit", folder).done()
    assert (
        f"{PARENT} Corr.1"
        in run("letters", "approve", "correction", "--actor", "b.approver", "--yes").done().out
    )
    made = run("campaigns", "create", "correction").done().out
    assert f'for: set "got {PARENT}". It means 3 recipients' in made
    copies = run("campaigns", "rehearse", f"{PARENT}-Corr.1", "--json").done().json["copies"]
    run("campaigns", "release", f"{PARENT}-Corr.1", "--count", copies, "--actor", "m.duarte", "--yes").done()
    run("serve", "--once").done()
    family = run("letters", "show", PARENT, "--json").done().json["family"]
    assert [(one["reference"], one["state"]) for one in family] == [
        (PARENT, "issued"),
        (f"{PARENT} Corr.1", "issued"),
    ]
    shown = run("register", "show", f"{PARENT} Corrigendum 1", "--json").done().json
    assert (shown["reference"], shown["related"]) == (f"{PARENT} Corr.1", PARENT)


@pytest.mark.parametrize(
    ("option", "kind"),
    [("--addendum-to", "addendum"), ("--cancellation-of", "cancellation"), ("--reminder-of", "reminder")],
)
def test_each_kind_has_the_parents_facts_and_a_blank(
    sent_office: Path, run: Run, option: str, kind: str
) -> None:
    folder = sent_office / "child"
    run("letters", "new", folder, option, PARENT).done()
    facts = (folder / "letter.yaml").read_text()
    assert f"kind: {kind}\n" in facts
    assert "audience:" not in facts
    assert ("#     was: " in facts) is (kind == "addendum")
    checked = run("letters", "check", folder)
    assert "“____” was to be filled in" in checked.said
    assert ", 0 warnings." in checked.said
    fill_in(folder)
    fill_in(folder, "The meeting is put off.", "letter.yaml")
    assert run("letters", "check", folder).done().out.endswith("child: 0 errors, 0 warnings.\n")


def test_a_revision_has_the_whole_text_and_the_annexes(sent_office: Path, run: Run) -> None:
    folder = sent_office / "whole"
    run("letters", "new", folder, "--revision-of", PARENT).done()
    assert (folder / "annexes/questionnaire-en.txt").is_file()
    assert run("letters", "check", folder).done().out.endswith("whole: 0 errors, 0 warnings.\n")
    facts = folder / "letter.yaml"
    before = run("letters", "show", PARENT, "--json").done().json["deadlines"][0]["date"]
    facts.write_text(facts.read_text().replace(before, "2030-06-28"))
    said = run("letters", "check", folder)
    assert said.code == 1
    assert "A deadline that was sent is moved by an addendum alone" in said.said


def test_a_reference_is_cancelled_by_hand_and_nothing_follows_on_it(sent_office: Path, run: Run) -> None:
    assert run("register", "cancel", PARENT, "--reason", "overtaken").code == 2  # nobody was asked
    run("register", "cancel", PARENT, "--reason", "overtaken", "--yes").done()
    refused = run("letters", "new", "late", "--addendum-to", PARENT)
    assert (refused.code, Path("late").exists()) == (1, False)
    assert "is cancelled: nothing can follow on it" in refused.said


def test_one_letter_follows_on_one_other(sent_office: Path, run: Run) -> None:
    both = run("letters", "new", "both", "--addendum-to", PARENT, "--revision-of", PARENT)
    assert both.code == 2
    assert run("letters", "new", "none", "--addendum-to", "XX-1").code == 1
