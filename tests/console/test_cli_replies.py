"""Replies at the command line: recorded, assessed, put right, listed and saved again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from console.cli.desk import Desk
from console.cli.replies_progress import status
from mailer.clock import utc_now
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
    assert "came on" in every
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
    run("replies", "list", LETTER, "-o", "replies.csv").done()
    written = Path("replies.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in written
    assert "total,1" in written


REFUSED = [
    (
        ("record", LETTER, "no@nowhere.example"),
        1,
        "There is no organisation “no@nowhere.example”",
    ),
    (("record", LETTER, "GOV-001", "--on", "2199-01-01"), 1, "a day that is still ahead"),
    (("record", LETTER, "GOV-001", "--ask", "money"), 1, "does not ask “money”. It asks: questionnaire."),
    (("record", "IOCO-9", "GOV-001"), 1, "There is no letter “IOCO-9”"),
    (("record", "DM-1001", "GOV-001"), 1, "DM-1001 has not gone out"),
    (("record", LETTER, "GOV-001", "--file", "no.pdf"), 3, "no.pdf cannot be read: there is no such file"),
    (("record", LETTER, "GOV-001", "--on", "yesterday"), 2, "“yesterday” is no day"),
    (("record", LETTER, "GOV-001", "--channel", "pigeon"), 2, "'pigeon' is not one of"),
    (("record", LETTER, "GOV-001", "--actor", "e.auditor"), 1, "e.auditor may not record replies"),
    (("assess", 1), 1, "There is no reply 1"),
    (("correct", 99), 1, "There is no reply 99"),
    (("show", 0), 2, "must be from 1"),
]


def test_what_cannot_be_recorded_is_refused_and_nothing_is_stored(run: Run) -> None:
    for arguments, code, sentence in REFUSED:
        result = run("replies", *arguments)
        assert (result.code, sentence in result.said) == (code, True), result.said
    assert run("replies", "list", LETTER, "--all", "--json").json["total"] == 0


def test_a_mail_is_taken_received_shown_without_what_it_quotes_and_assessed(run: Run) -> None:
    quoted = "On 1 March 2027, <letters@office.example> wrote:\n> Please fill in the questionnaire.\n"
    raw = (
        f"From: registry@shores-ke.example\nSubject: Re: {LETTER}\n\nHere it is.\n\n-- \nA. Were\n\n{quoted}"
    )
    Path("mail.eml").write_text(raw)
    run("inbox", "take", "mail.eml").done()
    assert "1 reply received, to be assessed" in run("serve", "--once").done().out
    assert run("replies", "list", LETTER, "--to-assess", "--json").json["total"] == 1
    shown = run("replies", "show", 1, "--save", "again.eml").done()
    assert "    Here it is.\n" in shown.out
    assert "Please fill in" not in shown.out
    assert Path("again.eml").read_text() == raw
    assert (
        run("replies", "assess", 1).done().out == "Reply 1 counts as complete to “questionnaire”: reply 2.\n"
    )
    assert run("replies", "assess", 1).code == 1
    assert run("replies", "list", LETTER, "--to-assess", "--json").json["total"] == 0


def test_a_mail_that_nobody_could_match_is_recorded_by_hand(run: Run) -> None:
    Path("mail.eml").write_text("From: somebody@nowhere.example\nSubject: Your letter\n\nWe agree.\n")
    run("inbox", "take", "mail.eml").done()
    assert run("replies", "record", LETTER, "GOV-003", "--inbox", 1, "--on", "2026-01-01").code == 2
    run("replies", "record", LETTER, "GOV-003", "--inbox", 1).done()
    assert run("replies", "show", 1, "--json").json["says"] == "We agree."
    assert run("inbox", "list", "--json").json["total"] == 0


def test_a_spreadsheet_of_submissions_is_reported_on_and_stored_when_accepted(run: Run) -> None:
    Path("form.csv").write_text("id,state\nGOV-001,complete\nGOV-002,partial\nGOV-999,complete\n")
    reported = run("replies", "import", LETTER, "form.csv", "--errors", "left.csv")
    assert reported.code == 1
    assert "Nobody in the directory is meant by id “GOV-999”." in reported.out
    assert "GOV-999" in Path("left.csv").read_text(encoding="utf-8-sig")
    assert run("replies", "import", LETTER, "form.csv", "--accept").code == 1
    assert run("replies", "list", LETTER, "--json").json["total"] == 0
    accepted = ("replies", "import", LETTER, "form.csv", "--accept", "--leave-out-faulty")
    assert f"Recorded 2 replies to {LETTER}." in run(*accepted).done().out
    Path("other.csv").write_text("id,state\nGOV-999,complete\n")
    nothing = run("replies", "import", LETTER, "other.csv", "--accept", "--leave-out-faulty")
    assert nothing.code == 1
    assert "There is nothing to accept: none of its rows can be taken." in nothing.out
    assert run(*accepted, "--json").done().json["stored"] == 0
    assert run("replies", "list", LETTER, "--json").json["total"] == 2
    gone = run("replies", "import", LETTER, "nowhere.csv")
    assert gone.code == 3
    assert gone.err.startswith("nowhere.csv cannot be read: there is no such file;")


def test_coordinators_read_the_status_the_report_and_the_burn_down(run: Run) -> None:
    run("replies", "record", LETTER, "GOV-001").done()
    assert "Replies, by organisation" in run("campaigns", "status", LETTER).done().out
    assert run("campaigns", "status", LETTER, "--json").json["replies"]["all"]["complete"] == 1
    status = run("replies", "status", LETTER, "--by", "region").done().out
    assert "African States" in status
    assert "The sum of the columns, 3, is the organisations of the audience." in status
    assert run("replies", "status", LETTER, "--json").json["all"]["complete"] == 1
    run("reminders", "extend", LETTER, "GOV-002", "--until", "2199-01-01", "--reason", "asked").done()
    assert "1 organisation, until 2199-01-01 at the latest" in run("replies", "status", LETTER).out
    run("replies", "status", LETTER, "-o", "status.xlsx").done()
    rows = list(load_workbook("status.xlsx").worksheets[0].values)
    assert rows[1] == ("governments", 3, 3, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 33)
    assert rows[3] == ("all", *rows[1][1:])
    assert run("replies", "status", LETTER, "-o", "status.pdf").code == 1
    run("replies", "report", LETTER, "-o", "report.txt").done()
    assert MINISTRY in Path("report.txt").read_text()
    for name in ("report.csv", "report.xlsx"):
        run("replies", "report", LETTER, "-o", name).done()
    assert "3 ┤" in run("replies", "burndown", LETTER).done().out
    assert "\x1b[" not in run("replies", "burndown", LETTER).out
    for name in ("burndown.svg", "burndown.csv", "burndown.xlsx"):
        run("replies", "burndown", LETTER, "-o", name).done()
        assert Path(name).stat().st_size > 50
    assert "audit head" in Path("burndown.csv").read_text("utf-8-sig")
    assert run("replies", "burndown", LETTER, "--json").json[0]["open"] == 2
    assert "should end in .svg, .csv or .xlsx" in run("replies", "burndown", LETTER, "-o", "b.png").err
    assert "should end in .txt, .csv or .xlsx" in run("replies", "report", LETTER, "-o", "r.pdf").err
    assert run("replies", "status", LETTER, "--ask", "money").code == 1


def test_a_table_in_a_file_is_of_the_state_whose_head_it_names(run: Run) -> None:
    before = run("audit", "verify", "--json").json["head"]

    def recording_meanwhile() -> datetime:
        run("replies", "record", LETTER, "GOV-001").done()
        return utc_now()

    desk = Desk(Path(), clock=recording_meanwhile)
    status.main([LETTER, "-o", "status.csv"], obj=desk, standalone_mode=False)
    desk.close()
    written = Path("status.csv").read_text(encoding="utf-8-sig")
    assert "all,3,3,0,0," in written, "the reply came after what was looked at"
    assert f"audit head,{before}\n" in written


def test_a_file_and_a_document_at_once_are_refused(run: Run) -> None:
    for command in ("status", "burndown"):
        refused = run("replies", command, LETTER, "-o", "answers.csv", "--json")
        assert (refused.code, "Choose one of --output and --json" in refused.err) == (2, True)
    assert not Path("answers.csv").exists()
