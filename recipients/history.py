"""What was changed in the directory, by whom, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.canonical import canonical_json
from mailer.database import Base, Id, insert_rows
from recipients.directory_state import in_force


class DirectoryChange(Base):
    """One field of a recipient, or of an organisation, that went from one value to another."""

    __tablename__ = "directory_change"
    id: Mapped[Id]
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("directory_import.id"))
    field: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]


@dataclass(frozen=True)
class Change:
    """One field's way from an old value to a new one, both as text."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        """`country: CH → FR`; nothing is shown as (empty)."""
        return f"{self.field}: {self.old or '(empty)'} → {self.new or '(empty)'}"


def merge_field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Which merge fields differ, by name; rows of text are shown as JSON."""
    return [
        Change(name, _shown(old.get(name, "")), _shown(new.get(name, "")))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else canonical_json(value)


def note_changes(
    session: Session,
    now: datetime,
    actor: str,
    changes: Iterable[tuple[int | None, int | None, Change]],
    import_id: int | None = None,
) -> None:
    """Write changes down, each with the id of its recipient or organisation; `actor` is a pseudonym."""
    insert_rows(
        session,
        DirectoryChange,
        ("recipient_id", "organisation_id", "at", "actor", "import_id", "field", "old", "new"),
        [
            (recipient_id, organisation_id, now, actor, import_id, change.field, change.old, change.new)
            for recipient_id, organisation_id, change in changes
        ],
    )


def changes_of(session: Session, recipient_id: int, limit: int = 200) -> list[DirectoryChange]:
    """The latest changes of a recipient, the newest first."""
    wanted = select(DirectoryChange).where(DirectoryChange.recipient_id == recipient_id)
    wanted = wanted.where(in_force(DirectoryChange.import_id))
    return list(session.scalars(wanted.order_by(DirectoryChange.id.desc()).limit(limit)))
