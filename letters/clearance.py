"""Clearances as they are stored: which office cleared which edition of a letter, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from letters.facts import Language
from letters.letter import Letter
from mailer.canonical import digest
from mailer.database import Base, BigId, Id, OfficeSession


class Verdict(StrEnum):
    """What an office said of an edition."""

    CLEARED = "cleared"
    OBJECTED = "objected"


class Clearance(Base):
    """What one office said of one edition: who, when, of what. Voided, it stays in the record."""

    __tablename__ = "clearance"
    __table_args__ = (
        Index(
            "uq_clearance_valid",
            "letter_id",
            "office",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"), index=True)
    edition: Mapped[int]
    office: Mapped[str]
    verdict: Mapped[Verdict]
    by: Mapped[str]
    """The pseudonym of who spoke for the office."""
    at: Mapped[datetime]
    comment: Mapped[str]
    content: Mapped[str]
    """What was read, as one hash (`content_hash`)."""
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str]


def content_hash(letter: Letter, formulas: Mapping[Language, str]) -> str:
    """What somebody reads of an edition: its source, and what its languages say in set phrases."""
    spoken = {language.value: formulas[language] for language in letter.read_facts().languages}
    return digest({"source": letter.source_hash, "formulas": spoken})


def clearances_of(session: OfficeSession, letter: Letter, *, void: bool = False) -> Sequence[Clearance]:
    """The clearances of a letter that hold, in the order they were given; all of them with `void`."""
    asked = select(Clearance).where(Clearance.letter_id == letter.id).order_by(Clearance.id)
    if not void:
        asked = asked.where(Clearance.voided_at.is_(None))
    return session.scalars(asked, execution_options={"populate_existing": True}).all()


def void_clearances(session: OfficeSession, now: datetime, letter: Letter, why: str) -> int:
    """Void what holds, with the reason; how many there were."""
    holding = Clearance.letter_id == letter.id, Clearance.voided_at.is_(None)
    held = len(clearances_of(session, letter))
    session.execute(update(Clearance).where(*holding).values(voided_at=now, voided_why=why))
    return held
