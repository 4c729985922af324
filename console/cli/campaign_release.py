"""Commands that release a campaign, and give it another time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.campaign_planning import say_who_joined, show_rehearsal
from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.values import Number, Zone
from console.printing import counted, say
from mailer.errors import Misused, Refused

if TYPE_CHECKING:
    from scheduler.planning import Schedule


@click.command("release")
@click.argument("name")
@click.option(
    "--count", type=Number(), help="The number of copies you count on; it must be the one that is frozen."
)
@click.option("--at", "wanted", metavar="TIME", help="Leave at this local time, such as “2027-03-29 09:00”.")
@click.option("--zone", default="", type=Zone(needed=False), help="The time zone of --at.  [the letter's]")
@actor_option
@yes_option
@pass_desk
def release(
    desk: Desk, name: str, count: int | None, wanted: str | None, zone: str, actor: str | None, yes: bool
) -> None:
    r"""Freeze the audience and let the letter go, after a delay in which it can be stopped.

    Whoever approved the letter may not release it. The number of copies is shown and asked for.

    \b
    Example:
      $ mailer campaigns release IOCO-1001 --count 4 --actor m.duarte --yes
    """
    from scheduler.jobs import release_campaign
    from scheduler.rehearsing import rehearse as rehearse_all
    from scheduler.release import check_release
    from scheduler.status import status

    by, settings = desk.actor(actor), desk.office.settings
    planned = _schedule(desk, name, wanted, zone)
    with desk.database.reading() as session:
        check_release(session, desk.now, by, settings.sending, name, planned)
        found = rehearse_all(session, desk.now, settings, desk.office.keyring, name)
    show_rehearsal(found, name)
    say_who_joined(desk, name)
    if found.blocks:
        raise Refused(f"“{name}” cannot be released. {' '.join(found.blocks)}")
    expected = _expected(count, found.copies, yes=yes)
    release_campaign(
        desk.database,
        desk.now,
        by,
        settings,
        desk.office.keyring,
        name,
        expected=expected,
        schedule=planned,
    )
    with desk.database.reading() as session:
        now = status(session, desk.now, name)
    if now.state == "paused":
        say(f"“{name}” is held: {now.why} Then:  mailer campaigns resume {name}")
        return
    copies = counted(expected, "copy", "copies")
    say(f"Released “{name}”: {copies}, to leave at {now.starts_at:%Y-%m-%d %H:%M:%S} UTC.")
    if settings.sending.delay_minutes:
        say(f"Until then:  mailer campaigns stop {name}")


@click.command("schedule")
@click.argument("name")
@click.argument("wanted", metavar="TIME")
@click.option("--zone", default="", type=Zone(needed=False), help="The time zone of TIME.  [the letter's]")
@actor_option
@pass_desk
def schedule(desk: Desk, name: str, wanted: str, zone: str, actor: str | None) -> None:
    r"""Give a released campaign another time; the release seal is made anew over it.

    \b
    Example:
      $ mailer campaigns schedule IOCO-1001 "2099-03-30 09:00" --zone UTC \
            --actor m.duarte
    """
    from scheduler.running import schedule as give_time

    by = desk.actor(actor)
    planned = _schedule(desk, name, wanted, zone)
    assert planned is not None
    with desk.database.writing() as session:
        state = give_time(session, desk.now, by, desk.office.settings.sending, name, planned).state
    say(f"“{name}” is {state}, to leave at {planned}.")


def _schedule(desk: Desk, name: str, wanted: str | None, zone: str) -> Schedule | None:
    """The time as it was wished for, in the zone given or the letter's."""
    from scheduler.campaign import campaign_named, letter_of_campaign
    from scheduler.planning import at_local_time

    if wanted is None:
        return None
    if not zone:
        with desk.database.reading() as session:
            zone = letter_of_campaign(session, campaign_named(session, name)).read_facts().time_zone
    return at_local_time(wanted, zone)


def _expected(count: int | None, copies: int, *, yes: bool) -> int:
    """The number that the releaser counts on: given, or typed after it was shown."""
    if count is not None:
        if count == copies:
            confirm(f"Release {counted(copies, 'copy', 'copies')}?", yes=yes)
        return count
    if yes:
        raise Misused(
            f"--yes alone releases nothing: add --count {copies}, the number of copies you count on."
        )
    confirm(f"{counted(copies, 'copy', 'copies')} will be sent. Go on to the count?", yes=False)
    typed: int = click.prompt("Type the number of copies", type=int)
    return typed
