"""The clock's duties for one office, each thing done said in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from console.bootstrap import Office, system_user
from console.collecting import collect_inbox, read_inbox, what_was_read
from console.printing import counted
from mailer.staff import machine
from scheduler.clockwork import Duties, Ticked
from scheduler.clockwork import tick as tick_duties
from scheduler.office_calendar.countries import read_countries


def tick(
    office: Office, clock: Callable[[], datetime], go_on: Callable[[], bool] = lambda: True
) -> Iterator[str]:
    """Do what is due by the clock; a line for each thing done. A second one right after does nothing.

    While a launch has documents to set, the next tick follows at once, until `go_on` says no: every duty is
    done between two stretches of it. Unreachable if the database cannot be used; what was begun goes on at
    the next tick.
    """
    countries = read_countries(office.settings.folder)
    duties = Duties(office.database, office.settings, office.keyring, machine(system_user()), countries)
    while True:
        done = tick_duties(duties, clock())
        yield from _lines(done)
        if not done.unfinished or not go_on():
            return


def _lines(done: Ticked) -> list[str]:
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
