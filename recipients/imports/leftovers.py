"""Clearing away what an import that was cut short had stored, unseen, before its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mailer.database import database_now
from recipients.directory_state import DirectoryImport, ImportState, lock_revision
from recipients.history import DirectoryChange
from recipients.lists import ListMember, StakeholderList
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress

SILENCE: Final = timedelta(seconds=20)
"""After so long without a chunk an import that is still filling was cut short."""
CLEARED_AT_ONCE: Final = 2_000
"""Rows removed in one transaction."""


def being_filled(session: Session) -> DirectoryImport | None:
    """The import that another process is storing right now, if there is one.

    Those that have been silent for too long are given up here, and will be cleared.
    """
    filling = select(DirectoryImport).where(DirectoryImport.state == ImportState.FILLING)
    alive = None
    lock_revision(session)
    for found in session.scalars(filling.with_for_update()).all():
        if abs(database_now(session) - found.filled_at) > SILENCE:  # also when the clock was set back
            found.state = ImportState.ABANDONED
        else:
            alive = found
    session.flush()
    return alive


def clear_some(session: Session, now: datetime) -> bool:
    """Remove one group of rows that imports given up have left; whether that was the last of them."""
    left = select(DirectoryImport).where(
        DirectoryImport.state == ImportState.ABANDONED, DirectoryImport.ended_at.is_(None)
    )
    for found in session.scalars(left.order_by(DirectoryImport.id)).all():
        if _clear_changes(session, found.id):
            return False
        if _clear_recipients(session, found.id) or _clear_organisations(session, found.id):
            return False
        lists = select(StakeholderList.id).where(StakeholderList.import_id == found.id)
        session.execute(delete(StakeholderList).where(StakeholderList.id.in_(session.scalars(lists).all())))
        session.execute(update(DirectoryImport).where(DirectoryImport.id == found.id).values(ended_at=now))
    return True


def _clear_changes(session: Session, import_id: int) -> int:
    """The rows stand at the end of the table, so looking backwards finds them at once."""
    last = select(DirectoryChange.id).where(DirectoryChange.import_id == import_id)
    ids = session.scalars(last.order_by(DirectoryChange.id.desc()).limit(CLEARED_AT_ONCE)).all()
    if ids:
        session.execute(delete(DirectoryChange).where(DirectoryChange.id.in_(ids)))
    return len(ids)


def _clear_recipients(session: Session, import_id: int) -> int:
    last = select(Recipient.id).where(Recipient.import_id == import_id).order_by(Recipient.id.desc())
    ids = session.scalars(last.limit(CLEARED_AT_ONCE)).all()
    if ids:
        session.execute(delete(RecipientAddress).where(RecipientAddress.recipient_id.in_(ids)))
        session.execute(delete(ListMember).where(ListMember.recipient_id.in_(ids)))
        session.execute(delete(Recipient).where(Recipient.id.in_(ids)))
    return len(ids)


def _clear_organisations(session: Session, import_id: int) -> int:
    last = select(Organisation.id).where(Organisation.import_id == import_id).order_by(Organisation.id.desc())
    ids = session.scalars(last.limit(CLEARED_AT_ONCE)).all()
    if ids:
        session.execute(delete(Organisation).where(Organisation.id.in_(ids)))
    return len(ids)
