"""The way of a letter on the command line: from a new folder to a number, and back."""

from __future__ import annotations

import email
import shutil
from pathlib import Path

import pytest

from tests.rig import offices
from tests.rig.command_line import Run


@pytest.fixture
def series(office: Path, run: Run) -> None:
    """The series DM, from 1001 on."""
    run("register", "define", "DM", "--start", 1001).done()


def test_a_new_letter_passes_every_check(office: Path, run: Run) -> None:
    said = run("letters", "new", "call", "--language", "en", "--language", "ar").done().out
    assert "wrote call/letter.yaml" in said
    assert "wrote call/ar.md" in said
    checked = run("letters", "check", "call").done()
    assert checked.out == "call: 0 errors, 0 warnings.\n"
    assert run("letters", "check", "call", "--json").done().json == []


def test_a_letter_is_laid_out_and_checked_without_an_office(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("letters", "new", "call").done()
    run("letters", "check", "call").done()
    run("letters", "preview", "call", "--language", "fr").done()


def test_previews_in_every_format(letter: Path, run: Run) -> None:
    text = run("letters", "preview", letter, "--language", "fr").done().out
    assert "Rapport sur les bibliothèques publiques" in text
    assert "«organisation»" in text or "organisation" in text
    page = run("letters", "preview", letter, "--language", "en", "--format", "html").done().out
    assert page.lstrip().lower().startswith("<!doctype html>")
    said = run("letters", "preview", letter, "--language", "en", "--format", "eml", "-o", "en.eml").done()
    assert said.out == ""
    assert "wrote en.eml" in said.err
    message = email.message_from_bytes(Path("en.eml").read_bytes())
    assert "Report on public libraries" in str(message["Subject"])
    run("letters", "preview", letter, "--language", "fr", "--format", "ics", "-o", "fr.ics").done()
    assert b"SUMMARY;LANGUAGE=fr:Date limite: Rapport" in Path("fr.ics").read_bytes()


def test_a_message_previewed_without_an_annex_says_which_and_why(letter: Path, run: Run) -> None:
    asked = ("letters", "preview", letter, "--language", "fr", "-o", "fr.out", "--format")
    assert "is not in it" not in run(*asked, "eml").done().err
    (letter / "annexes/questionnaire-fr.txt").unlink()
    (letter / "annexes/questionnaire-en.txt").write_bytes(b"%PDF-")
    said = run(*asked, "eml").done()
    (told,) = [line for line in said.err.splitlines() if line.startswith("annex ")]
    why = "There is no file annexes/questionnaire-fr.txt in the letter's folder."
    assert told == f"annex annexes/questionnaire-fr.txt is not in it: {why}"
    assert "is not in it" not in run(*asked, "html").done().err


def test_a_preview_as_one_recipient_will_get_it(full_office: Path, drafted: Path, run: Run) -> None:
    found = run("recipients", "list", "--category", "governments", "--limit", 1, "--json").done().json
    address = found["items"][0]["address"]
    text = run("letters", "preview", drafted, "--language", "en", "--as", address).done().out
    assert "your Government" in text
    assert "focal point" in text
    missing = run("letters", "preview", drafted, "--language", "en", "--as", "nobody@harbour.example")
    assert missing.code == 1
    assert "Nobody in the directory has the address nobody@harbour.example" in missing.err


def test_the_way_to_a_number(letter: Path, series: None, run: Run) -> None:
    submitted = run("letters", "submit", letter, "--actor", "d.drafter").done().out
    assert "Submitted “call-2027”, edition 1: in review." in submitted
    approved = run("letters", "approve", "call-2027", "--actor", "b.approver", "--yes").done().out
    assert "Approved “call-2027”: DM-1001." in approved
    shutil.rmtree(letter)
    shown = run("letters", "show", "DM-1001", "--json").done().json
    assert shown["letter"] == "call-2027"
    assert shown["seal is"] == "whole"
    assert [deed["who"] for deed in shown["deeds"]] == ["d.drafter", "b.approver"]
    assert "whole" in run("letters", "show", "call-2027").done().out
    listed = run("letters", "list", "--json").done().json
    assert [(one["letter"], one["reference"]) for one in listed] == [("call-2027", "DM-1001")]


def test_an_approval_is_asked_about_at_a_terminal(letter: Path, series: None, run: Run) -> None:
    run("letters", "submit", letter).done()
    declined = run("letters", "approve", "call-2027", answers="n\n")
    assert declined.code == 1
    assert "Nothing was done." in declined.err
    assert run("letters", "list", "--json").json[0]["state"] == "in review"
    assert "DM-1001" in run("letters", "approve", "call-2027", answers="y\n").done().out


def test_a_letter_that_was_sent_back_is_submitted_again(letter: Path, series: None, run: Run) -> None:
    run("letters", "submit", letter).done()
    run("letters", "send-back", "call-2027", "--reason", "the deadline is a holiday").done()
    assert run("letters", "list", "--json").json[0]["state"] == "draft"
    assert "edition 2" in run("letters", "submit", letter).done().out
    deeds = run("letters", "show", "call-2027", "--json").json["deeds"]
    assert "the deadline is a holiday" in [deed["why"] for deed in deeds]


def test_a_withdrawn_letter_leaves_a_void_number(letter: Path, series: None, run: Run) -> None:
    run("letters", "submit", letter).done()
    run("letters", "approve", "call-2027", "--yes").done()
    withdrawn = run("letters", "withdraw", "call-2027", "--reason", "overtaken by events", "--yes").done()
    assert withdrawn.out == "Withdrew “call-2027”.\n"
    entry = run("register", "list", "--json").json["items"][0]
    assert (entry["state"], entry["reason"]) == ("void", "overtaken by events")


@pytest.mark.parametrize(
    ("deed", "message"),
    [
        (["withdraw"], "has gone out and cannot be withdrawn any more"),
        (["redate", "--date", "2030-03-28"], "is issued; only an approved letter is dated anew"),
    ],
)
def test_a_letter_that_has_gone_out_is_refused_before_anything_is_said_or_asked(
    sent_office: Path, run: Run, deed: list[str], message: str
) -> None:
    verb, *more = deed
    refused = run("letters", verb, offices.CAMPAIGN, *more, "--reason", "too late", answers="y\n")
    assert (refused.code, refused.out) == (1, "")
    assert message in refused.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["approve", "call-2027", "--yes", "--actor", "d.drafter"], 1, "needs the role “approver”"),
        (["approve", "call-2027"], 2, "Add --yes"),
        (["approve", "call-2028", "--yes"], 1, "call-2028"),
        (["withdraw", "call-2027", "--reason", "x"], 1, "there is no approval to withdraw"),
        (["withdraw", "call-2027", "--reason", " ", "--yes"], 1, "Say why you withdraw"),
        (["withdraw", "call-2027", "--yes"], 2, "Missing option '--reason'"),
        (["send-back", "call-2027", "--reason", "x", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["show", "call-2O27"], 1, "call-2O27"),
        (["submit", "nowhere"], 1, "“nowhere” is no folder; look at the name"),
        (["submit", "call-2027", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["submit", "call-2027", "--actor", "nobody"], 1, "“nobody”"),
        (["new", "call-2027"], 1, "The folder is not empty"),
        (["new", "call-2028", "--language", "de"], 2, "'de' is not one of"),
        (["preview", "call-2027"], 2, "Missing option '--language'"),
        (["preview", "call-2027", "--language", "zh"], 1, "zh"),
        (["preview", "call-2027", "--language", "en", "-o", "no/where.txt"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_done_to_a_letter(
    submitted_office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    before = run("letters", "show", "call-2027", "--json").out
    result = run("letters", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert run("letters", "show", "call-2027", "--json").out == before
