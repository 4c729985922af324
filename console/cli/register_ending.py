"""Commands that end a reference by hand: void, struck out, cancelled."""

from __future__ import annotations

from datetime import datetime

import click

from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.values import Day
from console.printing import say

reason_option = click.option("--reason", required=True, help="Stays beside the number for ever.")


@click.command("void")
@click.argument("reference")
@reason_option
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


@click.command("strike-out")
@click.argument("series")
@reason_option
@click.option("--scope", help="In this scope of the series.")
@click.option("--on", "day", type=Day(), help="As of a letter dated on this day.  [today]")
@actor_option
@yes_option
@pass_desk
def strike_out(
    desk: Desk,
    series: str,
    reason: str,
    scope: str | None,
    day: datetime | None,
    actor: str | None,
    yes: bool,
) -> None:
    r"""Take the next number of a series and void it: it was used elsewhere, or skipped in error.

    \b
    Example:
      $ mailer register strike-out DM --reason "typed on a letter by hand" --yes
    """
    from letters.register.entries import strike_out_next

    by, on = desk.actor(actor), (day or desk.now).date()
    confirm(f"Strike out the next number of {series} for good?", yes=yes)
    with desk.database.writing() as session:
        entry = strike_out_next(session, desk.now, by, series, reason, issue_date=on, scope=scope)
        printed = entry.printed
    say(f"{printed} is struck out.")


@click.command("cancel")
@click.argument("reference")
@reason_option
@actor_option
@yes_option
@pass_desk
def cancel(desk: Desk, reference: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Cancel a reference that went out, without a notice to those who got the letter.

    With a notice it is a letter of its own:  mailer letters new FOLDER --cancellation-of REFERENCE

    \b
    Example:
      $ mailer register cancel IOCO-1001 --reason "the meeting is put off" --yes
    """
    from letters.register.ending import cancel_entry
    from letters.register.reading import entry_of

    by = desk.actor(actor)
    with desk.database.reading() as session:
        printed = entry_of(session, reference).printed
    confirm(f"Cancel {printed} for good, and tell nobody who got the letter?", yes=yes)
    with desk.database.writing() as session:
        cancel_entry(session, desk.now, by, entry_of(session, reference), reason)
    say(f"{printed} is cancelled.")
