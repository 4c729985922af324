"""`mailer reminders`: the groups of commands that plan reminders, follow them, and decide on them."""

from __future__ import annotations

import click

from console.cli.desk import InOrder
from console.cli.reminder_deciding import extend, pause, resume, skip, stop
from console.cli.reminder_following import history, preview, show
from console.cli.reminder_planning import approve, plan, start


@click.group(cls=InOrder)
def command() -> None:
    r"""Remind those who have not answered a letter, by a plan that was approved with its texts.

    A plan counts from the deadline: 14 days before, 3 days before, 7 days after. Each rung is a numbered
    letter, and goes to those alone who are silent when it leaves. One person proposes the plan, another one
    approves it, a third one starts it; from then on the clock looks after it.

    \b
    Example:
      $ mailer reminders show IOCO-1001
    """


for each in (plan, approve, start, show, preview, history):
    command.add_command(each)
for each in (extend, pause, resume, skip, stop):
    command.add_command(each)
