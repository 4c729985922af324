"""`mailer register`: the register of reference numbers."""

from __future__ import annotations

import click

from console.cli.desk import Desk, InOrder, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.paging import limit_option
from console.cli.values import Number
from console.printing import print_json, say, say_total
from console.terminal import print_facts, print_table


@click.group(cls=InOrder)
def command() -> None:
    r"""The register of reference numbers: what was issued, reserved, voided, and why.

    A number is taken when a letter is approved, never used twice, and never lost: every gap is a void entry
    with its reason.

    \b
    Example:
      $ mailer register list
    """


@command.command("define")
@click.argument("series")
@click.option(
    "--pattern",
    default="{series}-{seq}",
    show_default=True,
    help="Made of {series} {yy} {yyyy} {seq} {seq:04d} {scope} {unit} {initials} and plain text.",
)
@click.option("--start", default=1, show_default=True, type=Number(), help="The first number.")
@click.option(
    "--reset",
    type=click.Choice(["never", "year", "period", "manual"]),
    default="never",
    show_default=True,
    help="When the count begins anew.",
)
@actor_option
@pass_desk
def define(desk: Desk, series: str, pattern: str, start: int, reset: str, actor: str | None) -> None:
    r"""Define a series, or give one another pattern from now on; numbers given stay as they are.

    \b
    Example:
      $ mailer register define DM --pattern "{series}-{yy}/{seq}" --start 1001
    """
    from letters.register.patterns import ResetPolicy
    from letters.register.series import define_series

    by = desk.actor(actor)
    with desk.database.writing() as session:
        define_series(session, desk.now, by, series, pattern, start, ResetPolicy(reset))
    say(f"Defined {series}: {pattern}, from {start}, count begins anew: {reset}.")


@command.command("list")
@click.option("--series", help="Only this series.")
@click.option("--year", type=Number(1, 9999), help="Only letters dated in this year.")
@click.option("--after", metavar="REFERENCE", help="Go on after this entry.")
@limit_option()
@json_option
@pass_desk
def list_(
    desk: Desk, series: str | None, year: int | None, after: str | None, limit: int, as_json: bool
) -> None:
    r"""The entries in their order, 10 after 9; and every gap that nothing explains.

    \b
    Example:
      $ mailer register list
    """
    from letters.register.reading import list_entries, unexplained_gaps

    with desk.database.reading() as session:
        page = list_entries(session, series=series, year=year, after=after, limit=limit)
        gaps = unexplained_gaps(session)
    headings = ["reference", "state", "dated", "letter", "subject", "reason"]
    rows = [
        [line.printed, line.state, line.issue_date, line.handle, line.subject, line.reason]
        for line in page.lines
    ]
    missing = [f"{gap.series} {gap.period}: {', '.join(map(str, gap.numbers))}".strip() for gap in gaps]
    if as_json:
        items = [dict(zip(headings, row, strict=True)) for row in rows]
        print_json({"total": page.total, "items": items, "unexplained gaps": missing, "after": page.after})
        return
    print_table(headings, rows)
    say_total(page.total, len(rows), "entries", page.after, one="entry")
    say("No number is missing." if not missing else "MISSING WITHOUT A REASON: " + "; ".join(missing))


@command.command("show")
@click.argument("reference")
@json_option
@pass_desk
def show(desk: Desk, reference: str, as_json: bool) -> None:
    r"""One reference and its history.

    \b
    Example:
      $ mailer register show DM-1001
    """
    from letters.register.reading import entry_of, history_of
    from mailer.staff import names_of

    with desk.database.reading() as session:
        entry, names = entry_of(session, reference), names_of(session)
        history = [[e.at, names.get(e.actor, e.actor), e.became, e.why] for e in history_of(session, entry)]
        facts = {
            "reference": entry.printed,
            "state": entry.state,
            "dated": entry.issue_date,
            "reason": entry.reason,
        }
    headings = ["when (UTC)", "who", "became", "why"]
    if as_json:
        print_json({**facts, "history": [dict(zip(headings, row, strict=True)) for row in history]})
        return
    print_facts(facts)
    say()
    print_table(headings, history)


@command.command("void")
@click.argument("reference")
@click.option("--reason", required=True, help="Stays beside the number for ever.")
@actor_option
@yes_option
@pass_desk
def void(desk: Desk, reference: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Void a reserved reference that no approved letter bears.

    \b
    Example:
      $ mailer register void DM-1001 --reason "given by telephone" --yes
    """
    from letters.register.entries import void_entry
    from letters.register.reading import entry_of

    by = desk.actor(actor)
    with desk.database.reading() as session:
        printed = entry_of(session, reference).printed
    confirm(f"Void {printed} for good?", yes=yes)
    with desk.database.writing() as session:
        void_entry(session, desk.now, by, entry_of(session, reference), reason)
    say(f"{printed} is void.")
