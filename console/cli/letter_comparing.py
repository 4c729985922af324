"""`mailer letters compare`: the versions of a letter side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.values import FOLDER, TARGET
from console.printing import say
from mailer.errors import Misused, Unreachable
from recipients.files import write_whole

if TYPE_CHECKING:
    from letters.facts import Language


@click.command("compare")
@click.argument("folder", type=FOLDER)
@click.option("--languages", metavar="LANGUAGES", help="Only these, such as en,fr; the first is the measure.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="As what.",
)
@click.option("-o", "--output", type=TARGET, help="Into this file.")
@pass_desk
def compare(desk: Desk, folder: Path, languages: str | None, form: str, output: Path | None) -> None:
    r"""Show the versions of a letter side by side, paragraph by paragraph, with what differs between them.

    Headings, lists, tables, merge fields, conditions, links, dates, numbers and bold dates are held against
    the letter's first language, and the dates against its facts.

    \b
    Example:
      $ mailer letters compare call-2027 --format html -o compared.html
    """
    from letters.checks.parity import check_parity
    from letters.checks.printed_dates import check_printed_dates
    from letters.parity.comparing import versions_of
    from letters.parity.page import page, plain
    from letters.parity.side_by_side import side_by_side
    from letters.source import load_folder
    from letters.submission import refuse_errors

    source, findings = load_folder(folder)
    refuse_errors(findings)
    if source is None:
        raise Unreachable(f"{folder} cannot be read.")
    chosen = _languages(languages)
    versions = versions_of(source, desk.library.formulas, chosen)
    if len(versions) < 2:
        raise Misused("There is nothing to compare: fewer than two of these languages have a text.")
    found = [*check_printed_dates(source, versions), *check_parity(source, versions)]
    rows = side_by_side(versions, found)
    placed = {finding for row in rows for finding in row.remarks}
    others = [finding for finding in found if finding not in placed]
    shown = (
        page(f"{folder.resolve().name}, side by side", rows, others)
        if form == "html"
        else plain(rows, others)
    )
    if output is None:
        for line in shown.splitlines():
            say(line)
        return
    write_whole(output, shown.encode("utf-8"))
    say(f"wrote {output} ({len(shown.encode()):,} bytes)", err=True)


def _languages(given: str | None) -> list[Language]:
    from letters.facts import Language as Known

    names = [name.strip() for name in given.split(",")] if given else []
    for name in names:
        if name not in set(Known):
            raise Misused(f"“{name}” is no language of letters. There are: {', '.join(Known)}.")
    return [Known(name) for name in names]
