"""`mailer letters import`: an old letter becomes a letter folder, and people read what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import json_option
from console.cli.values import DAY, FILE, FOLDER
from console.printing import counted, print_json, say
from console.terminal import print_table

if TYPE_CHECKING:
    from letters.legacy.importing import Imported

LONGEST = 60
"""Columns that a text takes at most in the tables of the report."""
Report = Mapping[str, Any]


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--into",
    "folder",
    required=True,
    type=FOLDER,
    help="The folder to make; it must not be there yet.",
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
    _show(done)
    for path in done.written:
        say(f"wrote {path}")
    say(f"Next:  mailer letters preview {folder} --language {done.letter.tongue.language}")


def _show(done: Imported) -> None:
    """The report as tables: the blocks, what the letter is about, what is wrong with it."""
    report = done.report
    name, kind, language = report["file"]["name"], report["kind"], report["language"]
    say(f"{name}: {kind}, in {language}, dated {report['date']['value']}.")
    for note in report["file"]["notes"]:
        say(note)
    profile = report["layout"]["profile"] or "its own blocks"
    kept, words = report["fidelity"]["words_in_place"], counted(report["fidelity"]["words"], "word")
    say(f"Layout: {profile}; {kept:,} of {words} stand in their place.")
    blocks = [[_lines(one), one["block"], _short(one["text"])] for one in report["blocks"]]
    defects = [[one["line"] or "", one["kind"], one["message"]] for one in report["defects"]]
    for headings, rows in (
        (["lines", "block", "words"], blocks),
        (["line", "found", "which"], list(_found(report))),
        (["line", "wrong", "what"], defects),
    ):
        say()
        if rows:
            print_table(headings, rows)
    if not defects:
        say("Nothing wrong was found.")
    say()


def _found(report: Report) -> Iterator[list[object]]:
    """One row for everything that the letter sets, tells, asks, cites and promises."""
    for one in report["contacts"]:
        channels = " ".join(one[kind] for kind in ("phone", "fax", "email") if one[kind])
        yield [
            min(one["lines"], default=""),
            "contact",
            _short(f"{one['civility']} {one['name']} {channels}"),
        ]
    for one in report["deadlines"]:
        clock = f" {one['time']} {one['zone'] or ''}".rstrip() if one["time"] else ""
        setting = f"{one['date']}{clock}, {one['wording']}, {one['kind']}"
        yield [one["line"], "deadline", f"{setting}: “{_short(one['phrase'])}”"]
    for one in report["events"]:
        days = one["start"] if one["start"] == one["end"] else f"{one['start']} to {one['end']}"
        yield [one["line"], "event", " ".join([days, one["place"], _short(one["title"])])]
    for one in report["asks"]:
        how = f"{one['channel']} {one['to']}".strip() if one["channel"] else "no channel"
        by = f", by {one['deadline']}" if one["deadline"] else ""
        yield [one["line"], "ask", f"{how}{by}: {_short(one['what'])}"]
    for one in report["relations"]:
        yield [one["line"], one["kind"], _short(f"{one['title']} {one['reference']} {one['date'] or ''}")]
    for one in report["promises"]:
        yield [one["line"], "promise", _short(one["text"])]
    if report["credentials"]:
        yield [report["credentials"]["line"], "credentials", _short(report["credentials"]["text"])]


def _lines(block: Report) -> str:
    first, last = block["first_line"], block["last_line"]
    return str(first) if first == last else f"{first}-{last}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
