"""Stores what came, raw and once, before anybody is told that it was taken."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mailer.audit import Actor, record
from mailer.database import OfficeSession, run_many, run_one
from mailer.errors import NotFound
from mailer.inbox.record import InboundContent, InboundMessage, InboundPlace

LARGEST: Final = 50 * 1024 * 1024
"""Octets of a message that are kept; what is longer is cut there."""
AT_ONCE: Final = 100
"""Messages that one transaction stores."""
OCTETS_AT_ONCE: Final = 8 * 1024 * 1024
"""Octets after which a group is stored although it is not full."""
DEED: Final = "inbox.store"
"""Of the entry that vouches for a group of messages; its facts name them by their hashes."""
ADD_CONTENT: Final = (
    "INSERT INTO inbound_content (sha256, content) VALUES (:name, :content) ON CONFLICT DO NOTHING"
)
ADD_MESSAGE: Final = (
    "INSERT INTO inbound_message (sha256, size, mailbox, stored_at, state, why, read_after, sender, subject,"
    " matched_by) VALUES (:name, :size, :mailbox, :now, 'stored', '', :now, '', '', 'nothing')"
    " ON CONFLICT DO NOTHING"
)
ADD_PLACE: Final = (
    "INSERT INTO inbound_place (mailbox, validity, uid, message_id)"
    " VALUES (:mailbox, :validity, :uid, :message_id) ON CONFLICT DO NOTHING"
)
QUICK: Final = 1
"""The level of compression: mail in base64 gains nothing from more."""


@dataclass(frozen=True)
class Place:
    """Where a message lies: the mailbox, its UIDVALIDITY (0 in a Maildir), its UID or unique name."""

    mailbox: str
    validity: int
    uid: str


@dataclass(frozen=True)
class Arrived:
    """A message ready to be stored."""

    sha256: str
    compressed: bytes
    size: int
    mailbox: str
    place: Place | None = None
    """None for what is handed in and lies nowhere."""


def arrived(raw: bytes, mailbox: str, place: Place | None = None, size: int | None = None) -> Arrived:
    """Make a message ready, outside of any transaction; `size` is its true one where it was cut before."""
    kept = raw[:LARGEST]
    name = hashlib.sha256(kept.replace(b"\r\n", b"\n")).hexdigest()
    return Arrived(name, zlib.compress(kept, QUICK), size or len(raw), mailbox, place)


def store(session: OfficeSession, now: datetime, by: Actor, messages: Sequence[Arrived]) -> list[int]:
    """Store what is new among these messages, and where each was found; the ids of the new ones.

    Harmless when repeated: a message is one by its content, and lies at a place once. One audit entry names
    what was new by its hash. Only after the commit may the sender, or the mailbox, be told.
    """
    known = _known(session, [one.sha256 for one in messages])
    new = list[Arrived]()
    for one in messages:
        if one.sha256 in known:
            continue
        known[one.sha256] = 0
        if _add(session, one, now):
            new.append(one)
    ids = _known(session, known)
    _note_places(session, messages, ids)
    for mailbox in sorted({one.mailbox for one in new}):
        names = sorted(one.sha256 for one in new if one.mailbox == mailbox)
        subject = f"inbox:{ids[names[0]]}"
        record(session, now, by, DEED, subject, {"messages": names}, {"mailbox": mailbox})
    return sorted(ids[one.sha256] for one in new)


def known_uids(session: OfficeSession, mailbox: str, validity: int) -> set[str]:
    """The messages of a mailbox that were stored: UIDs of this UIDVALIDITY, or unique names."""
    asked = select(InboundPlace.uid).where(InboundPlace.mailbox == mailbox, InboundPlace.validity == validity)
    return set(session.scalars(asked))


def message_of(session: OfficeSession, message_id: int) -> InboundMessage:
    """The message of a number; NotFound if there is none."""
    found = session.get(InboundMessage, message_id)
    if found is None:
        raise NotFound(f"There is no message {message_id} in the inbox. `mailer inbox list` shows them.")
    return found


def raw_of(session: OfficeSession, message: InboundMessage, most: int = LARGEST) -> bytes:
    """The bytes of a message as they came, `most` of them at the most; empty once they were erased."""
    kept = session.get_one(InboundContent, message.sha256).content
    return zlib.decompressobj().decompress(kept, most) if kept is not None else b""


def _known(session: OfficeSession, names: Iterable[str]) -> dict[str, int]:
    asked = select(InboundMessage.sha256, InboundMessage.id).where(InboundMessage.sha256.in_(list(names)))
    return dict(session.execute(asked).all())


def _add(session: OfficeSession, one: Arrived, now: datetime) -> bool:
    """Add a message; False where somebody else did so meanwhile, whose commit was waited for."""
    content = {"name": one.sha256, "content": one.compressed}
    run_one(session, ADD_CONTENT, content)
    row = {"name": one.sha256, "size": one.size, "mailbox": one.mailbox, "now": now}
    return run_one(session, ADD_MESSAGE, row) == 1


def _note_places(session: OfficeSession, messages: Sequence[Arrived], ids: dict[str, int]) -> None:
    rows = [{**asdict(one.place), "message_id": ids[one.sha256]} for one in messages if one.place is not None]
    run_many(session, ADD_PLACE, rows)
