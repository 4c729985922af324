"""The clock's duties for one office, each thing done said in a line."""

from __future__ import annotations

from datetime import datetime

from console.bootstrap import Office, system_user
from console.collecting import collect_inbox, read_inbox, what_was_read
from console.printing import counted
from mailer.staff import machine
from scheduler.clockwork import Duties
from scheduler.clockwork import tick as tick_duties
from scheduler.office_calendar.countries import read_countries


def tick(office: Office, now: datetime) -> list[str]:
    """Do what is due; a line for each thing done. A second tick at the same moment does nothing more.

    Unreachable if the database cannot be used; what was begun goes on at the next tick.
    """
    countries = read_countries(office.settings.folder)
    duties = Duties(office.database, office.settings, office.keyring, machine(system_user()), countries)
    done = tick_duties(duties, now)
    told = (
        ("missed its time, and asks", done.missed),
        ("launched", done.launched),
        ("paused; its status says why", done.paused),
        ("finished", done.finished),
    )
    came = counted(done.replies, "reply", "replies")
    received = [f"{came} received, to be assessed"] if done.replies else []
    moved = (f"{name}: {what}" for what, names in told for name in names)
    followed = ", ".join(f"{count:,} {what}" for what, count in sorted(done.concluded.items()) if count)
    came_back = [f"what came back: {followed}"] if followed else []
    return [*came_back, *moved, *received, *done.reminders, *done.troubles]


def look_into_inbox(office: Office, now: datetime) -> list[str]:
    """Collect what lies in the office's mailbox, if one is set up, and read all that was stored; in lines.

    Unreachable if the mailbox or the database cannot be used; what was stored is read all the same.
    """
    lines = []
    try:
        if office.settings.inbox.is_set_up and (new := collect_inbox(office, now).new):
            lines.append(f"collected: {counted(new, 'message')}")
    finally:
        if told := what_was_read(read_inbox(office, now)):
            lines.append(told)
    return lines
