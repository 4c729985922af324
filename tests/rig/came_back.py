"""What comes back of copies that an office has sent: one address is bad, at another one somebody has left."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from console.bootstrap import Office, open_office
from mailer.clock import utc_now
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from mailer.staff import machine
from mailer.token import Purpose
from scheduler.outcomes.concluding import draw_conclusions
from tests.rig.inbound import answer, notice

BAD, LEFT = 1, 2
"""The tasks that follow: an address to repair, and a successor to review."""
SUCCESSOR = "successor@office.example"
LINE = f"I have left. For further mail please write to {SUCCESSOR} instead."
BY = machine("tester")


def comes_back(folder: Path, *, conclude: bool = True) -> tuple[str, str]:
    """Mail comes back to an office, and is concluded; the bad address, and the one that somebody left."""
    office = open_office(folder)
    try:
        with office.database.reading() as session:
            asked = select(Delivery).where(Delivery.state == DeliveryState.SENT).order_by(Delivery.id)
            bad, left = session.scalars(asked.limit(2)).all()
        take_in(office, notice(_path(office, bad), bad.address))
        extra = "Auto-Submitted: auto-replied\n"
        subject = "Automatic reply: Call"
        take_in(office, answer(left.address, _path(office, left), body=LINE, subject=subject, extra=extra))
        if conclude:
            draw_conclusions(office.database, utc_now(), BY, office.settings.bounces)
    finally:
        office.database.close()
    return bad.address, left.address


def take_in(office: Office, raw: bytes) -> None:
    """Store and read one message."""
    with office.database.writing() as session:
        store(session, utc_now(), BY, [arrived(raw, "standard input")])
    read_stored(office.database, utc_now(), BY, office.keyring)


def _path(office: Office, copy: Delivery) -> str:
    keyring = office.keyring
    token = keyring.mint(Purpose.RETURN_PATH, copy.serial, keyring.current)
    return f"bounces+{token}@{office.settings.office.domain}"
