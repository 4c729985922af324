"""Missing, wrong, empty, huge and unreadable arguments: a sentence, an exit code, and nothing stored."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from console.cli import mailer, main
from console.cli.values import Day, HostAndPort, Line, Number, Place, Zone
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, UNCERTAIN

KINDS = (Day, HostAndPort, Line, Number, Place, Zone, click.Choice)
READING = [
    ("staff", "list"),
    ("recipients", "list"),
    ("recipients", "show", "GOV-001"),
    ("recipients", "duplicates"),
    ("lists", "list"),
    ("lists", "show", "Drafting group"),
    ("audience", "show", "all"),
    ("letters", "check", "call-2027"),
    ("letters", "preview", "call-2027", "--language", "en"),
    ("letters", "list"),
    ("letters", "show", CAMPAIGN),
    ("register", "list"),
    ("register", "show", CAMPAIGN),
    ("campaigns", "list"),
    ("campaigns", "rehearse", CAMPAIGN, "--json"),
    ("campaigns", "status", CAMPAIGN),
    ("campaigns", "explain", CAMPAIGN, UNCERTAIN),
    ("campaigns", "uncertain", "list", CAMPAIGN),
    ("suppressions", "list"),
    ("audit", "letter", CAMPAIGN),
    ("audit", "entries"),
    ("audit", "message", "1"),
    ("audit", "verify"),
    ("doctor", "--no-relay"),
    ("--help",),
    ("letters", "--help"),
]


def leaves(command: click.Command = mailer, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, *words, name)


LEAVES = dict(leaves())
NEEDY = [words for words, command in LEAVES.items() if any(one.required for one in command.params)]


def test_every_parameter_is_of_a_kind_that_refuses_what_no_table_could_hold() -> None:
    free = [
        f"{' '.join(words)} {parameter.name}"
        for words, command in LEAVES.items()
        for parameter in command.params
        if not isinstance(parameter.type, KINDS) and not getattr(parameter, "is_flag", False)
    ]
    assert not free


@pytest.mark.parametrize("words", NEEDY, ids=" ".join)
def test_a_command_that_lacks_an_argument_says_which(run: Run, words: tuple[str, ...]) -> None:
    missing = run(*words)
    assert missing.code == 2
    assert "Missing " in missing.err
    assert f"Usage: mailer {' '.join(words)}" in missing.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["letters", "show", "x" * 501], "It is 501 characters long, and may have 500."),
        (["letters", "show", "x" * 20_001], f"“{'x' * 80}…” is 20,001 characters long"),
        (["audience", "show", "list " + "x" * 19_000], "There is no list called".lower()),
        (["lists", "create", "two\nlines"], "It holds a line break"),
        (["staff", "list", os.fsdecode(b"\xff")], "“\\udcff” is not in UTF-8."),
        (["--office", os.fsdecode(b"\xff"), "staff", "list"], "is not in UTF-8."),
        (["campains"], "Did you mean 'campaigns'?"),
        (["letters", "prewiev"], "Did you mean 'preview'?"),
        (["letters", "new", "x", "--zone", ""], "“” is not the name of a time zone"),
        (["letters", "new", "x", "--zone", "../../etc"], "is not the name of a time zone"),
        (["letters", "new", "x", "--zone", "CET"], "is not the name of a time zone"),
        (["letters", "new", " "], "An empty name is no file and no folder."),
        (["letters", "check", "office.toml"], "is a file"),
        (["recipients", "import", "call-2027"], "is a directory"),
        (["recipients", "list", "--limit", "1e3"], "“1e3” is no whole number."),
        (["recipients", "list", "--after", str(2**63)], "it must be from 0 on"),
        (["recipients", "list", "--containing", "%" * 500], "0 recipients"),
        (["audit", "message", "0"], "it must be from 1 on"),
        (["audit", "period", "2027-01-01", "9999-12-31"], "is no day"),
    ],
)
def test_what_no_command_can_take(sent_office: Path, run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.code == (0 if message == "0 recipients" else 2)
    assert message in result.out + result.err
    assert len(result.err) < 1_000, "what was typed is not repeated at length"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--name", " ", "office.name: A name is missing."),
        ("--domain", "nowhere", "“nowhere” is no mail domain. Write it like office.example"),
        ("--sender", "nobody", "office.sender: “nobody” cannot be used"),
        ("--staff", "--", "A member of staff needs a name"),
        ("--email", "nobody", "“nobody” cannot be used"),
        (
            "--database",
            "mysql://x/y",
            "database.url: write sqlite:///FILE, or postgresql://USER@HOST:PORT/NAME.",
        ),
        ("--database", "nonsense", "database.url: write sqlite:///FILE"),
        ("--database", "sqlite:///keys", "The database cannot lie in the file keys"),
        ("--database", "sqlite:///nowhere/x.db", "the database file cannot be opened"),
        ("--relay", "relay.example:mail", "“mail” is no port"),
        ("--relay", "", "“” is no mail server"),
    ],
)
def test_an_office_that_cannot_be_founded_leaves_nothing_and_can_be_founded_anew(
    tmp_path: Path, run: Run, option: str, value: str, message: str
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    found = ("--office", tmp_path, "init", "--domain", "x.example", "--staff", "a.osei")
    refused = run(*found, f"{option}={value}")
    assert refused.code in (1, 2, 3)
    assert message in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    run(*found).done()
    assert run("--office", tmp_path, "staff", "list", "--json").json[0]["name"] == "a.osei"


def unreadable(folder: Path) -> list[Path]:
    """Names under which nothing can be read, and from which nobody should be kept waiting."""
    (folder / "plain").write_text("x")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    names = ["nowhere", "plain/below", "loop", "pipe", "x" * 300]
    return [folder / name for name in names]


def test_a_spreadsheet_that_is_none_is_told_of(full_office: Path, run: Run) -> None:
    for path in unreadable(full_office):
        refused = run("recipients", "import", path, "--accept")
        assert refused.code == 3, path
        assert "cannot be read: " in refused.err
        assert not refused.out


def test_a_letter_that_is_none_is_told_of(office: Path, run: Run) -> None:
    for path in unreadable(office):
        for command in (("check",), ("submit",), ("preview", "--language", "en")):
            refused = run("letters", *command, path)
            assert refused.code in (1, 2), refused.said
            assert "folder" in refused.said or "file" in refused.said


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "letter", CAMPAIGN, "--export"),
        ("audit", "entries", "--export"),
        ("audit", "message", "2", "--eml"),
        ("campaigns", "rehearse", CAMPAIGN, "--findings"),
        ("recipients", "export"),
        ("letters", "preview", "call-2027", "--language", "en", "-o"),
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    sent_office: Path, run: Run, command: tuple[str, ...]
) -> None:
    (sent_office / "plain").write_text("x")
    (sent_office / "folder.csv").mkdir()
    before = sorted(sent_office.rglob("*"))
    entries = run("audit", "entries", "--json").json["total"]
    for name in ("nowhere/x.csv", "plain/x.csv", "folder.csv", f"{'x' * 300}.csv"):
        refused = run(*command, name)
        assert refused.code in (2, 3), refused.said
        assert "\n" not in refused.err.strip().splitlines()[-1]
    assert sorted(sent_office.rglob("*")) == before
    assert run("audit", "entries", "--json").json["total"] == entries


def test_a_link_is_written_through_and_a_device_is_never_replaced(sent_office: Path, run: Run) -> None:
    (sent_office / "link.csv").symlink_to("real.csv")
    run("audit", "entries", "--export", "link.csv").done()
    assert (sent_office / "link.csv").is_symlink()
    assert (sent_office / "real.csv").read_text(encoding="utf-8-sig").startswith("number,")
    (sent_office / "null").symlink_to("/dev/null")
    run("campaigns", "rehearse", CAMPAIGN, "--findings", "null")
    run("audit", "message", 2, "--eml", "null").done()
    (sent_office / "null.json").symlink_to("/dev/null")
    run("recipients", "disclose", "GOV-002", "null.json").done()
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_reader_who_leaves_is_no_fault(
    sent_office: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    """As in `mailer … | true`."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
    assert end.value.code in (0, None)
    assert capfd.readouterr().err.replace("rehearsing\n", "") == ""


def test_an_output_that_was_closed_beforehand_is_no_fault(
    sent_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in `mailer … >&-`, where Python has no standard output."""
    for arguments in (["staff", "list"], ["letters", "preview", "call-2027", "--language", "en"]):
        monkeypatch.setattr(sys, "stdout", None)
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 0
        assert sys.stdout is not None
        sys.stdout.close()
