"""`mailer replies`: the commands by which answers are recorded, put right, listed and counted."""

from __future__ import annotations

import click

from console.cli.desk import InOrder
from console.cli.replies_import import import_
from console.cli.replies_progress import burndown, report, status
from console.cli.replies_reading import list_, show
from console.cli.replies_recording import assess, correct, record


@click.group(cls=InOrder)
def command() -> None:
    r"""Who answered which letter: recorded by organisation and by what was asked.

    One person's answer counts for the whole organisation. What was recorded is never changed: a correction is
    a further reply, and the first one counts no more. LETTER is always a reference, or a short name.

    \b
    Example:
      $ mailer replies list IOCO-1001
    """


for each in (status, list_, show, record, import_, assess, correct, report, burndown):
    command.add_command(each)
