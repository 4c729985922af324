"""Founds offices for tests of the command line: with staff, and with a directory and a letter to work with."""

from __future__ import annotations

import shutil
from pathlib import Path

from console.bootstrap import Office, found_office
from console.demo.letter import STAKEHOLDERS
from mailer.clock import utc_now
from mailer.staff import EVERY_ROLE, Role, add_staff, machine

ADDRESS_OF = "{}@office.example"
STAFF = {
    "a.osei": EVERY_ROLE,
    "b.approver": frozenset({Role.APPROVER}),
    "c.releaser": frozenset({Role.RELEASER}),
    "d.drafter": frozenset({Role.DRAFTER}),
    "e.auditor": frozenset({Role.AUDITOR}),
}
"""Who works in every office of a test; the first one acts where nobody is named."""


def found(folder: Path, *, port: int = 1, delay: float = 10) -> Path:
    """An office with its staff and nothing else; its relay listens on this port of this machine, or nowhere."""
    office = found_office(
        folder,
        name="Example Secretariat",
        domain="office.example",
        sender="letters@office.example",
        actor="a.osei",
        allow=("@office.example",),
        port=port,
        delay=delay,
    )
    _enter_staff(office)
    office.database.close()
    return folder


def _enter_staff(office: Office) -> None:
    with office.database.writing() as session:
        for name, roles in STAFF.items():
            add_staff(
                session, utc_now(), machine("tester"), name=name, email=ADDRESS_OF.format(name), roles=roles
            )


def lay_out_stakeholders(folder: Path) -> Path:
    """The demo's directory as `stakeholders.xlsx` in a folder."""
    return Path(shutil.copy(STAKEHOLDERS, folder / "stakeholders.xlsx"))
