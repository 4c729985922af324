"""The whole story, as `mailer demo` tells it: from a folder and a spreadsheet to who was contacted."""

from __future__ import annotations

import json
import mailbox
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from console.cli import run
from tests.rig.command_line import call
from tests.rig.showing import COORDINATORS, README, REMINDERS, shown_in, walk
from tests.rig.terminal import watch

pytestmark = pytest.mark.timeout(300)
"""It runs for most of a minute where nothing else does."""
STATES = ("sent", "deferred then sent", "bounced", "refused", "suppressed", "uncertain", "none")
DAY, FAR_AHEAD = re.compile(r"\d{4}-\d\d-\d\d"), "2199-01-01"
"""Days stand in the guides that pass, and are taken later."""
NOT_THERE = {
    ("bounces", "triage", "accept"): "nobody names a successor",
    ("inbox", "assign"): "no message waits",
    ("replies", "assess"): "all of them are assessed",
    ("reminders", "resume"): "no rung asks",
}
"""What the guides show that cannot be done in the office that the demo leaves, and why not."""
STEPS = {
    1: "recipients import",
    2: "suppressions add",
    3: "letters check",
    4: "letters submit",
    5: "letters approve",
    6: "campaigns create",
    7: "campaigns rehearse",
    8: "campaigns release",
    9: "serve",
    10: "campaigns uncertain list",
    11: "serve",
    12: "reminders plan",
    13: "reminders preview",
    14: "letters submit",
    15: "reminders approve",
    16: "reminders preview",
    17: "replies status",
    18: "",
    19: "campaigns status",
    20: "audit verify",
}
"""The command that does each step, as the demo names it."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo as somebody sees it who runs it in a wide window: its folder, and all that was written."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    code, screen = watch([sys.executable, "-m", "console", "demo", str(folder)])
    assert code == 0, screen
    return folder, screen


@pytest.fixture(scope="module")
def demo(told: tuple[Path, str]) -> Path:
    return told[0]


@pytest.fixture(scope="module")
def screen(told: tuple[Path, str]) -> str:
    return told[1]


def test_each_step_says_in_a_line_what_happened_and_which_command_does_it(screen: str) -> None:
    steps = re.split(r"^(\d+)\. ", screen, flags=re.MULTILINE)
    found = dict(zip(map(int, steps[1::2]), steps[2::2], strict=True))
    assert found.keys() == STEPS.keys()
    for number, command in STEPS.items():
        title, *lines = found[number].splitlines()
        assert len(title) > 10
        shown = (line.startswith(f"  $ mailer {command}") for line in lines)
        assert not command or any(shown), f"step {number}: {command}"


def test_reminders_went_to_exactly_those_who_were_silent_and_the_books_are_what_happened(screen: str) -> None:
    reminded = re.findall(r"(\d+) were reminded, in \d+ waves: exactly those who were silent", screen)
    assert len(reminded) == 2
    assert int(reminded[1]) < int(reminded[0]), "some answered the first one"
    assert re.search(r"a deadline moved: \S+ Version 2 of the plan waits for approval", screen)
    assert "All of it agrees." in screen.partition("\n18. ")[2]


def test_what_the_world_did_shows_in_the_office(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    states = {line["rung"]: line["state"] for line in asked_rungs(capsys, demo, 2)}
    assert states == {"1": "passed", "2": "sent"}
    assert [line["state"] for line in asked_rungs(capsys, demo, 1)] == ["sent", "ended"]
    inbox = asked(capsys, demo, "inbox", "list", "--state", "read", "--limit", "1")
    assert isinstance(inbox["total"], int)
    assert inbox["total"] > 200


def asked_rungs(capsys: pytest.CaptureFixture[str], folder: Path, version: int) -> list[dict[str, str]]:
    told = asked(capsys, folder, "reminders", "show", "IOCO-1001", "--version", str(version))
    rungs = told["rungs"]
    assert isinstance(rungs, list)
    return rungs


def test_the_sending_shows_how_far_it_is(screen: str) -> None:
    shown = re.findall(r"sending +\[[#-]+\] +(\d+)/(\d+)", screen)
    reached = [int(done) for done, _ in shown]
    assert len(set(reached)) > 2, "the bar moves"
    assert reached == sorted(reached)
    assert shown[-1][0] == shown[-1][1], "to its end"


def test_the_table_at_the_end_counts_what_the_office_counts_and_its_sum_is_the_audience(
    demo: Path, screen: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = printed_table(screen)
    status = asked(capsys, demo, "campaigns", "status", "IOCO-1001")
    *lines, total = rows
    assert total["category"] == "all"
    for column in ("addressed", *STATES):
        assert sum(int(line[column]) for line in lines) == int(total[column]), column
    counts = status["counts"]
    assert isinstance(counts, dict)
    assert {state: int(total[state]) for state in STATES if int(total[state])} == counts
    assert sum(int(total[state]) for state in STATES) == int(total["addressed"]) == status["audience"]
    assert f"The sum of the states, {status['audience']}, is the audience, {status['audience']}." in screen
    categories = {line["category"] for line in lines} - {"—"}
    assert len(categories) == 5
    assert {line["in"] for line in lines} >= {"en", "fr", "es", "ru", "ar", "zh"}


def printed_table(screen: str) -> list[dict[str, str]]:
    """The rows of the table by category, each cell under its heading."""
    lines = screen.splitlines()
    top = next(index for index, line in enumerate(lines) if re.match(r"category +in +addressed", line))
    edges = [match.span() for match in re.finditer("─+", lines[top + 1])]
    names = [lines[top][start:end].strip() for start, end in edges]
    rows: list[dict[str, str]] = []
    for line in lines[top + 2 :]:
        if line.startswith("The sum"):
            return rows
        rows.append({name: line[start:end].strip() for name, (start, end) in zip(names, edges, strict=True)})
    raise AssertionError("the table has no end")


def run_json(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> Any:
    assert run(["--office", str(folder), *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def asked(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, object]:
    found: dict[str, object] = run_json(capsys, folder, *words)
    return found


def test_every_member_of_the_audience_is_in_exactly_one_state(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = asked(capsys, demo, "campaigns", "status", "IOCO-1001")
    counts = status["counts"]
    assert isinstance(counts, dict)
    assert status["state"] == "finished"
    assert status["balanced"]
    assert sum(counts.values()) == status["audience"] == 367
    assert counts["suppressed"] == 3
    assert counts["refused"] == 16
    assert counts["bounced"] > 10
    assert counts["deferred then sent"] == 16
    assert counts["none"] == 2
    assert counts.get("uncertain", 0) == 0, "the one that was uncertain is settled"


def test_the_world_got_exactly_what_the_ledger_says(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = asked(capsys, demo, "audit", "letter", "IOCO-1001", "--limit", "1000")
    items = page["items"]
    assert isinstance(items, list)
    taken = ("sent", "deferred then sent", "bounced")
    sent = {item["address"] for item in items if item["state"] in taken}
    letters = [one for one in mailbox.Maildir(demo / "outside-world") if not one["In-Reply-To"]]
    arrived = Counter(letter["To"].rpartition("<")[2].rstrip(">").strip() for letter in letters)
    assert set(arrived) == sent
    assert set(arrived.values()) == {1}, "nobody got it twice"
    assert {letter["Content-Language"] for letter in letters} == {"en", "fr", "es", "ru", "ar", "zh"}


def test_any_message_is_rebuilt_byte_for_byte(
    demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rebuilt = asked(capsys, demo, "audit", "message", "1", "--eml", str(tmp_path / "first.eml"))
    assert rebuilt["matches"]
    stored = [path.read_bytes() for path in (demo / "outside-world/new").iterdir()]
    assert (tmp_path / "first.eml").read_bytes() in stored


def test_the_chain_is_whole_and_its_head_lies_outside(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verified = asked(capsys, demo, "audit", "verify")
    assert verified["sound"]
    heads = (demo / "audit-heads.log").read_text(encoding="ascii").split()
    assert verified["head"] == heads[-1]
    assert run(["--office", str(demo), "audit", "verify", "--against", heads[2]]) == 0


def test_who_wrote_the_letter_did_not_approve_it_and_who_approved_it_did_not_release_it(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = asked(capsys, demo, "audit", "entries", "--limit", "1000")
    items = entries["items"]
    assert isinstance(items, list)
    who = {item["deed"]: item["who"] for item in items if item["who"] != "machine"}
    assert who["letter.submit"] == "l.haas"
    assert who["reminders.propose"] == who["reply.assess"] == "s.lindh"
    assert who["letter.approve"] == who["reminders.approve"] == "k.ito"
    assert who["campaign.release"] == who["delivery.settle"] == who["reminders.start"] == "m.duarte"
    staff = run_json(capsys, demo, "staff", "list")
    assert all("," not in person["roles"] for person in staff), "nobody holds two roles"


def test_the_office_of_an_earlier_demo_is_told_of_and_kept_where_nobody_can_be_asked(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (demo / "audit-heads.log").read_bytes()
    assert run(["demo", str(demo)]) == 2
    said = capsys.readouterr()
    assert "holds the office of an earlier demo: " in said.out
    assert " files, " in said.out
    assert "--yes" in said.err
    assert (demo / "audit-heads.log").read_bytes() == before


def test_what_the_readme_shows_in_the_demos_office_is_what_it_says(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-office").symlink_to(demo)
    walk(README, "**Look around in the demo's office.**", "**Found an office of your own.**", monkeypatch)


def test_what_the_guides_show_of_replies_and_reminders_can_be_done_in_the_demos_office(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(demo, tmp_path / "office"))
    for name in ("MAILER_OFFICE", "MAILER_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    shutil.rmtree("chasing")  # the plan is written once more
    Path("form.csv").write_text("id,state\nGOV-004,complete\n")
    shown = shown_in(COORDINATORS, "### Tasks", "## Remind those who are silent") + shown_in(REMINDERS)
    done = 0
    for words in shown:
        if any(tuple(words[: len(left_out)]) == left_out for left_out in NOT_THERE):
            continue
        result = call(*(FAR_AHEAD if DAY.fullmatch(word) else word for word in words))
        assert result.code == 0, f"mailer {words}\n{result.out}{result.err}"
        done += 1
    assert done > 12
