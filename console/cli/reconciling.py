"""`mailer audit reconcile`: go on after a backup was put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.printing import counted, progress, say
from mailer.errors import Misused

if TYPE_CHECKING:
    from scheduler.reconciling import Plan


NAMED = 8
"""How many campaigns are named."""


@click.command("reconcile")
@click.option("--reason", required=True, help="What happened, for the record.")
@click.option(
    "--last",
    "given",
    multiple=True,
    metavar="SERIES=NUMBER",
    help="The last number that was given, by other papers: those up to it are reserved. SERIES:SCOPE=NUMBER"
    " where a series counts by scopes. Can be repeated.",
)
@actor_option
@yes_option
@pass_desk
def reconcile(desk: Desk, reason: str, given: tuple[str, ...], actor: str | None, yes: bool) -> None:
    r"""Go on after a backup was put back: stop what was going, doubt what may have left, write it down.

    The records of an office that was restored end before the head that audit-heads.log knows. Until this is
    done nothing is sent, released or approved. It holds every open dispatch, pauses every campaign that goes
    out or waits for its time, and makes each copy that was open uncertain: ask the mail server's log which of
    them left, and settle them. Harmless when repeated; where nothing was lost it changes nothing.

    \b
    Example:
      $ mailer audit reconcile --reason "disk lost, backup of 2 March" \
            --last DM=1004 --yes
    """
    from scheduler.reconciling import plan, reconcile_records

    numbers = dict(map(_number, given))
    by = desk.actor(actor, although_behind=True)
    if desk.lag is None:
        say("The records reach as far as the last noted head. There is nothing to reconcile.")
        return
    with desk.office.database.reading() as session:
        planned = plan(session, desk.lag)
    _show(planned, numbers)
    confirm("Do this, and open the office again?", yes=yes)
    with progress(planned.deliveries, "making uncertain", shown=planned.deliveries > 0) as bar:
        reconcile_records(desk.office.database, desk.now, by, reason, given=numbers, on_progress=bar.update)
    say(f"Reconciled. {counted(planned.deliveries, 'copy is', 'copies are')} uncertain now.")
    if planned.deliveries:
        say("Next, for each campaign:  mailer campaigns uncertain list NAME")


def _show(planned: Plan, given: Mapping[tuple[str, str], int]) -> None:
    """What will be done, and what only people can look after."""
    more = " and others" if len(planned.campaigns) > NAMED else ""
    named = f": {', '.join(planned.campaigns[:NAMED])}{more}" if planned.campaigns else ""
    say(str(planned.lag))
    say("What will be done:")
    say(f"    {counted(planned.dispatches, 'open dispatch', 'open dispatches')} held")
    say(f"    {counted(len(planned.campaigns), 'campaign')} paused as restored{named}")
    say(f"    {counted(planned.deliveries, 'copy', 'copies')} that may have left made uncertain")
    for last in planned.numbers:
        known = f"the last number known here is {last.printed}" if last.printed else "no number is known here"
        number = given.get((last.series, last.scope))
        then = f"those up to {number} are reserved" if number else "nothing is reserved (see --last)"
        say(f"    series {last}: {known}; {then}")
    moved = ", ".join(f"{count:,} {what}" for what, count in planned.may_have_moved.items() if count)
    if moved:
        say(f"Look at these yourself, somebody may have moved them on since: {moved}.")


def _number(text: str) -> tuple[tuple[str, str], int]:
    name, _, number = text.rpartition("=")
    series, _, scope = name.partition(":")
    if not series or not (number.isascii() and number.isdecimal()):
        raise Misused(f"--last {text} should look like DM=1004: the series, and the last number given.")
    return (series, scope), int(number)
