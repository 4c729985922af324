"""`mailer reminders`: what is asked wrongly is answered in a sentence, with the exit code that fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import call
from tests.rig.offices import found


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["show", "DM-9"], 1, "There is no letter “DM-9”."),
        (["plan", "DM-9"], 2, "Name the folder of the plan"),
        (["plan", "DM-9", "nowhere"], 1, "There is no reminders.yaml in nowhere."),
        (["extend", "DM-9", "GOV-1", "--until", "soon", "--reason", "x"], 2, "“soon” is no day."),
        (["preview", "DM-9", "--rung", "0"], 2, "must be from 1 on"),
        (["skip", "DM-9", "1", "--reason", "x"], 2, "there is nobody to ask here"),
        (["start", "DM-9", "--yes"], 1, "There is no letter “DM-9”."),
    ],
)
def test_what_is_asked_wrongly_changes_nothing_and_says_why(
    words: list[str], code: int, why: str, tmp_path: Path
) -> None:
    office = found(tmp_path / "office")
    result = call("--office", office, "reminders", *words)
    assert result.code == code, result.err
    assert why in result.err
    assert "Traceback" not in result.err


def test_a_plan_with_faults_names_file_line_and_field(tmp_path: Path) -> None:
    office = found(tmp_path / "office")
    folder = tmp_path / "chasing"
    folder.mkdir()
    (folder / "reminders.yaml").write_text("to: silent\nrungs:\n  - {at: soon, letter: first}\n")
    result = call("--office", office, "reminders", "plan", "DM-9", folder)
    assert result.code == 1
    assert "reminders.yaml, line 3, field rungs.1.at: “soon” does not say when." in result.err
