"""Commands that write a letter: lay one out, name what is wrong with it, show it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.letter_findings import findings_in, plain_finding, say_findings
from console.cli.letterhead import emblem_of
from console.cli.values import FILE, FOLDER, Zone
from console.printing import counted, print_json, say
from mailer.errors import Misused, NotFound, Unreachable

if TYPE_CHECKING:
    from mailer.merge import Values

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@click.command("new")
@click.argument("folder", type=FOLDER)
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="May be repeated.  [en, fr]"
)
@click.option("--series", default="CL", show_default=True, help="The series its number will be taken from.")
@click.option(
    "--zone", default="Europe/Zurich", show_default=True, type=Zone(), help="The time zone of the office."
)
@click.option("--corrigendum-to", metavar="REFERENCE", help="It says what was wrong in that letter.")
@click.option("--addendum-to", metavar="REFERENCE", help="It adds to that letter, or moves a deadline.")
@click.option("--revision-of", metavar="REFERENCE", help="It takes the place of that letter.")
@click.option("--cancellation-of", metavar="REFERENCE", help="It takes that letter back.")
@click.option("--reminder-of", metavar="REFERENCE", help="It reminds of that letter.")
@pass_desk
def new(
    desk: Desk, /, folder: Path, languages: tuple[str, ...], series: str, zone: str, **parents: str | None
) -> None:
    r"""Lay out a new letter that passes every check, to be written over.

    One that follows on another has its languages, its facts and its looks from that, and its text is to be
    written: a blank is left that the checks name. A revision has the whole text.

    \b
    Example:
      $ mailer letters new call-2027 --language en --language fr
    """
    follows = {name.rpartition("_")[0]: parent for name, parent in parents.items() if parent is not None}
    if follows:
        _new_child(desk, folder, follows)
        return
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


def _new_child(desk: Desk, folder: Path, follows: dict[str, str]) -> None:
    from zoneinfo import ZoneInfo

    from letters.correspondence import find_letter
    from letters.facts import LetterKind
    from letters.new_child import write_child

    if len(follows) > 1:
        raise Misused("A letter follows on one other, in one way.")
    ((kind, parent),) = follows.items()
    with desk.database.reading() as session:
        zone = find_letter(session, parent).read_facts().time_zone
        today = desk.now.astimezone(ZoneInfo(zone)).date()
        written = write_child(session, folder, LetterKind(kind), parent, today)
    for path in written:
        say(f"wrote {path}")
    say(f"Next: write the text, then  mailer letters check {folder}")


@click.command("check")
@click.argument("folder", type=FOLDER)
@json_option
@pass_desk
def check(desk: Desk, folder: Path, as_json: bool) -> None:
    r"""Name everything that is wrong or odd in a letter, by file and line.

    Errors keep a letter from being submitted and approved; warnings are shown to who approves it. No office
    is needed; where there is one, the lists and recipients that the letter's audience names are looked up.
    Exit code 1 if there are errors.

    \b
    Example:
      $ mailer letters check call-2027
    """
    from letters.findings import errors_of

    findings = findings_in(desk, folder)
    errors = errors_of(findings)
    if as_json:
        print_json([plain_finding(finding) for finding in findings])
    else:
        say_findings(findings)
        warnings = len(findings) - len(errors)
        say(f"{folder}: {counted(len(errors), 'error')}, {counted(warnings, 'warning')}.")
    if errors:
        raise click.exceptions.Exit(1)


@click.command("preview")
@click.argument("folder", type=FOLDER)
@click.option("--language", required=True, type=click.Choice(LANGUAGES), help="Which version.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "pdf", "eml"]),
    default="text",
    show_default=True,
    help="As plain text, as HTML, as the document on paper, or as the whole message.",
)
@click.option("--as", "address", metavar="ADDRESS", help="As this recipient of the directory will get it.")
@click.option("--emblem", type=FILE, help="The picture above the letterhead of a PDF.  [that of office.toml]")
@click.option("-o", "--output", type=FILE, help="Into this file; - is the standard output.")
@pass_desk
def preview(
    desk: Desk,
    folder: Path,
    language: str,
    form: str,
    address: str | None,
    emblem: Path | None,
    output: Path | None,
) -> None:
    r"""Show a letter in a language, with its merge fields named, or as one real recipient will get it.

    A PDF is marked as a draft, and a blank stands for the number that the approval will give it.

    \b
    Example:
      $ mailer letters preview call-2027 --language fr --format text
      $ mailer letters preview call-2027 --language fr --format pdf -o call-fr.pdf
    """
    from letters.checks import check as check_letter
    from letters.preview import PreviewFormat
    from letters.preview import preview as render
    from letters.source import load_folder
    from letters.submission import refuse_errors

    if form == PreviewFormat.PDF and output is None:
        raise Misused("A PDF is no text to be shown here. Name a file: -o FILE, or -o - to pass it on.")
    source, findings = load_folder(folder)
    if source is None:
        refuse_errors(findings or check_letter(folder, desk.now.date()))
        raise Unreachable(f"{folder} cannot be read.")
    refuse_errors(finding for finding in findings if finding.place.file == f"{language}.md")
    values = _values_of(desk, language, address) if address else None
    picture = emblem_of(desk, emblem) if form == PreviewFormat.PDF else None
    shown = render(source, language, PreviewFormat(form), values, emblem=picture)
    content = shown if isinstance(shown, bytes) else shown.encode("utf-8")
    if output is None or output == Path("-"):
        ends = content.endswith(b"\n") or form == PreviewFormat.PDF
        sys.stdout.buffer.write(content if ends else content + b"\n")
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Unreachable(f"{output} cannot be written: {error.strerror}.") from None
    say(f"wrote {output} ({len(content):,} bytes)", err=True)


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
