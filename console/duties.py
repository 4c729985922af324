"""The clock's duties for one office, each thing done said in a line."""

from __future__ import annotations

from datetime import datetime

from console.bootstrap import Office, system_user
from mailer.staff import machine
from scheduler.clockwork import Duties
from scheduler.clockwork import tick as tick_duties


def tick(office: Office, now: datetime) -> list[str]:
    """Do what is due; a line for each thing done. A second tick at the same moment does nothing more.

    Unreachable if the database cannot be used; what was begun goes on at the next tick.
    """
    duties = Duties(office.database, office.settings, office.keyring.current, machine(system_user()))
    done = tick_duties(duties, now)
    told = (
        ("missed its time, and asks", done.missed),
        ("launched", done.launched),
        ("paused; its status says why", done.paused),
        ("finished", done.finished),
    )
    followed = ", ".join(f"{count:,} {what}" for what, count in sorted(done.concluded.items()) if count)
    came_back = [f"what came back: {followed}"] if followed else []
    return [*came_back, *(f"{name}: {what}" for what, names in told for name in names), *done.troubles]
