"""`mailer demo`: the main job done on embedded parts, before the reader's eyes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import click

from console.cli.printing import say
from mailer.errors import Refused
from mailer.settings import FILE

MARK = "made-by-mailer-demo"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-office")
def command(folder: Path) -> None:
    r"""Do the main job before your eyes, on embedded parts; nothing leaves this machine.

    An office is founded in FOLDER (demo-office, made anew each time), with a directory of 320 stakeholders in
    six languages. A circular letter is checked, approved, numbered, rehearsed, released and sent to a mail
    server that belongs to the demo: it takes most letters, refuses some addresses, makes some wait, and cuts
    the line twice. At the end every one of them is accounted for, and the office stays, to be looked at.

    \b
    Example:
      $ mailer demo
    """
    from console.cli import run
    from console.demo.closing import say_where_to_look
    from console.demo.story import DRAFTER, RELEASER, Stage, tell
    from console.demo.world import outside_world

    began = time.monotonic()
    _clear(folder)
    with outside_world(folder / "outside-world") as (world, port):
        _found(folder, port, DRAFTER, RELEASER)
        stage = Stage(folder, world, run)
        say(f"An office in {folder}, with a mail server of its own that plays the outside world.")
        tell(stage)
    say_where_to_look(stage, time.monotonic() - began)


def _clear(folder: Path) -> None:
    """Make room for the demo; Refused where something else lies."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Refused(f"{folder} holds something that the demo did not make. Name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("The demo makes this folder anew each time it runs.\n", encoding="utf-8")


def _found(folder: Path, port: int, drafter: str, releaser: str) -> None:
    """The office: two members of staff, a short delay, and greylisting answered within seconds."""
    from console.bootstrap import found_office, system_user
    from mailer.clock import utc_now
    from mailer.staff import EVERY_ROLE, Role, add_staff, machine

    office = found_office(
        folder,
        name="International Office for Coastal Observation",
        domain="ioco.example",
        sender="register@ioco.example",
        actor=drafter,
        port=port,
        delay=0,
    )
    settings = folder / FILE
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}first_pause_minutes = 0.05\nlongest_pause_minutes = 0.1\n", encoding="utf-8")
    with office.database.writing() as session:
        by = machine(system_user())
        add_staff(
            session,
            utc_now(),
            by,
            name=drafter,
            full_name="Ama Osei",
            email="a.osei@ioco.example",
            roles=EVERY_ROLE,
        )
        add_staff(
            session, utc_now(), by, name=releaser, full_name="Marta Duarte", email="m.duarte@ioco.example",
            roles=frozenset({Role.RELEASER, Role.COORDINATOR}),
        )  # fmt: skip
    office.database.close()
