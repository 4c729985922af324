"""`mailer campaigns`: the groups of commands that bring a letter to its audience, and follow it."""

from __future__ import annotations

import click

from console.cli.campaign_following import explain, list_, status
from console.cli.campaign_planning import create, rehearse, test
from console.cli.campaign_printing import print_
from console.cli.campaign_release import release, schedule
from console.cli.campaign_running import cancel, pause, resume, start, stop
from console.cli.campaign_uncertain import uncertain
from console.cli.desk import InOrder


@click.group(cls=InOrder)
def command() -> None:
    r"""Bring an approved letter to its audience, and follow it to the last copy.

    A campaign is made, rehearsed, tried on colleagues, and released by somebody who did not approve the
    letter. It then waits ten minutes, unless the settings say otherwise, in which anybody who acts can stop
    it.

    \b
    Example:
      $ mailer campaigns status IOCO-1001
    """


for each in (create, rehearse, test, release, stop, schedule, start, pause, resume, cancel):
    command.add_command(each)
for each in (print_, list_, status, explain):
    command.add_command(each)
command.add_command(uncertain)
