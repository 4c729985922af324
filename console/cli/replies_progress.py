"""Commands that tell coordinators how a letter is answered: counts, the printed report, the burn-down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.exporting import export_list
from console.cli.values import TARGET
from console.printing import counted, print_json, say
from console.terminal import print_facts, print_table
from mailer.errors import Refused

if TYPE_CHECKING:
    from recipients.regions import Regions
    from scheduler.replies.progress import Progress, ProgressLine

ALWAYS: Final = ("complete", "silent", "bounced")
"""Columns that the table has even where nobody is in them."""
ask_option = click.option("--ask", metavar="NAME", help="Only this, where the letter asks several things.")


@click.command("status")
@click.argument("letter")
@ask_option
@click.option(
    "--by",
    type=click.Choice(["category", "region", "language", "country"]),
    default="category",
    show_default=True,
    help="What a line of the table stands for.",
)
@click.option("-o", "--output", "target", type=TARGET, help="The table into a .csv or .xlsx.")
@actor_option
@json_option
@pass_desk
def status(
    desk: Desk, letter: str, ask: str | None, by: str, target: Path | None, actor: str | None, as_json: bool
) -> None:
    r"""How many organisations answered, by category, region, language or country.

    Each organisation is in one column; their sum is always the audience. It has answered the letter when it
    has answered all that is mandatory in it, or everything where nothing is.

    \b
    Example:
      $ mailer replies status IOCO-1001 --by region
    """
    from scheduler.reminders.extensions import extended_until
    from scheduler.replies.asked import asking
    from scheduler.replies.progress import By, progress
    from scheduler.replies.progress_export import export_progress

    with desk.database.reading() as session:
        asked = asking(session, letter)
        found = progress(session, asked, regions_of(desk), ask=ask, by=By(by))
        more = [one.until for one in extended_until(session, asked, ask).values()]
    if target is not None:
        export_list(
            desk, actor, target, "answers", "line", "lines",
            lambda session, form: export_progress(session, desk.now, found, form, target),
        )  # fmt: skip
    elif as_json:
        print_json({**_as_document(found), "more time": len(more), **as_facts(found)})
    else:
        print_facts({name: value for name, value in _about(found, more).items() if value})
        say()
        show_progress(found)
    if not found.balanced:
        raise click.exceptions.Exit(1)


@click.command("report")
@click.argument("letter")
@ask_option
@click.option("-o", "--output", "target", type=TARGET, required=True, help="A .txt, .csv or .xlsx file.")
@actor_option
@pass_desk
def report(desk: Desk, letter: str, ask: str | None, target: Path, actor: str | None) -> None:
    r"""Write down every organisation: when and how it replied, whether in full, and the rates.

    \b
    Example:
      $ mailer replies report IOCO-1001 -o report.txt
    """
    from console.report_page import write_report_text
    from scheduler.export import note_export
    from scheduler.replies.asked import asking
    from scheduler.replies.report import write_report_list

    with desk.database.reading() as session:
        asked = asking(session, letter)
        asked.towards(ask)
    regions = regions_of(desk)
    _refuse_other_kinds(target, ".txt")
    if target.suffix.lower() != ".txt":
        export_list(
            desk, actor, target, "replies", "organisation", "organisations",
            lambda session, form: write_report_list(session, desk.now, asked, regions, ask, form, target),
        )  # fmt: skip
        return
    by = desk.actor(actor)
    with desk.database.reading() as session:
        count = write_report_text(session, desk.now, asked, regions, ask, target)
    with desk.database.writing() as session:
        note_export(session, desk.now, by, "replies", count)
    say(f"wrote {target}: {count:,} organisation{'' if count == 1 else 's'}, and the rates")


@click.command("burndown")
@click.argument("letter")
@ask_option
@click.option("-o", "--output", "target", type=TARGET, help="A picture (.svg), or the days (.csv, .xlsx).")
@actor_option
@json_option
@pass_desk
def burndown(
    desk: Desk, letter: str, ask: str | None, target: Path | None, actor: str | None, as_json: bool
) -> None:
    r"""How the answers came in, day by day to the deadline: a plot, or a picture in a file.

    \b
    Example:
      $ mailer replies burndown IOCO-1001 -o burndown.svg
    """
    from recipients.files import whole_file
    from scheduler.export import write_list
    from scheduler.replies.asked import asking
    from scheduler.replies.burndown import BURNDOWN_COLUMNS
    from scheduler.replies.burndown import burndown as burndown_of

    if target is not None:
        _refuse_other_kinds(target, ".svg")
    with desk.database.reading() as session:
        chart = burndown_of(session, desk.now, asking(session, letter), ask=ask)
    if target is not None and target.suffix.lower() == ".svg":
        from console.picture import picture

        with whole_file(target) as part:
            part.write_text(picture(chart), encoding="utf-8")
        say(f"wrote {target}: open it in a browser")
    elif target is not None:
        export_list(
            desk, actor, target, "burn-down", "day", "days",
            lambda _, form: write_list(form, target, BURNDOWN_COLUMNS, chart.cells()),
        )  # fmt: skip
    elif as_json:
        print_json([dict(zip(BURNDOWN_COLUMNS, cells, strict=True)) for cells in chart.cells()])
    else:
        from console.plot import key_of, plot

        for line in plot(chart):
            say(line, colour="cyan")
        for line in key_of(chart):
            say(line)


def _refuse_other_kinds(target: Path, own: str) -> None:
    """Refused for a file of a kind that is not written: there are lists, and one kind of its own."""
    if target.suffix.lower() not in (own, ".csv", ".xlsx"):
        raise Refused(f"{target.name} should end in {own}, .csv or .xlsx.")


def regions_of(desk: Desk) -> Regions:
    """The regions by which the office counts."""
    from recipients.regions import read_regions

    return read_regions(desk.folder)


def show_progress(found: Progress) -> None:
    """Print the table of who answered, with the sum that must be the audience."""
    from scheduler.replies.counting import Count

    shown = [one for one in Count if one in ALWAYS or found.whole.counts[one]]
    rows = [_row(line, shown) for line in (*found.lines, found.whole)]
    headings = [found.by.value, "organisations", "contacted", *shown, "late", "replied of 100"]
    print_table(headings, rows, spare=("late", "contacted"))
    beside = f", and {found.copies_only:,} more got copies only" if found.copies_only else ""
    if found.balanced:
        say(f"The sum of the columns, {found.whole.total:,}, is the organisations of the audience{beside}.")
    else:
        say(f"THE SUM IS NOT THE AUDIENCE: {found.whole.total:,} of {found.organisations:,}{beside}.")


def as_facts(found: Progress) -> dict[str, Any]:
    """The counts as facts for other programs."""
    return {
        "by": found.by,
        "organisations": found.organisations,
        "copies only": found.copies_only,
        "balanced": found.balanced,
        "lines": [_line(line) for line in found.lines],
        "all": _line(found.whole),
    }


def _row(line: ProgressLine, shown: list[Any]) -> list[object]:
    counts = [line.counts[one] for one in shown]
    return [line.name, line.total, line.contacted, *counts, line.late, line.rate]


def _line(line: ProgressLine) -> dict[str, Any]:
    counts = {one.value: count for one, count in sorted(line.counts.items()) if count}
    return {
        "name": line.name, "organisations": line.total, "contacted": line.contacted, "late": line.late,
        "replied": line.replied, **counts,
    }  # fmt: skip


def _about(found: Progress, more: Sequence[date]) -> dict[str, str | None]:
    """What the table is about, for people; `more` are the days until which single organisations have time."""
    return {
        "letter": found.letter,
        "ask": found.ask,
        "which asks": found.what,
        "due": found.due.in_words if found.due else "",
        "moved by": ", ".join(step.by for step in found.due.history[1:]) if found.due else "",
        "more time": f"{counted(len(more), 'organisation')}, until {max(more)} at the latest" if more else "",
    }


def _as_document(found: Progress) -> dict[str, Any]:
    """The same for programs."""
    steps = found.due.history if found.due else ()
    return {
        "letter": found.letter,
        "ask": found.ask,
        "which asks": found.what,
        "due": steps[-1].deadline.date if steps else "",
        "moved": [
            {"from": before.deadline.date, "to": step.deadline.date, "by": step.by}
            for before, step in pairwise(steps)
        ],
        "late from": found.due and found.due.too_late_from,
    }
