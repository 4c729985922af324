"""`mailer letters import`: an old letter in plain text becomes a letter folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from console.cli.desk import json_option
from console.cli.old_letter_report import say_report
from console.cli.values import DAY, FILE, FOLDER
from console.printing import print_json, say


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--into",
    "folder",
    required=True,
    type=FOLDER,
    help="A new folder, or an empty one.",
)
@click.option(
    "--language",
    type=click.Choice(("en", "fr", "es", "ru", "ar", "zh")),
    help="The language of the letter, where it is not told rightly.",
)
@click.option(
    "--date",
    "issued",
    type=DAY,
    metavar="DATE",
    help="The date of a letter that bears none, like 2004-03-15.",
)
@json_option
def import_(file: Path, folder: Path, language: str | None, issued: datetime | None, as_json: bool) -> None:
    r"""Read in an old letter in plain text: a folder is made of it, and a report says what was found.

    Nothing is corrected: what is wrong with the old letter is kept, and listed. The file is kept in the
    folder as it came. No office is needed.

    \b
    Example:
      $ mailer letters import old-letter.txt --into old-letter
    """
    from letters.facts import Language
    from letters.legacy.importing import import_letter

    done = import_letter(
        file,
        folder,
        language=Language(language) if language else None,
        issued=issued.date() if issued else None,
    )
    if as_json:
        print_json(done.report)
        return
    say_report(done.report)
    for path in done.written:
        say(f"wrote {path}")
    say(f"Next:  mailer letters preview {folder} --language {done.letter.tongue.language}")
