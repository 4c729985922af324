"""The scripted server itself, in the forms that other floors' tests use."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.scripted_smtp import in_thread
from tests.rig.smtp_script import Script, Step, say

TEXT = b"Subject: x\r\n\r\n.one\r\n"


def send(port: int, recipient: str = "b@state.example") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("a@office.example", recipient, TEXT)


def test_server_in_a_thread_is_told_and_asked_while_it_runs() -> None:
    with in_thread(Script({(Step.RCPT, "c@state.example"): say("550 5.1.1 no")})) as server:
        send(server.port)
        (letter,) = server.wait_for(1)
        assert letter.message == TEXT
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server.port, "c@state.example")

        server.play(Step.DOT, [say("451 4.3.0 later")])
        with pytest.raises(smtplib.SMTPDataError):
            send(server.port)
        send(server.port)
        assert len(server.letters) == 2
        with pytest.raises(TimeoutError, match="2 letters came, not 3"):
            server.wait_for(3, seconds=0.01)
    assert server.connections == 4
    with pytest.raises(ConnectionRefusedError):
        send(server.port)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    script = {"acts": {"rcpt": [{"reply": "450 4.2.0 come back"}], "dot d@state.example": {"cut": True}}}
    (tmp_path / "script.json").write_text(json.dumps({**script, "letters_per_connection": 1}), "utf-8")
    arguments = ["--script", str(tmp_path / "script.json"), "--journal", str(tmp_path / "journal")]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.rig.scripted_smtp", *arguments],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as started:
        assert started.stdout is not None
        yield int(started.stdout.readline()), tmp_path / "journal"
        started.kill()


def test_server_as_a_process_reads_its_script_and_keeps_a_journal(process: tuple[int, Path]) -> None:
    port, journal = process
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(port)
    send(port)
    send(port)

    letters = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert [letter["recipients"] for letter in letters] == [["b@state.example"]] * 2
    assert letters[0]["message"].encode() == TEXT
