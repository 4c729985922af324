"""Ctrl-C in the middle of an import, a rehearsal, a release, a launch: exit 130, nothing half stored."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

import console
from mailer import driving
from mailer.driving import Parameters
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, COPIES, release, set_delay

Press = Callable[[str], None]


@pytest.fixture
def press_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Presses Ctrl-C once, at the first statement that begins with these words."""
    listeners = []

    def arrange(words: str) -> None:
        pressed: list[bool] = []

        def press(statement: str) -> None:
            if not pressed and statement.startswith(words):
                pressed.append(True)
                os.kill(os.getpid(), signal.SIGINT)

        def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            press(statement)

        def execute(connection: Connection, statement: str, rows: Sequence[Parameters]) -> Any:
            press(statement)
            return driving.execute(connection, statement, rows)

        monkeypatch.setattr("mailer.database.execute", execute)  # what goes past SQLAlchemy
        event.listen(Engine, "before_cursor_execute", listen)
        listeners.append(listen)

    yield arrange
    for listen in listeners:
        event.remove(Engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("words", ["INSERT INTO directory_import", 'INSERT INTO "recipient"'])
def test_an_import_that_was_stopped_leaves_nothing_and_can_be_begun_anew_at_once(
    office: Path, run: Run, press_at: Press, words: str
) -> None:
    people = "".join(f"\na{i}@x.example,Office {i},academia" for i in range(20))
    Path("people.csv").write_text(f"email,organisation,category{people}\n", encoding="utf-8")
    press_at(words)
    stopped = run("recipients", "import", "people.csv", "--accept")
    assert stopped.code == 130
    assert stopped.err.endswith("Stopped. Nothing of the file is in the directory.\n")
    assert run("recipients", "list", "--json").json["total"] == 0
    assert "20 recipients added" in run("recipients", "import", "people.csv", "--accept").done().out


@pytest.mark.parametrize("accepted", [[], ["--accept"]])
def test_an_import_that_is_stopped_while_it_only_reports_claims_to_have_recorded_nothing(
    office: Path, run: Run, press_at: Press, accepted: list[str]
) -> None:
    Path("people.csv").write_text("email,organisation,category\na@x.example,Office,academia\n")
    press_at("SELECT recipient")
    stopped = run("recipients", "import", "people.csv", *accepted)
    assert stopped.code == 130
    assert stopped.err == "\nStopped. Nothing of the file is in the directory.\n"


def test_an_import_that_was_stopped_too_late_is_whole(office: Path, run: Run, press_at: Press) -> None:
    Path("people.csv").write_text("email,organisation,category\na@x.example,Office,academia\n")
    press_at("UPDATE audit_head")
    assert "1 recipient added" in run("recipients", "import", "people.csv", "--accept").done().out
    assert run("recipients", "list", "--json").json["total"] == 1
    run("audit", "verify").done()


@pytest.mark.parametrize(
    "command",
    [
        ("rehearse", CAMPAIGN),
        ("release", CAMPAIGN, "--count", str(COPIES), "--actor", "m.duarte", "--yes"),
    ],
    ids=" ".join,
)
def test_a_rehearsal_or_release_that_was_stopped_changes_nothing(
    planned_office: Path, run: Run, press_at: Press, command: tuple[str, ...]
) -> None:
    before = run("audit", "entries", "--json").json["total"]
    press_at("SELECT recipient")
    stopped = run("campaigns", *command)
    assert stopped.code == 130
    assert stopped.err.endswith("Stopped. What was done until now is recorded.\n")
    assert run("campaigns", "status", CAMPAIGN, "--json").json["state"] == "draft"
    assert run("audit", "entries", "--json").json["total"] == before
    release(planned_office)


def test_a_launch_that_was_stopped_goes_on_and_everybody_gets_one_copy(
    planned_office: Path, run: Run, press_at: Press
) -> None:
    set_delay(planned_office, 0)
    release(planned_office)
    press_at('INSERT INTO "delivery"')
    assert run("serve", "--once").code == 130
    status = run("campaigns", "status", CAMPAIGN, "--json").json
    assert status["balanced"]
    assert status["counts"] == {"waiting": COPIES}
    run("serve", "--once").done()
    counts = run("campaigns", "status", CAMPAIGN, "--json").json["counts"]
    assert sum(counts.values()) == COPIES
    assert counts.keys() <= {"sent", "uncertain"}
    addresses = [one["address"] for one in run("audit", "letter", CAMPAIGN, "--json").json["items"]]
    assert len(set(addresses)) == len(addresses) == COPIES


def test_ctrl_c_while_the_program_loads_ends_without_a_trace() -> None:
    code = "import console.__main__, os, signal; os.kill(os.getpid(), signal.SIGINT)"
    environment = {**os.environ, "PYTHONPATH": str(Path(console.__file__).parents[1])}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, "")
