"""`mailer inbox`: mail that comes back, collected, read, and matched with the copy it is about."""

from __future__ import annotations

import click

from console.cli.desk import InOrder
from console.cli.inbox_queue import assign, dismiss, list_, reread, show
from console.cli.inbox_taking import collect, serve_lmtp, take


@click.group(cls=InOrder)
def command() -> None:
    r"""Mail that comes back: collected, read, and matched with the copy it is about.

    Each message is stored as it came before anything else is done. What is signed by the office's own return
    path has its consequences; what is not, or cannot be matched, waits here for a person. Nothing is ever
    answered by itself.

    \b
    Example:
      $ mailer inbox list
    """


for _command in (collect, take, serve_lmtp, list_, show, assign, dismiss, reread):
    command.add_command(_command)
