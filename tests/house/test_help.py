"""The help of every command: complete, and with an example that does what it says."""

from __future__ import annotations

import importlib.util
import mailbox
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from console.bootstrap import open_office
from console.cli import COMMANDS, mailer
from mailer.clock import utc_now
from mailer.staff import act_as
from recipients.organisations_meant import organisation_meant
from scheduler.replies.asked import asking
from scheduler.replies.recording import Answer, record_reply
from scheduler.replies.reply import ReplyChannel, ReplyState
from tests.rig import offices
from tests.rig.came_back import comes_back
from tests.rig.command_line import call

NOT_RUN = {
    "demo": "it takes a minute, and tests/journeys/test_demo.py runs it",
    "inbox serve-lmtp": "it serves until it is ended, as tests/console/test_cli_inbox.py does",
}
REFUSED: dict[str, int] = {}
"""The examples that end with another exit code than 0, by command; each needs its reason beside it."""
OLD_LETTER = Path(__file__).parent.parent / "letters/old_letters/tuned/en-circular-lighthouses.txt"
STEP_OF = {
    "letters new": "founded",
    "letters import": "founded",
    "lists create": "stocked",
    "recipients import": "founded",
    "recipients": "listed",
    "letters check": "drafted",
    "letters preview": "drafted",
    "letters clear": "drafted",
    "letters object": "drafted",
    "letters diff": "submitted",
    "letters submit": "submitted",
    "letters approve": "submitted",
    "letters send-back": "submitted",
    "letters": "approved",
    "register define": "founded",
    "register cancel": "sent",
    "register": "approved",
    "staff": "founded",
    "init": "founded",
    "inbox assign": "sent",
    "inbox": "listed",
    "campaigns uncertain": "sent",
    "campaigns status": "sent",
    "campaigns schedule": "released",
    "campaigns stop": "released",
    "campaigns print": "released",
    "campaigns pause": "released",
    "campaigns": "planned",
    "reminders plan": "sent",
    "reminders approve": "proposed",
    "reminders start": "proposed",
    "reminders": "reminded",
    "audit": "sent",
    "replies": "sent",
    "tasks": "sent",
    "bounces triage": "sent",
    "serve": "planned",
    "worker": "planned",
}
"""How far the office has come when the example of a command is run; `listed` for those not named."""


def _leaves(command: click.Command = mailer, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its whole name, in the order of the table."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        if path or importlib.util.find_spec(f"console.cli.{name}"):
            found = command.get_command(context, name)
            assert found is not None
            yield from _leaves(found, f"{path} {name}".strip())


def _groups(command: click.Command = mailer, path: str = "mailer") -> Iterator[tuple[str, click.Group]]:
    if isinstance(command, click.Group):
        yield path, command
        context = click.Context(command)
        for name in command.list_commands(context):
            if path != "mailer" or importlib.util.find_spec(f"console.cli.{name}"):
                found = command.get_command(context, name)
                assert found is not None
                yield from _groups(found, f"{path} {name}")


LEAVES = dict(_leaves())
GROUPS = dict(_groups())
BELOW = {name.removeprefix("mailer ") for name in GROUPS if name != "mailer"}
"""The groups below the program itself, whose own help shows the six steps of its work."""


def test_every_command_of_the_table_is_there() -> None:
    assert [name for name in COMMANDS if not importlib.util.find_spec(f"console.cli.{name}")] == []


@pytest.mark.parametrize("path", GROUPS)
def test_a_group_says_what_its_commands_have_in_common(path: str) -> None:
    assert len(GROUPS[path].help or "") > 60
    assert GROUPS[path].get_short_help_str(200)
    shown = GROUPS[path].get_help(click.Context(GROUPS[path], info_name=path))
    assert path == "mailer" or f"\n  Example:\n    $ {path} " in shown, (
        "its example stands on lines of its own"
    )
    assert "exit code" not in shown, "an example shows what works"


@pytest.mark.parametrize("path", LEAVES)
def test_a_command_has_help_for_itself_and_for_each_option(path: str) -> None:
    command = LEAVES[path]
    shown = command.get_help(click.Context(command, info_name=path))
    assert (command.help or "").split("\n")[0].rstrip().endswith((".", ":", ";", ","))
    assert "\n  Example:\n    $ mailer " in shown, "its example stands on lines of its own"
    assert "\\b" not in shown
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{path} {parameter.opts} has no help"


@pytest.mark.parametrize("path", ["mailer", *GROUPS, *LEAVES])
def test_help_fits_a_terminal_of_eighty_columns(path: str) -> None:
    command = GROUPS.get(path) or LEAVES[path]
    shown = command.get_help(click.Context(command, info_name=path, terminal_width=80))
    assert not [line for line in shown.splitlines() if len(line) > 80]


def test_commands_of_a_group_are_listed_in_the_order_of_the_work() -> None:
    group = GROUPS["mailer letters"]
    names = group.list_commands(click.Context(group))
    assert names[:5] == ["new", "import", "check", "compare", "preview"]


def _examples(path: str) -> list[str]:
    """The command lines of an example, each without the prompt and in one piece."""
    command = GROUPS.get(f"mailer {path}") or LEAVES[path]
    lines = re.sub(r"\\\n\s*", "", command.help or "").splitlines()
    return [line.strip().removeprefix("$ ") for line in lines if line.strip().startswith("$ ")]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[offices.Offices]:
    """Offices at every step of their life."""
    with offices.relay() as server:
        yield offices.Offices(tmp_path_factory.mktemp("offices"), server.port)


def _before_reminders(path: str) -> None:
    match path:
        case "reminders start":
            call("reminders", "approve", offices.CAMPAIGN, "--yes").done()
        case "reminders resume":
            call("reminders", "pause", offices.CAMPAIGN, "--reason", "the form is down").done()


def _before(path: str, office: Path) -> None:
    """What has to happen just before an example, beyond the life of the office up to there."""
    match path:
        case "letters import":
            shutil.copy(OLD_LETTER, office / "old-letter.txt")
        case "letters clear" | "letters object":
            settings = office / "office.toml"
            settings.write_text(settings.read_text() + 'circuit = ["legal"]\n')
            call("register", "define", "DM", "--start", "1001").done()
            call("letters", "submit", "call-2027").done()
        case "letters diff":
            call("letters", "send-back", "call-2027", "--reason", "a word is missing").done()
            text = office / "call-2027/en.md"
            text.write_text(text.read_text() + "\nWe thank you in advance.\n")
            call("letters", "submit", "call-2027").done()
        case "register void":
            call("letters", "withdraw", "call-2027", "--reason", "overtaken by events", "--yes").done()
        case "campaigns start":
            offices.set_delay(office, 0)
            offices.release(office)
        case "campaigns resume":
            offices.release(office)
            call("campaigns", "pause", offices.CAMPAIGN).done()
        case (
            "tasks show" | "tasks done" | "tasks dismiss" | "bounces triage accept" | "bounces triage reject"
        ):
            comes_back(office)
        case "worker":
            address = call("recipients", "show", "GOV-001", "--json").json["address"]
            call("campaigns", "test", offices.CAMPAIGN, "--to", "a.osei", "--as", address).done()


def _before_replies(path: str, office: Path) -> None:
    """A reply, or a file of some, on which the command of the example can be tried."""
    (office / "form.csv").write_text("id,state\nGOV-001,complete\n", encoding="utf-8")
    if path not in ("replies assess", "replies correct", "replies show"):
        return
    state = ReplyState.RECEIVED if path == "replies assess" else ReplyState.COMPLETE
    there = open_office(office)
    with there.database.writing() as session:
        asked, whose = asking(session, offices.CAMPAIGN), organisation_meant(session, "GOV-001")
        mail = Answer(asked.the_ask(None).name, state, utc_now(), ReplyChannel.MAIL)
        record_reply(session, utc_now(), act_as(session, "a.osei", "tester"), asked, whose, mail)
    there.database.close()


def _before_inbox(path: str, office: Path) -> None:
    """A message that came, for the commands of the inbox; where it lies before each of them."""
    came = "Subject: Your letter\n\nThank you.\n"
    (office / "notice.eml").write_text(came, encoding="utf-8")
    if path == "inbox collect":
        mailbox.Maildir(office / "returns", create=True).add(came)
        settings = office / "office.toml"
        settings.write_text(f'{settings.read_text()}\n[inbox]\nmaildir = "returns"\n')
    elif path.startswith("inbox") and path != "inbox take":
        call("inbox", "take", "notice.eml").done()


def _step_of(path: str) -> str:
    words = path.split()
    named = (" ".join(words[:length]) for length in range(len(words), 0, -1))
    return next((STEP_OF[name] for name in named if name in STEP_OF), "listed")


@pytest.mark.parametrize("path", [*(path for path in LEAVES if path not in NOT_RUN), *sorted(BELOW)])
def test_the_example_of_a_command_does_what_its_help_says(
    path: str, stories: offices.Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = stories.copy(_step_of(path), tmp_path / "office")
    monkeypatch.chdir(office)
    monkeypatch.delenv("MAILER_OFFICE", raising=False)
    monkeypatch.delenv("MAILER_ACTOR", raising=False)
    _before(path, office)
    _before_reminders(path)
    _before_replies(path, office)
    _before_inbox(path, office)
    for line in _examples(path):
        program, *arguments = shlex.split(line)
        result = call(*arguments)
        assert program == "mailer"
        assert result.code == REFUSED.get(path, 0), f"{line}\nexit {result.code}\n{result.out}{result.err}"


def test_what_is_not_run_is_still_a_command() -> None:
    assert NOT_RUN.keys() <= LEAVES.keys()
    assert {"mailer " + path for path in NOT_RUN} == {line for path in NOT_RUN for line in _examples(path)}
