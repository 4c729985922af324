"""Commands that write a letter: lay one out, name what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.letter_findings import findings_in, plain_finding, say_findings
from console.cli.values import FOLDER, Zone
from console.printing import counted, print_json, say
from mailer.errors import Misused

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

    from letters.new import DOMAIN, write_new

    today = desk.now.astimezone(ZoneInfo(zone)).date()
    written = write_new(
        folder,
        languages or ("en", "fr"),
        today,
        domain=desk.office.settings.office.domain if desk.has_office else DOMAIN,
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
