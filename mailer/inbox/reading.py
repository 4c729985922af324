"""Reads what was stored: a step of its own, in groups, that a crash at any point only has repeated."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mailer.audit import Actor, record
from mailer.bounces import Reading, Sort, read
from mailer.bounces.addresses import bare
from mailer.bounces.headers import Fields
from mailer.bounces.message import MOST_OCTETS, head_and_body
from mailer.database import Database, OfficeSession
from mailer.errors import MailerError
from mailer.inbox.concluding import Head, conclude, note_moves
from mailer.inbox.keeping import message_of, raw_of
from mailer.inbox.matching import Named, match_all, named_in
from mailer.inbox.record import InboundMessage, InboundState
from mailer.inbox.told import storable
from mailer.inbox.unsubscribing import is_to_unsubscribe
from mailer.token import Keyring

AT_ONCE: Final = 50
"""Messages that one transaction concludes, which takes well under a second on a server too."""
DEED: Final = "inbox.read"
HEAD_OCTETS: Final = 64 * 1024
LONGEST: Final = 500
"""Characters of a sender or a subject that are shown."""
FAILED: Final = (
    "The program failed over it; the log tells how. Read it yourself: mailer inbox show NUMBER --raw"
)
log: Final = logging.getLogger(__name__)
_FROM_PEOPLE: Final = frozenset({Sort.AUTO_REPLY, Sort.RECEIPT, Sort.REPLY, Sort.CHALLENGE})


@dataclass(frozen=True)
class Read:
    """A message that was read and not yet concluded."""

    message_id: int
    head: Head
    reading: Reading
    named: Named


def read_stored(
    database: Database,
    now: datetime,
    by: Actor,
    keyring: Keyring,
    *,
    at_point: Callable[[str], None] = lambda _: None,
) -> Counter[InboundState]:
    """Read everything that may be read now, oldest first; how many messages came to stand where.

    A job: each group is read while nothing is written, and concluded in a transaction of its own. Killed at
    any point, it leaves every message either as it was or with all that follows from it (F14). `at_point`
    is told of the points on the way, for tests.
    """
    done = Counter[InboundState]()
    while group := list(_read_some(database, now, keyring)):
        at_point("read")
        concluded = _conclude(database, now, by, group, at_point)
        at_point("committed")
        if not concluded:
            break  # another reader has them in hand
        done += concluded
    return done


def _conclude(
    database: Database, now: datetime, by: Actor, group: Sequence[Read], at_point: Callable[[str], None]
) -> Counter[InboundState]:
    """Conclude a group in a transaction; if the program fails over one message, each of them by itself."""
    try:
        with database.writing() as session:
            concluded = conclude_group(session, now, by, group)
            at_point("concluded")
    except MailerError:
        raise
    except Exception:
        if len(group) > 1:
            alone = (_conclude(database, now, by, [one], at_point) for one in group)
            return sum(alone, Counter[InboundState]())
        log.exception("message %s of the inbox could not be concluded", group[0].message_id)
        return _set_aside(database, group[0].message_id)
    return concluded


def _set_aside(database: Database, message_id: int) -> Counter[InboundState]:
    """Put a message over which the program failed into the queue, so that it keeps no other one waiting."""
    with database.writing() as session:
        message = message_of(session, message_id)
        if message.state is InboundState.STORED:
            message.move_to(InboundState.WAITING, FAILED)
        return Counter([message.state])


def conclude_group(
    session: OfficeSession, now: datetime, by: Actor, group: Sequence[Read]
) -> Counter[InboundState]:
    """Conclude what was read, as far as nobody else did so meanwhile."""
    asked = (
        select(InboundMessage)
        .where(
            InboundMessage.id.in_([one.message_id for one in group]),
            InboundMessage.state == InboundState.STORED,
            InboundMessage.read_after <= now,
        )
        .with_for_update(skip_locked=True)
    )
    mine = {message.id: message for message in session.scalars(asked)}
    own = [one for one in group if one.message_id in mine]
    matches = match_all(session, [one.named for one in own])
    followed = [
        conclude(session, now, by, mine[one.message_id], one.head, one.reading, match)
        for one, match in zip(own, matches, strict=True)
    ]
    note_moves(session, now, by, followed)
    counts = Counter(message.state for message in mine.values())
    if own:
        sorts = Counter(one.reading.sort.value for one in own)
        facts = {"sorts": dict(sorts), "states": {state.value: n for state, n in counts.items()}}
        record(session, now, by, DEED, f"inbox:{own[0].message_id}", facts)
    return counts


def read_one(session: OfficeSession, keyring: Keyring, message: InboundMessage) -> Read:
    """Read one stored message; its bytes are let go of at once."""
    raw = raw_of(session, message, MOST_OCTETS)
    reading, fields = read(raw), fields_of(raw)
    sender = fields.clear("from")
    head = Head(
        storable(sender)[:LONGEST],
        storable(fields.clear("subject"))[:LONGEST],
        to_unsubscribe=is_to_unsubscribe(fields, keyring),
    )
    addressed = [bare(sender)] if reading.sort in _FROM_PEOPLE else []
    return Read(message.id, head, reading, named_in(reading, keyring, addressed))


def fields_of(raw: bytes) -> Fields:
    """The header fields of a message."""
    octets = raw[:HEAD_OCTETS].replace(b"\r\n", b"\n").lstrip()
    if octets.startswith((b"From ", b">From ")):
        octets = octets.partition(b"\n")[2]
    return Fields(head_and_body(octets)[0])


def _read_some(database: Database, now: datetime, keyring: Keyring) -> Iterator[Read]:
    with database.reading() as session:
        asked = (
            select(InboundMessage)
            .where(InboundMessage.state == InboundState.STORED, InboundMessage.read_after <= now)
            .order_by(InboundMessage.read_after, InboundMessage.id)
            .limit(AT_ONCE)
        )
        for message in session.scalars(asked).all():
            yield read_one(session, keyring, message)
