"""`mailer doctor`: look whether the office is fit to send, and change nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.printing import counted, print_json, say
from mailer.errors import MailerError

if TYPE_CHECKING:
    from console.bootstrap import Office

MARKS = {True: "ok", False: "MEND"}


@dataclass(frozen=True)
class Examination:
    """One thing looked at: whether it is well, and what was seen."""

    what: str
    well: bool
    seen: str


@click.command()
@click.option("--no-relay", is_flag=True, help="Do not connect to the mail servers.")
@json_option
@pass_desk
def command(desk: Desk, no_relay: bool, as_json: bool) -> None:
    r"""Look whether the office is fit to send; nothing is changed and no letter leaves.

    Looks at the settings, the key file, the tables' version, who may read the records, the staff, the audit
    chain's end against the last noted head, the disk, opens the inbox, and says hello to the mail server.
    Exit code 1 if something is to be mended.

    \b
    Example:
      $ mailer doctor --no-relay
    """
    found = list(_examine(desk.office, relay=not no_relay))
    if as_json:
        print_json([{"what": item.what, "well": item.well, "seen": item.seen} for item in found])
    else:
        for item in found:
            say(f"{MARKS[item.well]:>4}  {item.what}: {item.seen}")
    if not all(item.well for item in found):
        raise click.exceptions.Exit(1)


def _examine(office: Office, *, relay: bool) -> Iterator[Examination]:
    settings = office.settings
    yield Examination("settings", True, f"{settings.office.name}, {settings.office.environment}")
    yield _try("keys", lambda: f"{len(office.keyring.keys)} on the ring, “{office.keyring.current}” in use")
    yield _tables(office)
    if settings.database_file is not None:
        yield _try("rights", lambda: _rights(office))
    yield _try("staff", lambda: _staff(office))
    yield _try("audit chain", lambda: _chain(office))
    free = shutil.disk_usage(settings.folder).free
    yield Examination("disk", free > 1 << 30, f"{free / (1 << 30):.1f} GiB free where the office lies")
    if relay and settings.inbox.is_set_up:
        yield _try("inbox", lambda: _inbox(office))
    if relay:
        yield _try("mail server", lambda: asyncio.run(_hello(office)))


def _try(what: str, look: Callable[[], str]) -> Examination:
    try:
        return Examination(what, True, look())
    except MailerError as error:
        return Examination(what, False, str(error))


def _tables(office: Office) -> Examination:
    from console.migrations import NEWER, knows, version_of

    try:
        current, newest = version_of(office.database)
    except MailerError as error:
        return Examination("tables", False, str(error))
    if current == newest:
        return Examination("tables", True, f"version {current}")
    if current is not None and not knows(current):
        return Examination("tables", False, NEWER.format(current))
    return Examination(
        "tables", False, f"version {current or 'none'}, the newest is {newest}: run `mailer init`"
    )


def _rights(office: Office) -> str:
    """Whether the records, which name people, can be read by their owner only (A36)."""
    from mailer.errors import Refused
    from mailer.settings import OTHERS

    path = office.settings.database_file
    if path is not None and path.exists() and path.stat().st_mode & OTHERS:
        raise Refused(f"{path} may be read by others on this machine. Run: chmod 600 {path}")
    return "the records can be read by their owner only"


def _staff(office: Office) -> str:
    from sqlalchemy import select

    from mailer.errors import Refused
    from mailer.staff import Role, Staff

    with office.database.reading() as session:
        people = session.scalars(select(Staff).where(Staff.active)).all()
    if len([person for person in people if {Role.RELEASER, Role.APPROVER} & set(person.roles)]) < 2:
        raise Refused(
            "somebody else than the approver must release; enter a second person (mailer staff add)"
        )
    return f"{len(people)} active"


def _chain(office: Office) -> str:
    from mailer.audit import head_of
    from mailer.heads import noted_in, refuse_lag

    noted = noted_in(office.database.heads)
    with office.database.reading() as session:
        refuse_lag(session, noted)
        return f"ends at entry {head_of(session).number}; `mailer audit verify` walks it"


def _inbox(office: Office) -> str:
    """Open the mailbox and count; nothing in it is fetched or marked."""
    from mailer.inbox.opening import open_mailbox

    with open_mailbox(office.settings.inbox, office.settings.folder) as mailbox:
        return f"{mailbox.name}, {counted(len(mailbox.listed()), 'message')} there"


async def _hello(office: Office) -> str:
    from console.bootstrap import post_room
    from mailer.clock import utc_now
    from mailer.staff import machine
    from mailer.wire import Connection

    room = post_room(office, machine("doctor"), utc_now)
    connection = await Connection.open(room.relay)
    try:
        features = connection.features
        limit = (
            f"at most {features.size_limit / (1 << 20):.0f} MiB" if features.size_limit else "no size limit"
        )
        return f"{connection.server}, {room.relay.tls}, {limit}, " + (
            "SMTPUTF8" if features.smtputf8 else "no SMTPUTF8"
        )
    finally:
        await connection.close()
