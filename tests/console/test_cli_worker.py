"""What a worker says when it ends: of what is uncertain, of what waits, and of what it held."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from tests.console.test_cli_campaigns import start
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, COPIES, release, set_delay
from tests.rig.scripted_smtp import in_thread
from tests.rig.smtp_script import Script, Step, cut, say


def released_to(office: Path, port: int) -> None:
    """The campaign may leave at once, over a relay at this port."""
    set_delay(office, 0)
    set_port(office, port)
    release(office)


def set_port(office: Path, port: int) -> None:
    settings = office / "office.toml"
    settings.write_text(re.sub(r"(?m)^port = .*$", f"port = {port}", settings.read_text()))


def test_what_is_uncertain_is_named_with_the_command_that_lists_it(planned_office: Path, run: Run) -> None:
    with in_thread(Script({Step.DOT: cut(keep=True)})) as server:
        released_to(planned_office, server.port)
        said = run("serve", "--once").done().out
    assert f"Done: {COPIES} uncertain." in said
    assert "`mailer campaigns uncertain list CAMPAIGN`" in said


def test_a_relay_out_of_reach_is_told_at_the_end_and_by_the_status(planned_office: Path, run: Run) -> None:
    released_to(planned_office, 1)
    with start("serve") as serving:
        assert serving.stderr is not None
        assert "cannot be reached" in serving.stderr.readline()
        serving.send_signal(signal.SIGINT)
        out, _ = serving.communicate(timeout=60)
    assert serving.returncode == 0
    assert (
        f"Done: nothing was sent. {COPIES} wait: The mail server 127.0.0.1, port 1, cannot be reached" in out
    )
    told = run("campaigns", "status", CAMPAIGN, "--json").done().json
    assert (told["state"], told["counts"]) == ("running", {"queued": COPIES})
    assert "127.0.0.1, port 1, cannot be reached" in told["trouble"]
    assert told["trouble_at"]
    assert "127.0.0.1, port 1, cannot be reached" in run("campaigns", "status", CAMPAIGN).done().out


def test_a_letter_that_is_too_big_for_the_relay_pauses_its_campaign_with_the_way_out(
    planned_office: Path, run: Run
) -> None:
    with in_thread(Script({Step.MAIL: say("552 5.3.4 too big for us")})) as server:
        released_to(planned_office, server.port)
        result = run("serve", "--once")
    assert result.code == 1, result.said
    assert "552 5.3.4 too big for us" in result.err
    assert "smaller annexes" in result.err
    told = run("campaigns", "status", CAMPAIGN, "--json").done().json
    assert (told["state"], "552 5.3.4" in told["why"]) == ("paused", True)
    assert "refused" not in told["counts"]
    assert "failed" not in told["counts"]
    with in_thread() as server:
        set_port(planned_office, server.port)
        run("campaigns", "resume", CAMPAIGN, "--actor", "m.duarte", "--yes").done()
        run("serve", "--once").done()
    assert run("campaigns", "status", CAMPAIGN, "--json").json["counts"] == {"deferred then sent": COPIES}
