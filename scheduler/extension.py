"""More time that one organisation was granted: as it is kept, and as a condition of queries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, SQLColumnExpression, exists, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Id


class DeadlineExtension(Base):
    """More time that one organisation was granted to answer a letter, or one ask of it."""

    __tablename__ = "deadline_extension"
    __table_args__ = (Index(None, "letter_id", "organisation_id"),)
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    ask: Mapped[str]
    """The id of one of the letter's asks; empty for all of them."""
    until: Mapped[date]
    """The last day on which their answer is in time, at the letter's place."""
    too_late_from: Mapped[datetime]
    reason: Mapped[str]
    granted_at: Mapped[datetime]
    granted_by: Mapped[str]
    replaced_at: Mapped[datetime | None]
    """When another one took its place; None while it holds."""


def has_more_time(
    letter_id: int,
    organisation: SQLColumnExpression[int],
    ask: SQLColumnExpression[str] | str,
    at: SQLColumnExpression[datetime] | datetime,
) -> ColumnElement[bool]:
    """The condition that an organisation has a grant in force for an ask which lasts beyond a moment.

    An empty `ask` is the letter as a whole, for which grants for one ask alone do not count.
    """
    more = DeadlineExtension
    return exists(
        select(literal(1)).where(
            more.letter_id == letter_id,
            more.organisation_id == organisation,
            more.replaced_at.is_(None),
            more.too_late_from > at,
            more.ask.in_(("", ask)),
        )
    )
