"""Commands that tell coordinators how a letter is answered: counts, the printed report, the burn-down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.exporting import export_list
from console.cli.replies_table import about, as_document, as_facts, show_progress
from console.cli.values import TARGET
from console.printing import print_json, say
from console.terminal import print_facts
from mailer.errors import Misused, Refused

if TYPE_CHECKING:
    from mailer.database import OfficeSession
    from recipients.regions import Regions
    from scheduler.export import ListFormat
    from scheduler.replies.burndown import Burndown
    from scheduler.replies.progress import Progress

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
    from scheduler.replies.asked import Asking, asking
    from scheduler.replies.progress import By, progress

    def look(session: OfficeSession, asked: Asking) -> Progress:
        return progress(session, asked, regions_of(desk), ask=ask, by=By(by))

    _refuse_both(target, as_json=as_json)
    if target is not None:
        found = _export(desk, actor, target, lambda session: look(session, asking(session, letter)))
    else:
        with desk.database.reading() as session:
            asked = asking(session, letter)
            found = look(session, asked)
            more = [one.until for one in extended_until(session, asked, ask).values()]
        if as_json:
            print_json({**as_document(found), "more time": len(more), **as_facts(found)})
        else:
            print_facts({name: value for name, value in about(found, more).items() if value})
            say()
            show_progress(found)
    if not found.balanced:
        raise click.exceptions.Exit(1)


def _export(
    desk: Desk, actor: str | None, target: Path, look: Callable[[OfficeSession], Progress]
) -> Progress:
    """Write the table into a file, as it is in the state that the closing lines name; the table."""
    from scheduler.replies.progress_export import export_progress

    seen: list[Progress] = []

    def write(session: OfficeSession, form: ListFormat) -> int:
        seen.append(look(session))
        return export_progress(session, desk.now, seen[0], form, target)

    export_list(desk, actor, target, "answers", "line", "lines", write)
    return seen[0]


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
    from scheduler.replies.asked import asking
    from scheduler.replies.burndown import BURNDOWN_COLUMNS
    from scheduler.replies.burndown import burndown as burndown_of

    def chart_in(session: OfficeSession) -> Burndown:
        return burndown_of(session, desk.now, asking(session, letter), ask=ask)

    _refuse_both(target, as_json=as_json)
    if target is not None:
        _refuse_other_kinds(target, ".svg")
        if target.suffix.lower() != ".svg":
            _export_days(desk, actor, target, chart_in)
            return
    with desk.database.reading() as session:
        chart = chart_in(session)
    if target is not None:
        from console.picture import picture

        with whole_file(target) as part:
            part.write_text(picture(chart), encoding="utf-8")
        say(f"wrote {target}: open it in a browser")
    elif as_json:
        print_json([dict(zip(BURNDOWN_COLUMNS, cells, strict=True)) for cells in chart.cells()])
    else:
        from console.plot import key_of, plot

        for line in plot(chart):
            say(line, colour="cyan")
        for line in key_of(chart):
            say(line)


def _export_days(
    desk: Desk, actor: str | None, target: Path, chart_in: Callable[[OfficeSession], Burndown]
) -> None:
    """The days of the plot as a list, of the state that its closing lines name."""
    from scheduler.export import closing_lines, write_list
    from scheduler.replies.burndown import BURNDOWN_COLUMNS

    def write(session: OfficeSession, form: ListFormat) -> int:
        days, closing = chart_in(session).cells(), partial(closing_lines, session, desk.now)
        return write_list(form, target, BURNDOWN_COLUMNS, days, closing)

    export_list(desk, actor, target, "burn-down", "day", "days", write)


def _refuse_both(target: Path | None, *, as_json: bool) -> None:
    """Misused for a file and a document for programs at once: only one of them would be made."""
    if target is not None and as_json:
        raise Misused("Choose one of --output and --json: a call writes a file, or prints a document.")


def _refuse_other_kinds(target: Path, own: str) -> None:
    """Refused for a file of a kind that is not written: there are lists, and one kind of its own."""
    if target.suffix.lower() not in (own, ".csv", ".xlsx"):
        raise Refused(f"{target.name} should end in {own}, .csv or .xlsx.")


def regions_of(desk: Desk) -> Regions:
    """The regions by which the office counts."""
    from recipients.regions import read_regions

    return read_regions(desk.folder)
