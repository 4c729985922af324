"""Erasing what the directory holds of persons: numbers, kinds and organisations stay, all else goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from recipients.directory_state import raise_revision
from recipients.history import DirectoryChange
from recipients.lists import ListMember
from recipients.recipient import Recipient, RecipientAddress


def erase_recipients(session: Session, now: datetime, ids: Sequence[int]) -> None:
    """Take recipients out of the directory and blank all that is known of them, their history too.

    What was sent to them still points at their numbers, which name nobody any more.
    """
    blank = {"name": "", "post": "", "salutation": "", "country": "", "languages": "", "fields": {}}
    gone = update(Recipient).where(Recipient.id.in_(ids))
    session.execute(
        gone.values(
            **blank,
            external_id=None,
            version=Recipient.version + 1,
            changed_at=now,
            removed_at=func.coalesce(Recipient.removed_at, now),
        )
    )
    session.execute(delete(RecipientAddress).where(RecipientAddress.recipient_id.in_(ids)))
    session.execute(delete(ListMember).where(ListMember.recipient_id.in_(ids)))
    history = update(DirectoryChange).where(DirectoryChange.recipient_id.in_(ids))
    session.execute(history.values(old="", new=""))
    raise_revision(session)
