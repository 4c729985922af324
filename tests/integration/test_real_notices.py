"""Letters that the real worker sent to a real mail server, and the notices that it really wrote of them."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from mailer.audit import Actor
from mailer.bounces import Kind, Reason, Sort
from mailer.clock import utc_now
from mailer.database import Database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.inbox.collecting import collect
from mailer.inbox.opening import open_mailbox
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundMessage, InboundReading, MatchedBy
from mailer.inbox_settings import After, InboxSettings
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from tests.rig.certificates import AUTHORITY
from tests.rig.inbound import states
from tests.rig.ledger import MACHINE, dispatch_to, keyring
from tests.rig.mail_system import PASSWORD, MailSystem, mail_system, why_not

S = DeliveryState
PATIENCE = 45.0
FATES: dict[str, tuple[DeliveryState, Kind | None, Reason | None]] = {
    "amina": (S.SENT, None, None),
    "hélène": (S.SENT, None, None),
    "nobody": (S.BOUNCED, Kind.HARD, Reason.ADDRESS),
    "inconnué": (S.BOUNCED, Kind.HARD, Reason.ADDRESS),
    "full": (S.BOUNCED, Kind.SOFT, Reason.FULL),
    "slow": (S.BOUNCED, Kind.SOFT, Reason.TRANSPORT),
    "refused": (S.FAILED, None, None),
    "grey": (S.DEFERRED, None, None),
}
"""By local part of `members.example`: where its copy ends, and what is known against the address."""


@pytest.fixture
def system() -> Iterator[MailSystem]:
    """A real Postfix and Dovecot; where they cannot be, the test says so, and under CI it fails."""
    obstacle = why_not()
    if obstacle and os.environ.get("CI"):
        pytest.fail(f"The real mail server is missing: {obstacle}")
    if obstacle:
        pytest.skip(f"Not run: {obstacle}")
    with mail_system() as running:
        yield running


@pytest.fixture
def inbox(system: MailSystem, tmp_path: Path) -> InboxSettings:
    """The settings of an office whose notices come to that Dovecot, and are moved when they are stored."""
    (tmp_path / "imap-password").write_text(PASSWORD)
    (tmp_path / "imap-password").chmod(0o600)
    shutil.copy(AUTHORITY, tmp_path / "authority.pem")
    return InboxSettings(
        host="127.0.0.1",
        port=system.imap_port,
        tls=Tls.IMPLICIT,
        ca_file="authority.pem",
        user="bounces@office.example",
        password_file="imap-password",
        after=After.MOVE,
        move_to="Reçus",
    )


def send(database: Database, clerk: Actor, system: MailSystem) -> None:
    """A letter to each of FATES, by the worker."""
    with database.writing() as session:
        dispatch_to(session, utc_now(), clerk, *[f"{local}@members.example" for local in FATES])
    relay = Relay("127.0.0.1", system.smtp_port, Tls.OFF)
    room = PostRoom(database, keyring(), relay, MACHINE, utc_now, connections=4)
    asyncio.run(WorkerRun(room, until_idle=True).run())


def look(database: Database, inbox: InboxSettings, folder: Path) -> int:
    """Collect and read once; how many messages lay there."""
    with open_mailbox(inbox, folder) as mailbox:
        done = collect(database, utc_now(), MACHINE, mailbox)
    read_stored(database, utc_now(), MACHINE, keyring())
    return done.new + done.known


def await_all(look_once: Callable[[], object], is_there: Callable[[], bool], system: MailSystem) -> None:
    """Look into the mailbox until all is there that has to come."""
    deadline = time.monotonic() + PATIENCE
    while not is_there():
        assert time.monotonic() < deadline, system.log[-3000:]
        time.sleep(0.2)
        look_once()


def test_a_real_mail_servers_notices_are_collected_by_imap_over_tls_read_matched_and_concluded(
    sqlite_database: Database, clerk: Actor, system: MailSystem, inbox: InboxSettings, tmp_path: Path
) -> None:
    database = sqlite_database
    send(database, clerk, system)
    expected = [state for state, _, _ in FATES.values()]
    await_all(lambda: look(database, inbox, tmp_path), lambda: states(database) == expected, system)
    with database.reading() as session:
        locals_of = {row.id: row.address.partition("@")[0] for row in session.scalars(select(Delivery)).all()}
        messages = session.scalars(select(InboundMessage)).all()
        readings = session.scalars(select(InboundReading).order_by(InboundReading.id)).all()
        heard = {locals_of[row.delivery_id or 0]: (row.kind, row.reason) for row in readings}
        sorts = [row.sort for row in readings if locals_of[row.delivery_id or 0] == "slow"]
    assert heard == {local: (kind, reason) for local, (_, kind, reason) in FATES.items() if kind}
    assert sorts == [Sort.DELAY, Sort.BOUNCE], "a delay leaves the copy sent until the server gives up"
    assert {message.matched_by for message in messages} == {MatchedBy.TOKEN}
    assert (system.delivered("amina"), system.delivered("helene")) == (1, 1)
    assert look(database, inbox, tmp_path) == 0, "what was stored was moved away"
