"""`mailer demo`: the main job done on embedded parts, before the reader's eyes."""

from __future__ import annotations

import mailbox
import time
from pathlib import Path

import click

from console.cli.desk import confirm, yes_option
from console.cli.values import FOLDER
from console.printing import say


@click.command()
@click.argument("folder", type=FOLDER, default="demo-office")
@yes_option
def command(folder: Path, yes: bool) -> None:
    r"""Do the main job before your eyes, on embedded parts; nothing leaves this machine.

    An office is founded in FOLDER (demo-office, unless you name one), with six people and a directory of
    350 recipients in six languages. A circular letter is checked, approved, numbered, rehearsed, released and
    sent to a mail server that belongs to the demo: it takes most letters, refuses some addresses, makes some
    wait, and cuts the line twice. Then the clock leaps ahead: notices, absences and answers come back, the
    silent are reminded, and an addendum moves the deadline. At the end every copy and every answer is
    accounted for, and held against what happened; the office stays, to be looked at. An office that an
    earlier demo left in FOLDER is replaced if you say so; nothing else is ever touched.

    \b
    Example:
      $ mailer demo
    """
    from console.cli import run
    from console.demo.closing import say_where_to_look
    from console.demo.correspondents import Correspondents
    from console.demo.ground import RETURNS, WORLD, alone_in, clear, earlier_demo, prepare
    from console.demo.office import found_demo_office
    from console.demo.stage import Stage
    from console.demo.story import introduce, tell
    from console.demo.world import outside_world

    with alone_in(folder):
        earlier = earlier_demo(folder)
        if earlier is not None:
            say(f"{folder} holds the office of an earlier demo: {earlier}.")
            confirm("Replace it?", yes=yes)
            say("It is replaced.")
        began = time.monotonic()
        clear(folder)
        prepare(folder)
        with outside_world(folder / WORLD) as (world, port):
            found_demo_office(folder, port)
            returns = mailbox.Maildir(folder / RETURNS, create=True)
            stage = Stage(folder, world, Correspondents(returns), run)
            introduce(stage)
            tell(stage)
        say_where_to_look(stage, time.monotonic() - began)
