"""Campaigns on the command line: made, rehearsed, released after a count, stopped, sent, settled."""

from __future__ import annotations

import email
import email.policy
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import console.cli
from console.cli.campaign_planning import show_rehearsal
from scheduler.rehearsal import EXAMPLES, FindingKind, Rehearsal, RehearsalFinding
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, COPIES, UNCERTAIN, release, set_delay
from tests.rig.scripted_smtp import ScriptedServer

RELEASE = ("campaigns", "release", CAMPAIGN, "--actor", "m.duarte")


def state(run: Run, name: str = CAMPAIGN) -> str:
    found: str = run("campaigns", "status", name, "--json").done().json["state"]
    return found


def lines_of(server: ScriptedServer) -> int:
    return len(server.letters)


def test_a_campaign_is_made_for_an_approved_letter_and_means_a_number_of_people(
    planned_office: Path, run: Run
) -> None:
    made = run("campaigns", "create", "coastal-report", "--name", "two", "--audience", "country KE").done()
    assert "Made the campaign “two” for: country KE." in made.out
    assert "more in copy groups" in made.out
    assert [one["campaign"] for one in run("campaigns", "list", "--json").done().json] == ["two", CAMPAIGN]
    assert CAMPAIGN in run("campaigns", "list").done().out


def test_a_rehearsal_merges_every_copy_and_sends_nothing(
    planned_office: Path, run: Run, mail_server: ScriptedServer
) -> None:
    before = lines_of(mail_server)
    found = run("campaigns", "rehearse", CAMPAIGN, "--json").done().json
    assert (found["rows"], found["copies"], found["blocks"]) == (COPIES, COPIES, [])
    said = run("campaigns", "rehearse", CAMPAIGN, "--findings", "findings.csv").done()
    assert f"{COPIES} copies for {COPIES} in the audience" in said.out
    assert said.out.endswith("wrote findings.csv: 0 findings\n")
    machine = run("campaigns", "rehearse", CAMPAIGN, "--findings", "findings.csv", "--json").done()
    assert (machine.json["copies"], machine.err.splitlines()[-1]) == (
        COPIES,
        "wrote findings.csv: 0 findings",
    )
    assert [line.split(",")[0] for line in Path("findings.csv").read_text().splitlines()[-3:]] == [
        "total", "as of", "audit head"
    ]  # fmt: skip
    assert lines_of(mail_server) == before
    assert state(run) == "draft"


def test_a_rehearsal_that_names_only_the_first_says_so_and_where_all_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = FindingKind.OUTSIDE
    named = [
        RehearsalFinding(kind, "Board", f"p{n}@harbour.example", "en", "", "Odd.") for n in range(EXAMPLES)
    ]
    show_rehearsal(Rehearsal(copies=9, counts=Counter({kind: 6}), examples={kind: named}), CAMPAIGN)
    shown = capsys.readouterr().out
    assert "notice  6 × outside the allow-list, the first 5 of them:" in shown
    assert f"Every finding:  mailer campaigns rehearse {CAMPAIGN} --findings findings.csv" in shown
    show_rehearsal(Rehearsal(copies=9, counts=Counter({kind: 5}), examples={kind: named}), CAMPAIGN)
    assert "first" not in capsys.readouterr().out
    kept = Rehearsal(copies=1, counts=Counter({kind: 6}), examples={kind: named})
    show_rehearsal(kept, CAMPAIGN, written=True)
    shown = capsys.readouterr().out
    assert "Every finding" not in shown, "they stand in the file that was asked for"
    assert "1 copy for" in shown


def test_a_release_wants_the_count_at_a_terminal_or_as_an_option(planned_office: Path, run: Run) -> None:
    alone = run(*RELEASE, "--yes")
    assert alone.code == 2
    assert f"add --count {COPIES}" in alone.err
    assert run(*RELEASE).code == 2
    assert run(*RELEASE, "--count", COPIES).code == 2
    wrong = run(*RELEASE, "--count", COPIES - 1, "--yes")
    assert wrong.code == 1
    assert f"The audience is {COPIES} copies now, and you counted on {COPIES - 1}" in wrong.err
    assert run(*RELEASE, answers="n\n").code == 1
    assert run(*RELEASE, answers=f"y\n{COPIES - 1}\n").code == 1
    assert state(run) == "draft"
    released = run(*RELEASE, answers=f"y\n{COPIES}\n").done().out
    assert f"Released “{CAMPAIGN}”: {COPIES} copies, to leave at" in released
    assert f"mailer campaigns stop {CAMPAIGN}" in released


def test_who_approved_the_letter_may_not_release_it(planned_office: Path, run: Run) -> None:
    for actor in ("a.osei", "e.auditor", "d.drafter"):
        result = run("campaigns", "release", CAMPAIGN, "--count", COPIES, "--actor", actor, "--yes")
        assert result.code == 1
        assert actor in result.err
        assert result.out == "", "what is refused anyway is refused before a rehearsal"
    early = run(*RELEASE, "--count", COPIES, "--at", "2020-03-30 09:00", "--yes")
    assert (early.code, early.out) == (1, "")
    assert state(run) == "draft"


def test_a_release_is_taken_back_within_its_delay(planned_office: Path, run: Run) -> None:
    release(planned_office)
    assert run("campaigns", "start", CAMPAIGN, "--actor", "m.duarte", "--yes").code == 1
    stopped = run("campaigns", "stop", CAMPAIGN, "--reason", "a question about the annex").done()
    assert "Nothing has left." in stopped.out
    assert state(run) == "draft"
    assert run("serve", "--once").done().out == "Done: nothing was due.\n"


def test_a_letter_that_is_withdrawn_takes_its_released_campaign_along(planned_office: Path, run: Run) -> None:
    release(planned_office)
    withdraw = ("letters", "withdraw", "coastal-report", "--reason", "not now")
    asked = run(*withdraw, answers="n\n")
    assert f"Its campaign “{CAMPAIGN}” is released, to leave at" in asked.out
    assert f"mailer campaigns cancel {CAMPAIGN} --reason 'not now'" in run(*withdraw, "--yes").done().out
    stopped = run("campaigns", "stop", CAMPAIGN).done().out
    assert "“coastal-report” was withdrawn: it goes to nobody." in stopped
    assert "rehearse" not in stopped
    (command,) = [line for line in stopped.splitlines() if "campaigns cancel" in line]
    run(*shlex.split(command.partition("mailer ")[2]), "--actor", "m.duarte", "--yes").done()
    assert state(run) == "cancelled"


def test_pause_resume_another_time_and_cancel(planned_office: Path, run: Run) -> None:
    release(planned_office)
    assert "is paused (the annex)" in run("campaigns", "pause", CAMPAIGN, "--reason", "the annex").done().out
    run("campaigns", "resume", CAMPAIGN, "--actor", "m.duarte", "--yes").done()
    assert state(run) == "released"
    given = ("campaigns", "schedule", CAMPAIGN, "2099-03-30 09:00", "--zone", "Europe/Lisbon")
    assert "2099-03-30 08:00 UTC" in run(*given, "--actor", "m.duarte").done().out.replace(" 09:00 WEST", "")
    assert state(run) == "scheduled"
    assert run("campaigns", "cancel", CAMPAIGN, "--reason", "x", "--actor", "m.duarte").code == 2
    gone = run("campaigns", "cancel", CAMPAIGN, "--reason", "x", "--actor", "m.duarte", "--yes").done().out
    assert f"Cancelled “{CAMPAIGN}”" in gone
    assert state(run) == "cancelled"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["create", "call-2028"], 1, "There is no letter “call-2028”. Did you mean “call-2027”?"),
        (["create", "coastal-report", "--audience", "category pirates"], 2, "no category “pirates”"),
        (["create", "coastal-report", "--name", CAMPAIGN], 1, CAMPAIGN),
        (["create", "coastal-report", "--actor", "e.auditor"], 1, "e.auditor may not"),
        (["rehearse", "NOPE"], 1, "There is no campaign “NOPE”"),
        (["create", "coastal-report", "--audience", ""], 2, "it is empty"),
        (["status", "NOPE"], 1, f"There is no campaign “NOPE”. The latest are: {CAMPAIGN}."),
        (["status", CAMPAIGN.lower()], 1, f"Did you mean “{CAMPAIGN}”?"),
        (["explain", CAMPAIGN, "nobody@harbour.example"], 1, "nobody@harbour.example"),
        (["schedule", CAMPAIGN, "tomorrow"], 2, "tomorrow"),
        (["schedule", CAMPAIGN, "2099-03-30 09:00", "--zone", "Atlantis/Port"], 2, "Atlantis/Port"),
        (["start", CAMPAIGN, "--yes", "--actor", "m.duarte"], 1, "Release it first"),
        (["resume", CAMPAIGN, "--yes", "--actor", "m.duarte"], 1, "not paused"),
        (["resume", CAMPAIGN, "--actor", "m.duarte"], 1, "is draft, not paused"),
        (["resume", CAMPAIGN, "--actor", "a.osei"], 1, "is draft, not paused"),
        (["start", CAMPAIGN, "--actor", "a.osei"], 1, "is draft and cannot be started. Release it first."),
        (["schedule", CAMPAIGN, "2099-03-30 09:00", "--actor", "a.osei"], 1, "is draft and cannot be given"),
        (["start", CAMPAIGN, "--actor", "m.duarte"], 1, "Release it first"),
        (["pause", CAMPAIGN], 1, "is draft: there is nothing to pause"),
        (["stop", CAMPAIGN], 1, "draft"),
        (["test", CAMPAIGN, "--to", "x@evil.example", "--as", UNCERTAIN], 1, "may not go to x@evil.example"),
        (["test", CAMPAIGN, "--to", "a.osei", "--as", "no@harbour.example"], 1, "no@harbour.example"),
        (["cancel", CAMPAIGN, "--yes"], 2, "Missing option '--reason'"),
    ],
)
def test_what_cannot_be_done_to_a_campaign(
    planned_office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    result = run("campaigns", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert state(run) == "draft"
    assert len(run("campaigns", "list", "--json").json) == 1


def test_a_test_goes_to_colleagues_only(planned_office: Path, run: Run, mail_server: ScriptedServer) -> None:
    before = lines_of(mail_server)
    said = run("campaigns", "test", CAMPAIGN, "--to", "a.osei", "--as", UNCERTAIN).done().out
    assert said.startswith("Put 1 test copy into the outbox, for a.osei@office.example only")
    assert run("worker", "--once", "--json").done().json["ended"] == {"sent": 1}
    (letter,) = mail_server.letters[before:]
    assert letter.recipients == ("a.osei@office.example",)
    assert run("worker", "--once").done().out == "Done: nothing was due.\n"


def test_a39_what_cannot_be_sent_safely_waits(
    planned_office: Path, run: Run, mail_server: ScriptedServer
) -> None:
    """The mail server does not offer the encryption that the settings want, so nothing is said to it."""
    before = lines_of(mail_server)
    set_delay(planned_office, 0)
    release(planned_office)
    settings = planned_office / "office.toml"
    settings.write_text(settings.read_text().replace('tls = "off"', 'tls = "starttls"'))
    result = run("serve", "--once")
    assert result.code == 3
    assert "What was not sent waits." in result.err
    assert state(run) == "running"
    assert run("campaigns", "status", CAMPAIGN, "--json").json["counts"] == {"queued": COPIES}
    assert lines_of(mail_server) == before


def test_those_whom_a_letter_reached_can_be_meant_or_left_out(sent_office: Path, run: Run) -> None:
    reached = run("audience", "show", f'set "got {CAMPAIGN}"', "--json").done().json
    assert {one["id"] for one in reached["in"]} == {"GOV-001", "GOV-002", "GOV-003"}
    others = run("audience", "show", f'all except set "got {CAMPAIGN}"', "--json").done().json
    assert others["total"] == 350 - reached["total"]
    why = run("audience", "show", f'set "got {CAMPAIGN}"', "--why", "GOV-001").done().out
    assert f"is in: set “got {CAMPAIGN}”" in why
    unknown = run("audience", "show", 'all except set "got DM-9999"')
    assert unknown.code == 2
    assert "Column 16 of the audience: there is no letter “DM-9999”" in unknown.err


@pytest.mark.parametrize("fate", ["edited", "gone"])
def test_f47_f50_what_was_approved_is_sent_whatever_becomes_of_the_folder(
    planned_office: Path, run: Run, mail_server: ScriptedServer, fate: str
) -> None:
    """The campaign is released, and the clerk goes on writing in the folder, or tidies it away."""
    set_delay(planned_office, 0)
    release(planned_office)
    folder, before = planned_office / "coastal-report", len(mail_server.letters)
    annex = next((folder / "annexes").iterdir())
    words, approved = "An afterthought that nobody approved.", annex.read_bytes()
    if fate == "edited":
        (folder / "en.md").write_text((folder / "en.md").read_text() + f"\n{words}\n")
        annex.write_text(words)
        assert run("letters", "submit", folder).code == 1
    else:
        shutil.rmtree(folder)
    run("serve", "--once").done()
    letters = mail_server.letters[before:]
    assert len(letters) >= COPIES - 1, "the relay cuts its first line"
    for letter in letters:
        message = email.message_from_bytes(letter.message, policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        assert words not in body.get_content()
        assert approved in [part.get_payload(decode=True) for part in message.iter_attachments()]
    rebuilt = run("audit", "letter", CAMPAIGN, "--json").json["items"][0]["message"]
    assert run("audit", "message", rebuilt, "--json").done().json["matches"]


def test_an_uncertain_copy_is_listed_and_settled_by_a_person(sent_office: Path, run: Run) -> None:
    status = run("campaigns", "status", CAMPAIGN, "--json").done().json
    assert status["counts"] == {"sent": COPIES - 1, "uncertain": 1}
    assert f"The sum of the states, {COPIES}, is the audience" in run("campaigns", "status", CAMPAIGN).out
    listed = run("campaigns", "uncertain", "list", CAMPAIGN, "--json").done().json
    assert [one["address"] for one in listed["items"]] == [UNCERTAIN]
    assert "cut after the final dot" in run("campaigns", "explain", CAMPAIGN, UNCERTAIN).done().out
    settle = ("campaigns", "uncertain", "settle", CAMPAIGN, UNCERTAIN, "--as", "failed")
    assert run(*settle, "--evidence", "they have nothing").code == 2
    assert run(*settle, "--evidence", " ", "--yes").code == 1
    assert run(*settle, "--evidence", "they have nothing", "--actor", "e.auditor", "--yes").code == 1
    assert "Settled 1 as failed" in run(*settle, "--evidence", "they have nothing", "--yes").done().out
    assert run(*settle, "--evidence", "they have nothing", "--yes").code == 1
    assert "Nothing is uncertain." in run("campaigns", "uncertain", "list", CAMPAIGN).done().out


def test_address_and_message_id_of_an_uncertain_copy_are_whole_in_a_narrow_window(
    sent_office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = ("campaigns", "uncertain", "list", CAMPAIGN)
    (one,) = run(*listing, "--json").done().json["items"]
    for columns in (60, 80, 120, 160):
        monkeypatch.setenv("COLUMNS", str(columns))
        said = run(*listing).done().out
        assert one["address"] in said
        assert one["message_id"] in said
        assert ("Not shown here: why" in said) == (columns < 160)


def test_status_spares_states_of_nobody_before_it_cuts_a_category(
    sent_office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = run("campaigns", "status", CAMPAIGN, "--json").done().json["lines"]
    monkeypatch.setenv("COLUMNS", "72")
    said = run("campaigns", "status", CAMPAIGN).done().out
    assert "\ncategory " in said
    assert all(f"\n{one['category']} " in said for one in lines)
    assert "Not shown here: deferred then sent" in said
    assert "uncertain" in said


def test_uncertain_copies_are_settled_from_a_file_whose_slips_are_named(sent_office: Path, run: Run) -> None:
    settle = ("campaigns", "uncertain", "settle", CAMPAIGN, "--as", "sent", "--evidence", "the log", "--yes")
    told = Path("log.txt")
    assert run(*settle).code == run(*settle, UNCERTAIN, "--all").code == 2
    assert run(*settle, "--from", "nowhere.txt").code == 3
    told.write_text(f"{UNCERTAIN}\n\nnobody at all\n")
    result = run(*settle, "--from", told)
    assert (result.code, "log.txt, line 3: " in result.err) == (2, True)
    told.write_text(f"{UNCERTAIN}\n")
    assert "Settled 1 as sent" in run(*settle, "--from", told).done().out
    assert run(*settle, "--all").code == 1


def start(*arguments: str) -> subprocess.Popen[str]:
    """A `mailer` in a process of its own."""
    root = str(Path(console.cli.__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-m", "console", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def test_a_worker_ends_in_order_when_it_is_told_to(
    planned_office: Path, run: Run, mail_server: ScriptedServer
) -> None:
    before = lines_of(mail_server)
    run("campaigns", "test", CAMPAIGN, "--to", "a.osei", "--as", UNCERTAIN).done()
    started = start("worker")
    mail_server.wait_for(before + 1, seconds=30)
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, out, err) == (0, "Done: 1 sent.\n", "")


def test_the_clock_and_its_worker_end_in_order_when_they_are_told_to(planned_office: Path) -> None:
    started = start("serve")
    assert started.stdout is not None
    assert started.stdout.readline().startswith("Keeping the clock of Example Secretariat")
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, err) == (0, "")
    assert out.endswith("Ended in order.\n")


def test_nobody_is_asked_about_what_is_refused_anyway(planned_office: Path, run: Run) -> None:
    """The question would tell of copies, as though the answer mattered."""
    release(planned_office)
    early = run("campaigns", "start", CAMPAIGN, "--actor", "m.duarte", answers="y\n")
    assert (early.code, "Let “" in early.out) == (1, False)
    assert "may start at" in early.err
    run("campaigns", "pause", CAMPAIGN, "--reason", "the annex").done()
    again = run("campaigns", "pause", CAMPAIGN)
    assert (again.code, again.err) == (1, f"The campaign “{CAMPAIGN}” is paused already (the annex).\n")
    approver = run("campaigns", "resume", CAMPAIGN, answers="y\n")
    assert (approver.code, "Let “" in approver.out) == (1, False)
    asked = run("campaigns", "resume", CAMPAIGN, "--actor", "m.duarte", answers="n\n")
    assert f"Let “{CAMPAIGN}” go on, of which {COPIES} copies have not left?" in asked.out
    run("campaigns", "cancel", CAMPAIGN, "--reason", "x", "--actor", "m.duarte", "--yes").done()
    over = run("campaigns", "cancel", CAMPAIGN, "--reason", "x", "--actor", "m.duarte", answers="y\n")
    assert (over.code, over.out) == (1, "")
    assert "is cancelled: there is nothing to cancel" in over.err


def test_a_campaign_that_means_nobody_says_so_and_suggests_no_rehearsal(
    planned_office: Path, run: Run
) -> None:
    nobody = "country KE except country KE"
    said = run("campaigns", "create", "coastal-report", "--audience", nobody).done().out
    assert "By the directory as it is now, it means nobody." in said
    assert "rehearse" not in said
    assert "mailer audience show" in said
