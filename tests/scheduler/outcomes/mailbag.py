"""What comes back of a campaign's copies, as real messages that are stored, read and concluded."""

from __future__ import annotations

from sqlalchemy import select

from mailer.bounce_settings import BounceSettings
from mailer.delivery import Delivery
from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from mailer.suppression import Suppression
from mailer.token import Purpose
from scheduler.outcomes.concluding import Concluded, draw_conclusions
from scheduler.outcomes.task import Task
from tests.rig.inbound import answer, notice
from tests.scheduler.campaign_factory import CLOCK, OFFICE, World

RULES = BounceSettings()
ANN, AWA, LUIS, POST = "ann@rivers.example", "awa@ponts.example", "luis@sur.example", "post@harbour.example"


def return_path(world: World, address: str) -> str:
    """The signed return path of the latest copy to an address."""
    with world.database.reading() as session:
        asked = select(Delivery.serial).where(Delivery.address == address).order_by(Delivery.id.desc())
        serial = session.scalars(asked.limit(1)).one()
    return f"bounces+{world.keyring().mint(Purpose.RETURN_PATH, serial, 'ka')}@{OFFICE.domain}"


def bounce(world: World, address: str, **words: str) -> bytes:
    """A notice about the latest copy to an address; of an unknown user unless it says otherwise."""
    return notice(return_path(world, address), address, **words)


def full(world: World, address: str, day: str = "") -> bytes:
    """A notice of a mailbox that is full; `day` makes it another message than the one before."""
    return bounce(world, address, status="5.2.2", words=f"552 5.2.2 Mailbox full {day}".strip())


def away(world: World, address: str, body: str) -> bytes:
    """An automatic reply to the latest copy to an address."""
    return answer(
        address,
        return_path(world, address),
        body=body,
        subject="Automatic reply: Call",
        extra="Auto-Submitted: auto-replied\n",
    )


def complaint(world: World, address: str) -> bytes:
    """A report of unwanted mail (RFC 5965) about the latest copy to an address."""
    path = return_path(world, address)
    return f"""From: Feedback <feedback@mail.example>
To: {path}
Subject: Complaint about mail from libraries.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1.0
Version: 1
Original-Mail-From: <{path}>
Original-Rcpt-To: <{address}>

--b1
Content-Type: message/rfc822

From: letters@libraries.example
To: {address}
Subject: Reading rooms

Please answer.
--b1--
""".encode()


def take_in(world: World, *raws: bytes) -> None:
    """Store and read messages."""
    with world.database.writing() as session:
        store(session, world.now, CLOCK, [arrived(raw, "standard input") for raw in raws])
    read_stored(world.database, world.now, CLOCK, world.keyring())


def conclude(world: World, *raws: bytes, rules: BounceSettings = RULES) -> Concluded:
    """Take messages in and draw the conclusions."""
    take_in(world, *raws)
    return draw_conclusions(world.database, world.now, CLOCK, rules)


def tasks(world: World) -> list[Task]:
    """All tasks, the oldest first, to be looked at."""
    with world.database.reading() as session:
        found = list(session.scalars(select(Task).order_by(Task.id)))
        session.expunge_all()
        return found


def standing(world: World) -> list[Suppression]:
    """The suppressions that stand, to be looked at."""
    with world.database.reading() as session:
        asked = select(Suppression).where(Suppression.lifted_at.is_(None)).order_by(Suppression.id)
        found = list(session.scalars(asked))
        session.expunge_all()
        return found
