"""The whole story, as `mailer demo` tells it: from a folder and a spreadsheet to who was contacted."""

from __future__ import annotations

import json
import mailbox
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from console.cli import run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "office"
    assert run(["demo", str(folder)]) == 0
    return folder


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
    assert counts["deferred then sent"] == 16
    assert counts["none"] == 2


def test_the_world_got_exactly_what_the_ledger_says(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = asked(capsys, demo, "audit", "letter", "IOCO-1001", "--limit", "1000")
    items = page["items"]
    assert isinstance(items, list)
    sent = {item["address"] for item in items if item["state"] in ("sent", "deferred then sent")}
    letters = list(mailbox.Maildir(demo / "outside-world"))
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
    who = {item["deed"]: item["who"] for item in items}
    assert who["letter.submit"] == "l.haas"
    assert who["letter.approve"] == "k.ito"
    assert who["campaign.release"] == who["delivery.settle"] == "m.duarte"
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
