"""What the clock has done at each tick: the edge that gives the scheduler's duties their transactions."""

from __future__ import annotations

from datetime import datetime

from console.bootstrap import Office, system_user
from mailer.errors import Refused
from mailer.staff import machine
from scheduler.jobs import launch_campaign
from scheduler.running import due_names, finish_done, miss_late, pause_held


def tick(office: Office, now: datetime) -> list[str]:
    """Do what is due; a line for each thing done. A second tick at the same moment does nothing more.

    Unreachable if the database cannot be used; what was begun goes on at the next tick.
    """
    by, settings, database = machine(system_user()), office.settings, office.database
    lines = []
    with database.writing() as session:
        lines += [
            f"{name}: missed its time, and asks" for name in miss_late(session, now, by, settings.sending)
        ]
    with database.reading() as session:
        due = list(due_names(session, now))
    for name in due:
        try:
            opened = launch_campaign(database, now, by, settings, office.keyring.current, name)
        except Refused:
            continue  # another clock was quicker, or somebody stopped it just now (F41)
        lines.append(f"{name}: launched" if opened else f"{name}: held back; see its status")
    with database.writing() as session:
        lines += [f"{name}: paused, the post room held it" for name in pause_held(session, now, by)]
        lines += [f"{name}: finished" for name in finish_done(session, now, by)]
    return lines
