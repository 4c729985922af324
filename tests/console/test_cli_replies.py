"""Replies at the command line: recorded, assessed, put right, listed and saved again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

LETTER = "IOCO-1001"
MINISTRY = "Ministry of Shores and Estuaries, Kenya"


@pytest.fixture(autouse=True)
def _office(sent_office: Path) -> None:
    """An office whose letter was sent to three ministries."""


def test_a_reply_is_recorded_listed_shown_and_saved_as_it_came(run: Run) -> None:
    Path("scan.pdf").write_bytes(b"%PDF-1.7 a scan")
    done = run("replies", "record", LETTER, "GOV-001", "--channel", "post", "--file", "scan.pdf").done()
    assert done.out == f"Recorded reply 1 of {MINISTRY}: complete to “questionnaire”.\n"
    (line,) = run("replies", "list", LETTER, "--json").done().json["items"]
    assert (line["organisation"], line["state"], line["channel"]) == (MINISTRY, "complete", "post")
    assert MINISTRY in run("replies", "show", 1, "--save", "again.pdf").done().out
    assert Path("again.pdf").read_bytes() == Path("scan.pdf").read_bytes()


def test_a_correction_is_seen_and_what_it_corrects_is_not_lost(run: Run) -> None:
    run("replies", "record", LETTER, "GOV-001").done()
    run("replies", "correct", 1, "--state", "disregarded", "--note", "another letter").done()
    assert run("replies", "list", LETTER).done().out == "0 replies\n"
    every = run("replies", "list", LETTER, "--all").done().out
    assert "(complete)" in every
    assert "(disregarded)" in every
    assert run("replies", "show", 1, "--json").json["corrected by"] == [2]


def test_audience_expressions_know_who_is_silent(run: Run) -> None:
    run("replies", "record", LETTER, "GOV-002").done()
    found = run("audience", "show", f'set "silent on {LETTER}"').done().out
    assert "2 are meant" in found
    assert "registry@shores-ke.example" in found


def test_replies_leave_as_a_list_with_their_total(run: Run) -> None:
    run("replies", "record", LETTER, "GOV-001", "--note", "=1+1").done()
    run("replies", "list", LETTER, "--export", "replies.csv").done()
    written = Path("replies.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in written
    assert "total,1" in written


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (
            ("record", LETTER, "no@nowhere.example"),
            1,
            "There is no organisation “no@nowhere.example”",
        ),
        (("record", LETTER, "GOV-001", "--on", "2199-01-01"), 1, "a day that is still ahead"),
        (("record", LETTER, "GOV-001", "--ask", "money"), 1, "does not ask “money”. It asks: questionnaire."),
        (("record", "IOCO-9", "GOV-001"), 1, "There is no letter “IOCO-9”"),
        (("record", "DM-1001", "GOV-001"), 1, "DM-1001 has not gone out"),
        (("record", LETTER, "GOV-001", "--file", "no.pdf"), 1, "There is no file no.pdf"),
        (("record", LETTER, "GOV-001", "--on", "yesterday"), 2, "“yesterday” is no day"),
        (("record", LETTER, "GOV-001", "--channel", "pigeon"), 2, "'pigeon' is not one of"),
        (("record", LETTER, "GOV-001", "--actor", "e.auditor"), 1, "e.auditor may not record replies"),
        (("assess", 1), 1, "There is no reply 1"),
        (("correct", 99), 1, "There is no reply 99"),
        (("show", 0), 2, "must be from 1"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_is_stored(
    run: Run, arguments: tuple[object, ...], code: int, sentence: str
) -> None:
    result = run("replies", *arguments)
    assert result.code == code, result.said
    assert sentence in result.said
    assert run("replies", "list", LETTER, "--all", "--json").json["total"] == 0
