"""`mailer bounces read`: for people, for programs, and on bad input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.mailer.bounces.samples_other import ABSENCES, OTHERS
from tests.mailer.bounces.samples_plain import PLAIN
from tests.rig.command_line import call


def test_a_notice_is_told_to_people_with_the_rule_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "notice.eml"
    path.write_bytes(PLAIN[0].raw)
    said = call("bounces", "read", path).done().out
    assert "speaks of 2 recipients" in said
    assert "ann.port@harbour.example\n  verdict     hard, failed: address\n  status      5.1.1" in said
    assert "rule        no such user\n  read        Remote host said: 550 5.1.1" in said
    assert "ben.quay@ferry.example\n  verdict     soft, failed: full" in said


def test_json_holds_a_result_for_each_recipient(tmp_path: Path) -> None:
    path = tmp_path / "notice.eml"
    path.write_bytes(PLAIN[0].raw)
    told = call("bounces", "read", "--json", path).done().json
    assert told["sort"] == "bounce"
    assert [(row["recipient"], row["kind"], row["reason"]) for row in told["results"]] == [
        ("ann.port@harbour.example", "hard", "address"),
        ("ben.quay@ferry.example", "soft", "full"),
    ]
    assert told["hints"]["tokens"] == ["kaabcdefghijklmnop2345672345672345"]


def test_several_files_are_told_one_after_the_other(tmp_path: Path) -> None:
    paths = []
    for name, sample in (("one.eml", PLAIN[0]), ("two.eml", OTHERS[0])):
        paths.append(tmp_path / name)
        paths[-1].write_bytes(sample.raw)
    told = call("bounces", "read", "--json", *paths).done().json["messages"]
    assert [(Path(one["file"]).name, one["sort"]) for one in told] == [
        ("one.eml", "bounce"),
        ("two.eml", "auto-reply"),
    ]
    assert "two.eml:" in call("bounces", "read", *paths).done().out


def test_an_absence_and_a_successor_are_told(tmp_path: Path) -> None:
    path = tmp_path / "away.eml"
    path.write_bytes(ABSENCES[0].raw.replace(b"2025.", b"2025. Write to ben.quay@ferry.example."))
    said = call("bounces", "read", path).done().said
    assert "Absent until 2025-03-14." in said
    assert "Named for further mail: ben.quay@ferry.example" in said


def test_a_message_on_standard_input_needs_no_office(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "console", "bounces", "read", "--json", "-"],
        input=PLAIN[3].raw,
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert b'"recipient": "ann.port@harbour.example"' in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_named() -> None:
    result = call("bounces", "read", "gone.eml")
    assert result.code == 3
    assert "gone.eml cannot be used: there is no such file;" in result.said
    assert result.out == ""


def test_a37_what_a_stranger_wrote_moves_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "notice.eml"
    path.write_bytes(PLAIN[0].raw.replace(b"User unknown", b"User unknown \x1b]0;pwned\x07\x9b2J"))
    result = call("bounces", "read", path).done()
    assert "\x1b" not in result.out
    assert "\x9b" not in result.out
