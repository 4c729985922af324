"""`mailer inbox`: mail taken in, listed, shown, assigned, dismissed; and taken over LMTP by a process."""

from __future__ import annotations

import mailbox
import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig import offices
from tests.rig.command_line import call
from tests.rig.inbound import answer, notice

TO = "letters@office.example"
HELLO = answer("eve@elsewhere.example", TO, body="Hello there", subject="Your \x1b[31mcircular")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = offices.found(tmp_path / "office")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MAILER_OFFICE", raising=False)
    (folder / "hello.eml").write_bytes(HELLO)
    return folder


def test_a_message_is_taken_listed_shown_and_dismissed(office: Path) -> None:
    assert "Stored. 1 message read: 1 waits for a person." in call("inbox", "take", "hello.eml").done().said
    assert "It was stored before." in call("inbox", "take", "hello.eml").done().said
    listed = call("inbox", "list").done()
    assert "eve@elsewhere.example" in listed.out
    assert "Nothing in it names a copy." in listed.said
    assert "\x1b[31m" not in listed.out
    assert "stands as   waiting: Nothing in it names a copy." in call("inbox", "show", 1).done().out
    assert call("inbox", "show", 1, "--raw").done().raw == HELLO
    call("inbox", "dismiss", 1, "--reason", "advertising").done()
    assert "0 messages wait for a person" in call("inbox", "list").done().said
    facts = call("inbox", "list", "--state", "all", "--json").done().json["items"][0]
    assert (facts["state"], facts["why"], facts["sort"]) == ("dismissed", "advertising", "reply")


def test_a_message_is_taken_from_standard_input_by_a_process_of_its_own(office: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "console", "inbox", "take", "-"], input=HELLO, capture_output=True, check=True
    )
    assert b"Stored." in done.stdout
    assert call("inbox", "show", 1, "--json").done().json["mailbox"] == "standard input"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show", 7), 1, "There is no message 7 in the inbox"),
        (("show", "x"), 2, "no whole number"),
        (("assign", 1, 99, "--reason", "so", "--yes"), 1, "There is no copy “99”"),
        (("assign", 1, "a@b.example", "--reason", "so"), 1, "an address that a letter went to"),
        (("dismiss", 1, "--reason", " "), 1, "Say why: the auditor will ask."),
        (("dismiss", 1, "--reason", "so", "--actor", "e.auditor"), 1, "that needs the role “coordinator”"),
        (("collect", "--once"), 2, "name `host` or `maildir` under [inbox]"),
        (("take", "nowhere.eml"), 3, "nowhere.eml"),
        (("take", "empty.eml"), 1, "There is no message in file empty.eml: it is empty."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    office: Path, arguments: tuple[object, ...], code: int, message: str
) -> None:
    (office / "empty.eml").write_bytes(b"\r\n")
    call("inbox", "take", "hello.eml").done()
    result = call("inbox", *arguments)
    assert (result.code, message in result.said) == (code, True), result.said
    assert call("inbox", "list", "--state", "all", "--json").done().json["total"] == 1


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('host = "imap.office.example"\ntls = "off"', "would go over the network unprotected"),
        ('host = "a.example"\nmaildir = "b"', "name a host or a maildir, not both"),
        ('host = "imap office"', "is no mail server"),
        ('maildir = "b"\nmove_to = "a/b"', "without a slash"),
        ("poll_seconds = 1", "inbox.poll_seconds"),
        ('passwort_file = "x"', "inbox.passwort_file is not a setting"),
    ],
)
def test_settings_of_the_inbox_that_cannot_be_are_refused(office: Path, lines: str, message: str) -> None:
    settings = office / "office.toml"
    settings.write_text(f"{settings.read_text()}\n[inbox]\n{lines}\n")
    result = call("inbox", "list")
    assert (result.code, message in result.said) == (2, True), result.said


def test_doctor_opens_the_inbox_and_touches_nothing_in_it(office: Path) -> None:
    mailbox.Maildir(office / "returns", create=True).add(HELLO)
    settings = office / "office.toml"
    settings.write_text(f'{settings.read_text()}\n[inbox]\nmaildir = "returns"\n')
    said = call("doctor").out
    assert f"ok  inbox: maildir {office / 'returns'}, 1 message there" in said
    assert len(list((office / "returns/new").iterdir())) == 1
    (office / "returns/cur").rmdir()
    assert "MEND  inbox: The Maildir" in call("doctor").out


def test_serve_collects_reads_and_says_what_came(office: Path) -> None:
    mailbox.Maildir(office / "returns", create=True).add(HELLO)
    settings = office / "office.toml"
    settings.write_text(f'{settings.read_text()}\n[inbox]\nmaildir = "returns"\n')
    said = call("serve", "--once").done().said
    assert "collected: 1 message 1 message read: 1 waits for a person" in said
    assert call("inbox", "collect", "--json").done().json == {"known": 1, "missed": 0, "new": 0, "read": {}}


def _hand_over(port: int, *recipients: str) -> list[tuple[int, bytes]]:
    """Hand HELLO over as a server does with a notice; what is answered for each recipient."""
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
        assert client.ehlo()[0] == client.mail("")[0] == 250
        assert {client.rcpt(recipient)[0] for recipient in recipients} == {250}
        assert client.docmd("DATA")[0] == 354
        client.send(HELLO.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        return [client.getreply() for _ in recipients]


def test_a_person_says_by_address_which_copy_a_notice_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with offices.relay() as server:
        folder = offices.Offices(tmp_path / "made", server.port).copy("sent", tmp_path / "office")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MAILER_OFFICE", raising=False)
    address = call("recipients", "show", "GOV-002", "--json").done().json["address"]
    (folder / "notice.eml").write_bytes(notice("letters@office.example", address))
    call("inbox", "take", "notice.eml").done()
    assert "It only names an address, which anybody can write." in call("inbox", "list").done().said
    asked = call("inbox", "assign", 1, address, "--reason", "their postmaster says so")
    assert (asked.code, "Add --yes to go ahead" in asked.said) == (2, True)
    done = call("inbox", "assign", 1, address, "--reason", "their postmaster says so", "--yes").done()
    assert f"to {address}, which is bounced now." in done.said
    shown = call("inbox", "show", 1).done().out
    assert "stands as   read" in shown
    assert shown.count("verdict     hard, failed: address") == 2
    assert "bounced" in call("campaigns", "status", offices.CAMPAIGN).done().out
    call("audit", "verify").done()


def test_mail_is_taken_over_lmtp_until_the_process_is_told_to_stop(office: Path) -> None:
    command = [sys.executable, "-m", "console", "inbox", "serve-lmtp", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        said = serving.stdout.readline()
        port = int(said.partition("127.0.0.1:")[2].partition(".")[0])
        try:
            answers = _hand_over(port, "letters@office.example", "b@office.example")
        finally:
            serving.send_signal(signal.SIGTERM)
        assert "Ended in order." in serving.stdout.read()
    assert (serving.returncode, answers) == (0, [(250, b"2.0.0 Stored")] * 2)
    raw = call("inbox", "show", 1, "--raw").done().raw
    assert raw.startswith(b"Return-Path: <>\r\nDelivered-To: letters@office.example\r\nDelivered-To: b@")
