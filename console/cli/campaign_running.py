"""Commands that stop a campaign or let it go on."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.printing import counted, say

if TYPE_CHECKING:
    from scheduler.campaign import Campaign


@click.command("stop")
@click.argument("name")
@click.option("--reason", default="", help="Why, for the record.")
@actor_option
@pass_desk
def stop(desk: Desk, name: str, reason: str, actor: str | None) -> None:
    r"""Take a release back while nothing has left: a draft again, its release seal void.

    \b
    Example:
      $ mailer campaigns stop IOCO-1001 --reason "a question about the annex"
    """
    from scheduler.release import stop as take_back
    from scheduler.release import why_over

    by = desk.actor(actor)
    with desk.database.writing() as session:
        campaign = take_back(session, desk.now, by, name, reason)
        told, over = _told(campaign), why_over(session, campaign)
    say(told)
    if over:
        say(f"Nothing has left. {over} Next, by a releaser:  {cancelling(name, 'its letter goes to nobody')}")
        return
    say(f"Nothing has left. Next:  mailer campaigns rehearse {name}")


@click.command("start")
@click.argument("name")
@actor_option
@yes_option
@pass_desk
def start(desk: Desk, name: str, actor: str | None, yes: bool) -> None:
    r"""Let a released campaign go now: its delay is over, or its time was missed.

    It leaves with the next tick of `mailer serve`, or with `mailer serve --once`.

    \b
    Example:
      $ mailer campaigns start IOCO-1001 --actor m.duarte --yes
    """
    from scheduler.running import check_start
    from scheduler.running import start as let_go

    by = desk.actor(actor)
    with desk.database.reading() as session:
        check_start(session, desk.now, by, desk.office.settings.sending, name)
    confirm(f"Let “{name}” go now, {_copies(desk, name)}?", yes=yes)
    with desk.database.writing() as session:
        told = _told(let_go(session, desk.now, by, desk.office.settings.sending, name))
    say(told)


@click.command("pause")
@click.argument("name")
@click.option("--reason", default="", help="Why, for the record and for who resumes it.")
@actor_option
@pass_desk
def pause(desk: Desk, name: str, reason: str, actor: str | None) -> None:
    r"""Hold a campaign: nothing more is taken up from this moment on.

    A letter of which the last dot is out may still arrive, at most one a line; it is recorded.

    \b
    Example:
      $ mailer campaigns pause IOCO-1001 --reason "the annex is being looked at"
    """
    from scheduler.running import pause as hold

    by = desk.actor(actor)
    with desk.database.writing() as session:
        told = _told(hold(session, desk.now, by, name, reason))
    say(told)


@click.command("resume")
@click.argument("name")
@actor_option
@yes_option
@pass_desk
def resume(desk: Desk, name: str, actor: str | None, yes: bool) -> None:
    r"""Let a paused campaign go on; or confirm one that was held for a second person.

    \b
    Example:
      $ mailer campaigns resume IOCO-1001 --actor m.duarte --yes
    """
    from scheduler.running import check_resume
    from scheduler.running import resume as go_on

    by = desk.actor(actor)
    with desk.database.reading() as session:
        check_resume(session, by, name)
    confirm(f"Let “{name}” go on, {_copies(desk, name)}?", yes=yes)
    with desk.database.writing() as session:
        told = _told(go_on(session, desk.now, by, desk.office.settings.sending, name))
    say(told)


@click.command("cancel")
@click.argument("name")
@click.option("--reason", required=True, help="Why, for the record.")
@actor_option
@yes_option
@pass_desk
def cancel(desk: Desk, name: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""End a campaign for good: what waits is cancelled, what left is listed.

    \b
    Example:
      $ mailer campaigns cancel IOCO-1001 --reason "overtaken by events" --yes
    """
    from scheduler.jobs import cancel_campaign
    from scheduler.running import check_cancel
    from scheduler.status import status

    by = desk.actor(actor)
    with desk.database.reading() as session:
        check_cancel(session, by, name)
    confirm(f"Cancel “{name}” for good, {_copies(desk, name)}?", yes=yes)
    cancel_campaign(desk.database, desk.now, by, name, reason)
    with desk.database.reading() as session:
        counts = status(session, desk.now, name).counts
    listed = ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items()) if count)
    say(f"Cancelled “{name}”. Where its copies stand: {listed or 'none was made'}.")


def cancelling(name: str, reason: str) -> str:
    """The command that ends a campaign, to be shown."""
    return shlex.join(["mailer", "campaigns", "cancel", name, "--reason", reason])


def _copies(desk: Desk, name: str) -> str:
    """How many copies a campaign still has to bring out, for the question; NotFound if there is none such."""
    from scheduler.standing import OPEN
    from scheduler.status import status

    with desk.database.reading() as session:
        counts = status(session, desk.now, name).counts
    return f"of which {counted(sum(counts[state] for state in OPEN), 'copy', 'copies')} have not left"


def _told(campaign: Campaign) -> str:
    """Where the campaign stands now, in a sentence."""
    leaves = campaign.state.waits_for_its_time
    when = f", to leave at {campaign.starts_at:%Y-%m-%d %H:%M} UTC" if leaves else ""
    why = f" ({campaign.why})" if campaign.why else ""
    return f"“{campaign.name}” is {campaign.state}{when}{why}."
