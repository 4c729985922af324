"""The reply itself: the file that was kept with it, or the mail that it came as; kept, given back, erased."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from mailer.database import OfficeSession
from mailer.errors import NotFound, Refused
from mailer.inbox.keeping import message_of, raw_of
from scheduler.replies.reply import Reply, ReplyFile


def keep_file(session: OfficeSession, content: bytes) -> str:
    """Keep the bytes of a reply once under their SHA-256, which is returned."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(ReplyFile, sha256) is None:
        session.add(ReplyFile(sha256=sha256, content=content))
        session.flush()
    return sha256


def original_of(session: OfficeSession, reply: Reply) -> bytes:
    """The bytes of a reply as they came; NotFound if nothing is kept of it, Refused if they were altered."""
    if reply.file_sha256 is not None:
        content = session.get_one(ReplyFile, reply.file_sha256).content
        if content is None:
            raise NotFound(f"The file of reply {reply.id} was erased.")
        if hashlib.sha256(content).hexdigest() != reply.file_sha256:
            raise Refused(f"The file of reply {reply.id} was altered in the database.")
        return content
    if reply.message_id is not None:
        return raw_of(session, message_of(session, reply.message_id))
    raise NotFound(f"Nothing was kept of reply {reply.id} but what is recorded.")


def erase_replies(session: OfficeSession, now: datetime, numbers: Sequence[int]) -> None:
    """Blank what names a person in these replies, and the files that no other reply needs; once.

    What was answered to which ask, when and by which channel stays.
    """
    meant = update(Reply).where(Reply.id.in_(numbers), Reply.erased_at.is_(None))
    session.execute(meant.values(sender="", note="", file_name="", erased_at=now))
    other = aliased(Reply)
    needed = select(other.file_sha256).where(other.file_sha256.is_not(None), other.erased_at.is_(None))
    theirs = select(Reply.file_sha256).where(Reply.id.in_(numbers), Reply.file_sha256.is_not(None))
    files = update(ReplyFile).where(
        ReplyFile.sha256.in_(theirs), ReplyFile.sha256.not_in(needed), ReplyFile.content.is_not(None)
    )
    session.execute(files.values(content=None))
