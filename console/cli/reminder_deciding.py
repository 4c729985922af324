"""Commands by which people decide on reminders: more time for one, pause, go on, skip a rung, stop."""

from __future__ import annotations

from datetime import datetime

import click

from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.values import Day, Number
from console.printing import counted, say

reason_option = click.option("--reason", required=True, help="Stays in the record.")


@click.command("extend")
@click.argument("reference")
@click.argument("organisation")
@click.option(
    "--until", "day", type=Day(), required=True, help="The last day on which their answer is in time."
)
@click.option("--ask", help="For one of the letter's asks only.  [all of them]")
@reason_option
@actor_option
@pass_desk
def extend(
    desk: Desk, reference: str, organisation: str, day: datetime, ask: str | None, reason: str,
    actor: str | None,
) -> None:  # fmt: skip
    r"""Grant one organisation more time: it is not reminded before, and after it as others after theirs.

    ORGANISATION is its name, an id, or an address of somebody there.

    \b
    Example:
      $ mailer reminders extend IOCO-1001 GOV-001 --until 2099-12-30 \
            --reason "their minister asked"
    """
    from recipients.organisations_meant import organisation_meant
    from scheduler.reminders.extensions import extend as grant
    from scheduler.replies.asked import asking

    by = desk.actor(actor)
    with desk.database.writing() as session:
        whose = organisation_meant(session, organisation)
        made = grant(session, desk.now, by, asking(session, reference), whose, day.date(), reason, ask)
        name, until = whose.name, made.until
    say(f"{name} has time until {until}. The reminders before that day are not for them.")


@click.command("pause")
@click.argument("reference")
@reason_option
@actor_option
@pass_desk
def pause(desk: Desk, reference: str, reason: str, actor: str | None) -> None:
    r"""Stop reminding until somebody says so; what is going out is paused too.

    \b
    Example:
      $ mailer reminders pause IOCO-1001 --reason "the form is down"
    """
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.deeds import pause as pause_plan

    by = desk.actor(actor)
    with desk.database.writing() as session:
        pause_plan(session, desk.now, by, plan_of(session, reference), reason)
    say(f"The reminders of {reference} are paused. To go on:  mailer reminders resume {reference}")


@click.command("resume")
@click.argument("reference")
@click.option("--rung", "number", type=Number(1), help="Let this rung go although its time has passed.")
@actor_option
@yes_option
@pass_desk
def resume(desk: Desk, reference: str, number: int | None, actor: str | None, yes: bool) -> None:
    r"""Let paused reminders go on, or a rung that asks because its time has passed.

    \b
    Example:
      $ mailer reminders resume IOCO-1001 --actor m.duarte --yes
    """
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.deeds import resume as resume_plan

    by = desk.actor(actor)
    confirm("Send it although its time has passed?" if number else "Let the reminders go on?", yes=yes)
    with desk.database.writing() as session:
        resume_plan(session, desk.now, by, plan_of(session, reference), number)
    what = f"Rung {number} goes" if number else "The reminders go on"
    say(f"{what}, with the next tick of the clock.")


@click.command("skip")
@click.argument("reference")
@click.argument("rung", type=Number(1))
@reason_option
@actor_option
@yes_option
@pass_desk
def skip(desk: Desk, reference: str, rung: int, reason: str, actor: str | None, yes: bool) -> None:
    r"""Leave one rung out for good; its number is void if nothing of it was sent.

    \b
    Example:
      $ mailer reminders skip IOCO-1001 2 --reason "a holiday week" --yes
    """
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.deeds import skip as skip_rung

    by = desk.actor(actor)
    confirm(f"Leave rung {rung} out for good?", yes=yes)
    with desk.database.writing() as session:
        skip_rung(session, desk.now, by, plan_of(session, reference), rung, reason)
    say(f"Rung {rung} of {reference} is skipped.")


@click.command("stop")
@click.argument("reference")
@reason_option
@actor_option
@yes_option
@pass_desk
def stop(desk: Desk, reference: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""End the reminders of a letter for good; what was not sent is not sent, and has no number.

    \b
    Example:
      $ mailer reminders stop IOCO-1001 --reason "the matter is closed" --yes
    """
    from scheduler.reminders.plan import open_rungs, plan_of
    from scheduler.reminding.deeds import stop as stop_plan

    by = desk.actor(actor)
    with desk.database.reading() as session:
        left = len(open_rungs(session, plan_of(session, reference)))
    confirm(f"End the reminders of {reference}, {counted(left, 'rung')} to come, for good?", yes=yes)
    with desk.database.writing() as session:
        stop_plan(session, desk.now, by, plan_of(session, reference), reason)
    say(f"The reminders of {reference} are stopped.")
