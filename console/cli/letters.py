"""`mailer letters`: write, read in, check, preview, submit, approve, withdraw."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.letter_import import import_
from console.cli.printing import counted, print_facts, print_json, print_table, say
from mailer.errors import NotFound, Unreachable

if TYPE_CHECKING:
    from letters.findings import Finding
    from mailer.merge import Values

FOLDER = click.Path(path_type=Path, file_okay=False)
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@click.group()
def command() -> None:
    r"""Write, check, preview, submit and approve letters.

    A letter is a folder: letter.yaml with the facts that all languages share, one Markdown file for each
    language, and the annexes. docs/letter-format.md explains every line.  From the approval on the office
    keeps all of it, and the folder may go.
    """


@command.command("new")
@click.argument("folder", type=FOLDER)
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="May be repeated.  [en, fr]"
)
@click.option("--series", default="CL", show_default=True, help="The series its number will be taken from.")
@click.option("--zone", default="Europe/Zurich", show_default=True, help="The time zone of the office.")
@pass_desk
def new(desk: Desk, folder: Path, languages: tuple[str, ...], series: str, zone: str) -> None:
    r"""Lay out a new letter that passes every check, to be written over.

    \b
    Example:
      $ mailer letters new call-2027 --language en --language fr
    """
    from zoneinfo import ZoneInfo

    from letters.new import write_new

    today = desk.now.astimezone(ZoneInfo(zone)).date()
    written = write_new(
        folder,
        languages or ("en", "fr"),
        today,
        series=series,
        time_zone=zone,
    )
    for path in written:
        say(f"wrote {path}")
    say(f"Next: write the text, then  mailer letters check {folder}")


command.add_command(import_)


@command.command("check")
@click.argument("folder", type=FOLDER)
@json_option
@pass_desk
def check(desk: Desk, folder: Path, as_json: bool) -> None:
    r"""Name everything that is wrong or odd in a letter, by file and line.

    Errors keep a letter from being submitted and approved; warnings are shown to who approves it.
    No office is needed. Exit code 1 if there are errors.

    \b
    Example:
      $ mailer letters check call-2027
    """
    from letters.checks import check as check_letter
    from letters.findings import errors_of

    findings = check_letter(folder, _today(desk, folder))
    errors = errors_of(findings)
    if as_json:
        print_json([_plain(finding) for finding in findings])
    else:
        _show(findings)
        warnings = len(findings) - len(errors)
        say(f"{folder}: {counted(len(errors), 'error')}, {counted(warnings, 'warning')}.")
    if errors:
        raise click.exceptions.Exit(1)


@command.command("preview")
@click.argument("folder", type=FOLDER)
@click.option("--language", required=True, type=click.Choice(LANGUAGES), help="Which version.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "eml"]),
    default="text",
    show_default=True,
    help="As plain text, as HTML, or as the whole message.",
)
@click.option("--as", "address", metavar="ADDRESS", help="As this recipient of the directory will get it.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Into this file.")
@pass_desk
def preview(
    desk: Desk, folder: Path, language: str, form: str, address: str | None, output: Path | None
) -> None:
    r"""Show a letter in a language, with its merge fields named, or as one real recipient will get it.

    \b
    Example:
      $ mailer letters preview call-2027 --language fr --format text
    """
    from letters.checks import check as check_letter
    from letters.preview import PreviewFormat
    from letters.preview import preview as render
    from letters.source import load_folder
    from letters.submission import refuse_errors

    source, findings = load_folder(folder)
    if source is None:
        refuse_errors(findings or check_letter(folder, desk.now.date()))
        raise Unreachable(f"{folder} cannot be read.")
    refuse_errors(finding for finding in findings if finding.place.file == f"{language}.md")
    values = _values_of(desk, language, address) if address else None
    shown = render(source, language, PreviewFormat(form), values)
    content = shown if isinstance(shown, bytes) else shown.encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n")
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Unreachable(f"{output} cannot be written: {error.strerror}.") from None
    say(f"wrote {output} ({len(content):,} bytes)", err=True)


@command.command("submit")
@click.argument("folder", type=FOLDER)
@click.option("--handle", help="The letter's short name in the office.  [that of the folder]")
@actor_option
@pass_desk
def submit(desk: Desk, folder: Path, handle: str | None, actor: str | None) -> None:
    r"""Put a letter into the office for review; one that lies there unapproved is replaced.

    \b
    Example:
      $ mailer letters submit call-2027
    """
    from letters.checks import check as check_letter
    from letters.source import load_folder
    from letters.submission import handle_from, refuse_errors
    from letters.submission import submit as submit_letter

    by = desk.actor(actor)
    source, findings = load_folder(folder)
    if source is None:
        refuse_errors(findings)
        raise Unreachable(f"{folder} cannot be read.")
    findings = check_letter(folder, _today(desk, folder))
    _show(findings)
    with desk.database.writing() as session:
        name = handle or handle_from(folder.resolve().name)
        letter = submit_letter(session, desk.now, by, source, name, findings)
        say(f"Submitted “{letter.handle}”, edition {letter.edition}: in review.")
    say(f"Next, by an approver:  mailer letters approve {name}")


@command.command("approve")
@click.argument("handle")
@actor_option
@yes_option
@pass_desk
def approve(desk: Desk, handle: str, actor: str | None, yes: bool) -> None:
    r"""Freeze a letter under the approval seal, and take its number from the register.

    \b
    Example:
      $ mailer letters approve call-2027 --yes
    """
    from letters.approval import approve as approve_letter
    from letters.approval import prepare_approval
    from letters.register.reading import references_of

    by = desk.actor(actor)
    with desk.database.reading() as session:
        prepared = prepare_approval(session, desk.now, handle)
    for warning in prepared.warnings(by):
        say(f"warning  {warning}")
    languages = sorted({rendition.language for rendition in prepared.renditions})
    say(f"“{handle}”, edition {prepared.edition}, in {', '.join(languages)}; seal {prepared.seal[:16]}…")
    confirm("Approve it, and take its number?", yes=yes)
    with desk.database.writing() as session:
        letter = approve_letter(session, desk.now, by, prepared)
        numbers = (
            ", ".join(entry.printed for entry in references_of(session, letter.id)) or "without a number"
        )
    say(f"Approved “{handle}”: {numbers}. The folder may go; the office has all of it.")
    say(f"Next:  mailer campaigns create {handle}")


@command.command("send-back")
@click.argument("handle")
@click.option("--reason", required=True, help="For the drafter.")
@actor_option
@pass_desk
def send_back(desk: Desk, handle: str, reason: str, actor: str | None) -> None:
    r"""Return a letter in review to its drafter.

    \b
    Example:
      $ mailer letters send-back call-2027 --reason "the deadline falls on a holiday"
    """
    from letters.correspondence import find_letter
    from letters.submission import send_back as return_letter

    by = desk.actor(actor)
    with desk.database.writing() as session:
        return_letter(session, desk.now, by, find_letter(session, handle), reason)
    say(f"“{handle}” is a draft again.")


@command.command("withdraw")
@click.argument("handle")
@click.option("--reason", required=True, help="Stays in the register beside the void number.")
@actor_option
@yes_option
@pass_desk
def withdraw(desk: Desk, handle: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Withdraw an approved letter that has not gone out; its number stays in the register, void.

    \b
    Example:
      $ mailer letters withdraw call-2027 --reason "overtaken by events" --yes
    """
    from letters.correspondence import find_letter
    from letters.withdrawal import withdraw as withdraw_letter

    by = desk.actor(actor)
    confirm(f"Withdraw “{handle}” for good? Its number will be void.", yes=yes)
    with desk.database.writing() as session:
        withdraw_letter(session, desk.now, by, find_letter(session, handle), reason)
    say(f"Withdrew “{handle}”.")


@command.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""The letters of the office, the latest first.

    \b
    Example:
      $ mailer letters list
    """
    from letters.correspondence import list_letters

    with desk.database.reading() as session:
        lines = list_letters(session)
    headings = ["letter", "state", "reference", "languages", "dated", "deadline", "subject"]
    rows = [
        [
            line.handle,
            line.state,
            line.reference,
            " ".join(line.languages),
            line.issue_date,
            line.deadline,
            line.subject,
        ]
        for line in lines
    ]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)


@command.command("show")
@click.argument("name")
@json_option
@pass_desk
def show(desk: Desk, name: str, as_json: bool) -> None:
    r"""One letter by handle or reference: versions, annexes, numbers, seals, and who did what when.

    \b
    Example:
      $ mailer letters show call-2027
    """
    from letters.correspondence import find_letter, show_letter

    with desk.database.reading() as session:
        record = show_letter(session, find_letter(session, name))
        facts = {
            "letter": record.letter.handle,
            "state": record.letter.state,
            "references": ", ".join(f"{entry.printed} ({entry.state})" for entry in record.references),
            "dated": record.letter.issue_date,
            "versions": "; ".join(f"{version.language}: {version.subject}" for version in record.versions),
            "annexes": "; ".join(f"{annex.name} ({annex.size:,} bytes)" for annex in record.annexes),
            "seal": record.approvals[-1].seal if record.approvals else "",
            "seal is": "BROKEN: " + record.broken
            if record.broken
            else "whole"
            if record.letter.sealed
            else "",
        }
        deeds = [[deed.at, deed.who, deed.became, deed.edition, deed.why] for deed in record.deeds]
    _show_letter(facts, deeds, as_json=as_json)


def _today(desk: Desk, folder: Path) -> date:
    """The day at the letter's office, by the time zone in its facts; in UTC while they cannot be read."""
    from zoneinfo import ZoneInfo

    from letters.source import load_folder

    source, _ = load_folder(folder)
    return desk.now.astimezone(ZoneInfo(source.facts.time_zone) if source else UTC).date()


def _show_letter(facts: dict[str, object], deeds: Sequence[Sequence[object]], *, as_json: bool) -> None:
    headings = ["when (UTC)", "who", "became", "edition", "why"]
    if as_json:
        print_json({**facts, "deeds": [dict(zip(headings, row, strict=True)) for row in deeds]})
        return
    print_facts(facts)
    say()
    print_table(headings, deeds)


def _values_of(desk: Desk, language: str, address: str) -> Values:
    """The merge values of the recipient who has this address in the directory."""
    from sqlalchemy import select

    from mailer.address import Address, parse
    from recipients.entries import load_entries
    from recipients.recipient import Recipient, RecipientAddress, in_directory
    from scheduler.copies import merge_values

    parsed = parse(address)
    key = parsed.key if isinstance(parsed, Address) else address
    with desk.database.reading() as session:
        asked = (
            select(RecipientAddress.recipient_id)
            .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
            .where(RecipientAddress.address_key == key, in_directory())
            .order_by(RecipientAddress.recipient_id)
            .limit(1)
        )
        for entry in load_entries(session, list(session.scalars(asked))):
            return merge_values(entry, address, language)
    raise NotFound(f"Nobody in the directory has the address {address}.")


def _show(findings: Iterable[Finding]) -> None:
    for finding in findings:
        say(str(finding) if str(finding.place) else f"{finding.severity}: {finding}")


def _plain(finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "file": place.file,
        "line": place.line,
        "field": place.field,
    }
