"""Whether what came lies there as it came: every message under an entry of the chain, its bytes unchanged."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from typing import Final

from sqlalchemy import select

from mailer.audit import AuditEntry
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession
from mailer.erasure import UNTOLD, Erased
from mailer.inbox.keeping import DEED
from mailer.inbox.record import InboundContent, InboundMessage

AT_ONCE: Final = 20
"""Messages whose bytes are in memory at once."""


def verify_inbox(
    session: OfficeSession, erased: Erased, *, on_step: Callable[[int], None] = lambda _: None
) -> Contradiction | None:
    """The first message that no entry tells of, is missing, or is not what came; None while all are well.

    With a chain that is sound this shows that none was altered, removed, added or erased unsaid.
    """
    told = dict[str, int]()
    entries = select(AuditEntry.number, AuditEntry.facts).where(AuditEntry.deed == DEED)
    for number, facts in session.execute(entries.order_by(AuditEntry.number)):
        told.update(dict.fromkeys(facts["messages"], number))
    gone = erased.get(InboundMessage.__tablename__, frozenset())
    asked = (
        select(InboundMessage.id, InboundMessage.sha256, InboundContent.content)
        .outerjoin(InboundContent, InboundContent.sha256 == InboundMessage.sha256)
        .order_by(InboundMessage.id)
        .execution_options(yield_per=AT_ONCE)
    )
    with session.execute(asked) as found:
        for message_id, name, content in found:
            place, entry = f"Message {message_id} of the inbox", told.pop(name, None)
            if entry is None:
                return Contradiction(place, "no audit entry tells that it came")
            if content is None and message_id not in gone:
                return Contradiction(place, f"it {UNTOLD}", entry)
            if content is not None and _name_of(content) != name:
                return Contradiction(place, "its bytes are not those that came", entry)
            on_step(1)
    for name, entry in told.items():
        return Contradiction(f"Entry {entry}", f"the message {name[:12]}… that it tells of is missing", entry)
    return None


def _name_of(content: bytes) -> str:
    try:
        raw = zlib.decompress(content)
    except zlib.error:
        return ""
    return hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()
