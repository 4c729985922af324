"""Commands that close a year of the register, and hold closed years against their lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.values import TARGET, Number, Zone
from console.printing import counted, print_json, say
from console.terminal import print_table
from mailer.errors import Misused

if TYPE_CHECKING:
    from letters.register import RegisterClosing
    from recipients.spreadsheet import Cell

LISTED = ("printed", "issue_date", "state", "languages", "subject", "audience", "recipients", "reason")
"""What of each line the printed list shows; a file of rows has every column."""


@click.command("close-year")
@click.argument("year", type=Number(1, 9999))
@click.option("--series", default="", help="Only this series.  [the whole register]")
@click.option("--with-open", is_flag=True, help="Although references of it are still reserved.")
@click.option(
    "--zone", default="Europe/Zurich", show_default=True, type=Zone(), help="Where letters are issued."
)
@click.option("-o", "--output", type=TARGET, help="The list into a .txt, .csv or .xlsx.  [on the screen]")
@actor_option
@yes_option
@pass_desk
def close_year(
    desk: Desk, year: int, series: str, with_open: bool, zone: str, output: Path | None, actor: str | None,
    yes: bool,
) -> None:  # fmt: skip
    r"""Close a year: its list with totals, its hash, and the head of the audit chain, to be printed and kept.

    A closed year takes no further reference. Repeated for a closed year with -o it writes the list again.

    \b
    Example:
      $ mailer register close-year 2020 --yes
    """
    from letters.register import close_year as close
    from letters.register import closings_of
    from scheduler.reached import copies_frozen_for

    if output is not None and output.suffix not in (".txt", ".csv", ".xlsx"):
        raise Misused(f"{output.name} should end in .txt, .csv or .xlsx.")
    by = desk.actor(actor)
    with desk.database.reading() as session:
        closed = any(one.series == series for one in closings_of(session, year=year))
    if not (closed and output is not None):
        confirm(f"Close {series or 'the register of'} {year} for good?", yes=yes)
        with desk.database.writing() as session:
            close(
                session, desk.now, by, year, zone=zone, series=series, with_open=with_open,
                counts=partial(copies_frozen_for, session),
            )  # fmt: skip
    with desk.database.reading() as session:
        (closing,) = [one for one in closings_of(session, year=year) if one.series == series]
        _put_out(closing, output)


def _put_out(closing: RegisterClosing, output: Path | None) -> None:
    from recipients.files import whole_file
    from scheduler.export import ListFormat, write_list

    if output is None:
        for line in _printed(closing):
            say(line)
        return
    if output.suffix == ".txt":
        with whole_file(output) as part:
            part.write_text("".join(f"{line}\n" for line in _printed(closing)), encoding="utf-8")
    else:
        rows = [[_cell(name, line[name]) for name in closing.lines[0]] for line in closing.lines]
        header = list(closing.lines[0]) if closing.lines else list(LISTED)
        write_list(ListFormat(output.suffix[1:]), output, header, rows, lambda _: list(_ends(closing)))
    entries = counted(closing.totals["entries"], "entry", "entries")
    say(f"wrote {output}: {entries}, with their totals and their hash")


def _cell(name: str, value: Any) -> Cell:
    """What a closed year keeps as JSON, as a file of rows has it: days as days, counts as numbers."""
    if name == "issue_date":
        return date.fromisoformat(value)
    return value if type(value) is int else str(value)


def _ends(closing: RegisterClosing) -> Iterator[list[Cell]]:
    """What stands under the list: totals, first and last numbers, hash, head."""
    from letters.register import EntryState

    for what in ("entries", *EntryState):
        yield [what, closing.totals[what]]
    for series, (first, last) in closing.spans.items():
        yield [f"series {series}", f"{first} to {last}"]
    yield ["missing without a reason", "; ".join(closing.gaps) or "none"]
    yield ["closed at (UTC)", f"{closing.closed_at:%Y-%m-%d %H:%M}"]
    yield ["hash of the list (SHA-256)", closing.list_hash]
    yield ["audit head before it", closing.head]


def _printed(closing: RegisterClosing) -> Iterator[str]:
    """The list as lines of text."""
    yield f"Register of {closing.year}{f', series {closing.series}' if closing.series else ''}"
    yield ""
    for line in closing.lines:
        yield "  ".join(str(line[name]) for name in LISTED if line[name] not in ("", 0))
    yield ""
    for name, value in _ends(closing):
        yield f"{name}: {value}"


@click.command("closings")
@json_option
@pass_desk
def closings(desk: Desk, as_json: bool) -> None:
    r"""The years that were closed, each held against its list, its hash and the register as it is now.

    Exit code 1 if one of them is not as it was closed.

    \b
    Example:
      $ mailer register closings
    """
    from letters.register import closings_of, contradiction_of

    with desk.database.reading() as session:
        found: list[dict[str, Any]] = [
            {
                "year": one.year,
                "series": one.series,
                "entries": one.totals["entries"],
                "closed at (UTC)": one.closed_at,
                "hash": one.list_hash,
                "is": contradiction_of(session, one) or "as it was closed",
            }
            for one in closings_of(session)
        ]
    if as_json:
        print_json(found)
    elif found:
        print_table(list(found[0]), [list(one.values()) for one in found])
    else:
        say("No year was closed yet.")
    if any(one["is"] != "as it was closed" for one in found):
        raise click.exceptions.Exit(1)
