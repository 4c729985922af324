"""The demo's office: its six people, each with a part of their own, and how it is founded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.bootstrap import found_office, system_user
from console.demo.ground import RETURNS
from mailer.clock import utc_now
from mailer.database import OfficeSession
from mailer.settings import FILE
from mailer.staff import Role, add_staff, machine

DOMAIN: Final = "ioco.example"


@dataclass(frozen=True)
class Person:
    """One of the staff: a name to act under, the only role they hold, and what they do in the story."""

    name: str
    full_name: str
    role: Role
    part: str


ADMINISTRATOR: Final = Person("a.osei", "Ama Osei", Role.ADMINISTRATOR, "enters staff, defines series")
DRAFTER: Final = Person("l.haas", "Lena Haas", Role.DRAFTER, "writes the letter, keeps the directory")
APPROVER: Final = Person("k.ito", "Kenji Ito", Role.APPROVER, "reads it, and approves it")
RELEASER: Final = Person("m.duarte", "Marta Duarte", Role.RELEASER, "lets it go, settles doubts")
COORDINATOR: Final = Person("s.lindh", "Saga Lindh", Role.COORDINATOR, "reads the answers, plans reminders")
AUDITOR: Final = Person("t.bello", "Tunde Bello", Role.AUDITOR, "reads everything, changes nothing")
STAFF: Final = (ADMINISTRATOR, DRAFTER, APPROVER, RELEASER, COORDINATOR, AUDITOR)
"""Nobody holds two roles: one writes the letter, another approves it, a third releases it."""


def found_demo_office(folder: Path, port: int) -> None:
    """Found the office in a folder, with its staff, a mail server at `port`, no delay and short pauses.

    The drafter acts where nobody is named. Greylisted letters are tried again within seconds.
    """
    found_office(
        folder,
        name="International Office for Coastal Observation",
        domain=DOMAIN,
        sender=f"register@{DOMAIN}",
        actor=DRAFTER.name,
        port=port,
        delay=0,
        issue_days=1,  # it may run at midnight
        enter=_enter_staff,
    )
    settings = folder / FILE
    text = settings.read_text(encoding="utf-8")
    pauses = "first_pause_minutes = 0.05\nlongest_pause_minutes = 0.1\n"
    inbox = f'\n[inbox]\nmaildir = "{RETURNS}"\nafter = "keep"\n'
    settings.write_text(f"{text}{pauses}{inbox}", encoding="utf-8")


def _enter_staff(session: OfficeSession) -> None:
    for person in STAFF:
        add_staff(
            session, utc_now(), machine(system_user()), name=person.name, full_name=person.full_name,
            email=f"{person.name}@{DOMAIN}", roles=frozenset({person.role}),
        )  # fmt: skip
