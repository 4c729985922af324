"""What came back, on the command line: listed, counted, triaged, and the tasks that follow from it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rig.came_back import BAD, LEFT, LINE, SUCCESSOR, comes_back
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN


@pytest.fixture
def told(sent_office: Path) -> tuple[str, str]:
    """An office that something came back to; the bad address, and the one that somebody left."""
    return comes_back(sent_office)


def test_what_came_back_is_listed_counted_and_filtered(told: tuple[str, str], run: Run) -> None:
    bad, left = told
    said = run("bounces", "list").done().out
    assert bad in said
    assert left in said
    assert "2 messages" in said
    assert "Of these: 1 auto-reply, 1 hard (address)." in said
    hard = run("bounces", "list", "--verdict", "hard", "--campaign", CAMPAIGN, "--json").done().json
    assert (hard["total"], hard["after"]) == (1, None)
    assert hard["counts"] == [{"what": "hard", "reason": "address", "count": 1}]
    assert (hard["items"][0]["address"], hard["items"][0]["reason"]) == (bad, "address")
    assert run("bounces", "list", "--address", left.upper(), "--json").done().json["total"] == 1
    assert run("bounces", "list", "--until", "2020-01-01", "--json").done().json["total"] == 0
    assert run("bounces", "list", "--limit", "1", "--json").done().json["after"] is not None


def test_lists_leave_as_files_beside_an_entry(told: tuple[str, str], run: Run) -> None:
    assert "wrote bounces.csv: 2 messages" in run("bounces", "list", "--export", "bounces.csv").done().out
    with Path("bounces.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["sort"] for row in rows[:2]] == ["bounce", "auto-reply"]
    run("tasks", "list", "--export", "tasks.xlsx").done()
    sheet = load_workbook("tasks.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet["B"]][:3] == ["kind", "repair", "successor"]
    assert run("bounces", "list", "--export", "bounces.txt").code == 1
    assert run("audit", "entries", "--json").done().out.count("list.export") == 2


def test_tasks_are_listed_shown_and_ended(told: tuple[str, str], run: Run) -> None:
    bad, _ = told
    found = run("tasks", "list", "--json").done().json
    assert [(one["task"], one["kind"]) for one in found["items"]] == [(BAD, "repair"), (LEFT, "successor")]
    assert run("tasks", "list", "--kind", "complaint", "--json").done().json["total"] == 0
    assert run("tasks", "list", "--category", "governments", "--json").done().json["total"] == 2
    assert run("tasks", "list", "--category", "goverments").code == 1
    for command in (("tasks", "list"), ("bounces", "list"), ("bounces", "triage", "list")):
        refused = run(*command, "--campaign", "nowhere")
        assert (refused.code, "There is no campaign “nowhere”." in refused.err) == (1, True)
    shown = run("tasks", "show", BAD).done().out
    assert "550 5.1.1 User unknown" in shown
    ended = run("tasks", "done", BAD, "--note", "asked their embassy").done().out
    assert f"{bad} stays held. If it is right after all:  mailer suppressions remove {bad}" in ended
    again = run("tasks", "dismiss", BAD, "--reason", "no")
    assert (again.code, again.err.strip()) == (1, f"Task {BAD} is done already: asked their embassy")
    assert run("tasks", "list", "--json").done().json["total"] == 1
    assert "asked their embassy" in run("tasks", "list", "--all").done().out
    assert "a.osei" in run("tasks", "show", BAD, "--json").done().json["ended_by"]
    assert run("tasks", "done", 99, "--note", "x").err.strip() == (
        "There is no task 99. `mailer tasks list` shows them."
    )


def test_a_proposal_is_shown_old_and_new_with_its_line_and_accepted(told: tuple[str, str], run: Run) -> None:
    _, left = told
    [item] = run("bounces", "triage", "list", "--json").done().json["items"]
    assert (item["address"], item["proposed"], item["line"]) == (left, SUCCESSOR, LINE)
    alone = run("bounces", "triage", "accept", LEFT)
    assert alone.code == 2
    assert f"Write to {SUCCESSOR} in the place of {left} from now on?" in alone.err
    accepted = run("bounces", "triage", "accept", LEFT, "--yes").done().out
    assert f"email: {left} → {SUCCESSOR}" in accepted
    assert SUCCESSOR in run("recipients", "list", "--json").done().out
    assert run("bounces", "triage", "list", "--json").done().json["total"] == 0
    assert run("bounces", "triage", "accept", LEFT, "--yes").code == 1


def test_everybody_at_the_old_address_is_shown_before_it_is_changed(told: tuple[str, str], run: Run) -> None:
    alone = run("bounces", "triage", "accept", LEFT)
    assert f"<{told[1]}>" in alone.out
    assert LINE in alone.out


def test_the_clock_says_what_followed_from_what_came_back(sent_office: Path, run: Run) -> None:
    comes_back(sent_office, conclude=False)
    assert "what came back: 1 held, 1 proposed" in run("serve", "--once").done().out
    assert "what came back" not in run("serve", "--once").done().out


def test_a_rejected_proposal_changes_nothing(told: tuple[str, str], run: Run) -> None:
    said = run("bounces", "triage", "reject", LEFT, "--reason", "they only share an office").done().out
    assert f"Rejected {SUCCESSOR}; {told[1]} stays as it is." in said
    assert "they only share an office" in run("bounces", "triage", "list", "--all").done().out
    assert run("bounces", "triage", "accept", BAD, "--yes").code == 1


def test_a_held_address_shows_with_the_status_and_in_the_rehearsal_of_the_next_letter(
    told: tuple[str, str], run: Run
) -> None:
    bad, _ = told
    said = run("campaigns", "status", CAMPAIGN).done().out
    assert "HELD: 1 address of this audience gets no mail until it is repaired." in said
    [held] = run("campaigns", "status", CAMPAIGN, "--json").done().json["held"]
    assert (held["address"], held["task"]) == (bad, BAD)
    stopped = run("suppressions", "list", "--json").done().json["items"]
    assert "Held, for mail to it fails: 550 5.1.1 User unknown" in {one["reason"] for one in stopped}


def test_only_who_coordinates_ends_tasks(told: tuple[str, str], run: Run) -> None:
    for deed in (("tasks", "done", BAD, "--note", "x"), ("bounces", "triage", "accept", LEFT, "--yes")):
        refused = run(*deed, "--actor", "e.auditor")
        assert refused.code == 1
        assert "coordinator" in refused.err


def test_a_task_is_ended_by_a_command_that_runs_by_itself(told: tuple[str, str]) -> None:
    """In the process of the tests everything is loaded, also what a command by itself would miss."""
    words = ("tasks", "done", str(BAD), "--note", "their embassy gave us another")
    done = subprocess.run(
        [sys.executable, "-m", "console", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Task {BAD} is done." in done.stdout
