"""Erasing what came from or about a person: the bytes, the words, the names; that something came stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from mailer.database import OfficeSession
from mailer.inbox.record import InboundContent, InboundMessage, InboundReading

BLANK = {"recipient": "", "final": "", "line": "", "told": {}}
"""What a reading says without whom it speaks of; sort, rule, reason and moment stay."""


def erase_messages(session: OfficeSession, ids: Sequence[int]) -> None:
    """Blank these messages and all that was read of them; their hashes, moments and states stay.

    What was erased is known by its hash still, so that it is not collected a second time.
    """
    connection = session.connection()
    names = select(InboundMessage.sha256).where(InboundMessage.id.in_(ids))
    connection.execute(update(InboundContent).where(InboundContent.sha256.in_(names)).values(content=None))
    connection.execute(update(InboundReading).where(InboundReading.message_id.in_(ids)).values(BLANK))
    blank = {"sender": "", "subject": "", "why": ""}
    connection.execute(update(InboundMessage).where(InboundMessage.id.in_(ids)).values(blank))
