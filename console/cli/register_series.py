"""Commands by which the administrator says how references are numbered."""

from __future__ import annotations

from datetime import datetime

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.values import Day, Line, Number
from console.printing import counted, print_json, say
from console.terminal import print_table


@click.command("define")
@click.argument("series")
@click.option(
    "--pattern",
    default="{series}-{seq}",
    show_default=True,
    help="Made of {series} {yy} {yyyy} {seq} {seq:04d} {scope} {unit} {initials} {period} and plain text.",
)
@click.option("--start", default=1, show_default=True, type=Number(), help="The first number.")
@click.option(
    "--reset",
    type=click.Choice(["never", "year", "period", "manual"]),
    default="never",
    show_default=True,
    help="When the count begins anew.",
)
@click.option("--from", "since", type=Day(), help="The first issue date it numbers.  [today]")
@actor_option
@yes_option
@pass_desk
def define(
    desk: Desk, series: str, pattern: str, start: int, reset: str, since: datetime | None, actor: str | None,
    yes: bool,
) -> None:  # fmt: skip
    r"""Define a series, or give one another pattern from a day on; numbers given stay as they are.

    For a series that has given numbers, what changes is shown and asked for.

    \b
    Example:
      $ mailer register define DM --pattern "{series}-{yy}/{seq}" --start 1001
    """
    from letters.register.patterns import ResetPolicy
    from letters.register.renumbering import renumbering
    from letters.register.series import define_series

    by, day = desk.actor(actor), since.date() if since else None
    wanted = (series, pattern, start, ResetPolicy(reset))
    with desk.database.reading() as session:
        change = renumbering(session, desk.now, by, *wanted, valid_from=day)
    if change is not None:
        say(
            f"{change.series} is in use: {change.before}, {counted(change.taken, 'number')} taken, the last"
            f" {change.last}.\nIts letters dated {change.since} or later would be numbered {pattern}, from"
            f" {start}: the first is {change.first}."
        )
        confirm(f"Number {change.series} anew?", yes=yes)
    with desk.database.writing() as session:
        define_series(session, desk.now, by, *wanted, valid_from=day)
    say(f"Defined {series}: {pattern}, from {start}, count begins anew: {reset}.")


@click.command("open-period")
@click.argument("series")
@click.argument("name", type=Line())
@click.option("--from", "since", type=Day(), required=True, help="The first issue date that falls into it.")
@actor_option
@pass_desk
def open_period(desk: Desk, series: str, name: str, since: datetime, actor: str | None) -> None:
    r"""Open a period, such as 2025-2028, of a series whose count begins anew with each.

    \b
    Example:
      $ mailer register define SG --reset period --pattern "{seq}/{period}"
      $ mailer register open-period SG 2025-2028 --from 2025-01-01
    """
    from letters.register.series import open_period as begin

    by = desk.actor(actor)
    with desk.database.writing() as session:
        begin(session, desk.now, by, series, name, since.date())
    say(f"Opened {name} of {series}, from {since.date()}.")


@click.command("series")
@json_option
@pass_desk
def series(desk: Desk, as_json: bool) -> None:
    r"""The series there are, how each was numbered from which day on, and their periods.

    \b
    Example:
      $ mailer register series
    """
    from letters.register.series import list_series

    with desk.database.reading() as session:
        found = list_series(session)
    headings = ["series", "epoch", "pattern", "start", "begins anew", "from", "periods"]
    rows = [
        [one.series, one.number, one.pattern, one.start, one.reset, one.valid_from, "; ".join(one.periods)]
        for one in found
    ]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
        return
    print_table(headings, rows)
