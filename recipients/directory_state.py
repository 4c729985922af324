"""The state of the directory: its revision, the imports that went into it, and what of it is in force."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from mailer.database import Base, Id


class ImportState(StrEnum):
    """How far an import has come."""

    FILLING = "filling"  # its rows are being stored and nobody sees them
    ACCEPTED = "accepted"  # all of it is in force
    ABANDONED = "abandoned"  # it was cut short; what it stored was cleared away

    @classmethod
    def open(cls) -> frozenset[ImportState]:
        """The states that end in another one."""
        return frozenset({cls.FILLING})


class DirectoryImport(Base):
    """One acceptance of a file: what it was, who accepted it, and what it did."""

    __tablename__ = "directory_import"
    id: Mapped[Id]
    state: Mapped[ImportState]
    file_name: Mapped[str]
    sha256: Mapped[str]
    actor: Mapped[str]
    counts: Mapped[dict[str, Any]]
    begun_at: Mapped[datetime]
    filled_at: Mapped[datetime]
    """The database's clock at its last chunk: one that is long past was cut short."""
    ended_at: Mapped[datetime | None]


class DirectoryState(Base):
    """The one row whose revision grows with every change of the directory."""

    __tablename__ = "directory_state"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]


def revision_of(session: Session) -> int:
    """The directory's revision: equal twice means that nothing changed in between."""
    return session.scalars(select(DirectoryState.revision)).first() or 0


def lock_revision(session: Session) -> int:
    """The revision, which nobody else can raise until this transaction ends."""
    found = session.scalars(select(DirectoryState.revision).with_for_update()).first()
    if found is None:
        session.add(DirectoryState(id=1, revision=0))
        session.flush()
    return found or 0


def raise_revision(session: Session) -> None:
    """Note that the directory changes in this transaction."""
    raised = session.execute(update(DirectoryState).values(revision=DirectoryState.revision + 1))
    if not raised.rowcount:  # type: ignore[attr-defined]
        session.add(DirectoryState(id=1, revision=1))
        session.flush()


def in_force(import_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """The condition that a row is in force: entered by hand, or by an import that is not still filling."""
    return or_(import_id.is_(None), import_id.not_in(_unseen()))


def _unseen() -> Select[int]:
    return select(DirectoryImport.id).where(DirectoryImport.state != ImportState.ACCEPTED)
