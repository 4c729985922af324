"""`mailer campaigns`: the groups of commands that bring a letter to its audience, and follow it."""

from __future__ import annotations

import click

from console.cli.campaign_following import explain, list_, status
from console.cli.campaign_planning import create, rehearse, release, schedule, test
from console.cli.campaign_running import cancel, pause, resume, start, stop
from console.cli.campaign_uncertain import uncertain


@click.group()
def command() -> None:
    r"""Bring an approved letter to its audience, and follow it to the last copy.

    \b
    create      which letter, to whom
    rehearse    every copy merged, nothing sent: what is missing, odd, or in no language
    test        to named colleagues only
    release     by somebody who did not approve it, after a count; it waits ten minutes, and can be stopped
    status      where every copy stands; the sum is always the audience
    uncertain   what nobody can know, to be settled by a person
    """


for each in (create, rehearse, test, release, stop, schedule, start, pause, resume, cancel):
    command.add_command(each)
for each in (list_, status, explain):
    command.add_command(each)
command.add_command(uncertain)
