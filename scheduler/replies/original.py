"""The reply itself: the file that was kept with it, or the mail that it came as."""

from __future__ import annotations

from mailer.database import OfficeSession
from mailer.errors import NotFound
from mailer.inbox.keeping import message_of, raw_of
from mailer.outbox import part_bytes
from scheduler.replies.recording import reply_numbered


def original_of(session: OfficeSession, number: int) -> bytes:
    """The bytes of a reply as they came; NotFound if nothing was kept of it, Refused if they were altered."""
    reply = reply_numbered(session, number)
    if reply.file_sha256 is not None:
        return part_bytes(session, reply.file_sha256)
    if reply.message_id is not None:
        return raw_of(session, message_of(session, reply.message_id))
    raise NotFound(f"Nothing was kept of reply {number} but what is recorded.")
