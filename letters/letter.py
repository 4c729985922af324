"""The letter as it is stored: its tables, and the states that it moves through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from letters.facts import Facts, Language, facts_from_json
from letters.layout.tree import CopyMark
from letters.sentences import did_you_mean
from mailer.audit import Actor
from mailer.database import Base, BigId, Id
from mailer.errors import NotFound, Refused


class LetterState(StrEnum):
    """Where a letter stands (design.md 4)."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    ISSUED = "issued"  # its first delivery was enqueued
    WITHDRAWN = "withdrawn"


S = LetterState
MOVES: Final[Mapping[LetterState, frozenset[LetterState]]] = {
    S.DRAFT: frozenset({S.IN_REVIEW}),
    S.IN_REVIEW: frozenset({S.IN_REVIEW, S.DRAFT, S.APPROVED}),
    S.APPROVED: frozenset({S.ISSUED, S.WITHDRAWN}),
    S.ISSUED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""Every move a letter may make; *in review* to *in review* is a draft replaced by a newer one."""

FROZEN: Final = frozenset({S.APPROVED, S.ISSUED})
"""The states in which a letter has a seal and may be sent."""


class Letter(Base):
    """One circular letter with all its language versions."""

    __tablename__ = "letter"
    id: Mapped[Id]
    handle: Mapped[str] = mapped_column(unique=True)
    """The short name by which people of the house call it."""
    state: Mapped[LetterState] = mapped_column(index=True)
    edition: Mapped[int]
    """How often it was submitted; the approver approves one edition."""
    facts: Mapped[str]
    """The facts as canonical JSON (`letters.facts.facts_json`)."""
    source_hash: Mapped[str]
    """What was submitted, as one hash (`letters.seal.source_hash`)."""
    issue_date: Mapped[date]
    """The date that the letter bears, in the place of issue; it decides the year of the reference."""
    drafter: Mapped[str]
    """The pseudonym of who submitted the present edition."""
    submitted_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]

    def read_facts(self) -> Facts:
        """The facts, typed; ValueError if the stored text is none."""
        return facts_from_json(self.facts)

    @property
    def sealed(self) -> bool:
        """Whether it has a seal and may be sent."""
        return self.state in FROZEN

    def move_to(self, state: LetterState) -> None:
        """Change the state; Refused for a move that the states do not allow."""
        if state not in MOVES[self.state]:
            raise Refused(f"The letter “{self.handle}” is {self.state} and cannot become {state}.")
        self.state = state


class LetterVersion(Base):
    """The letter in one language, as it was written."""

    __tablename__ = "letter_version"
    __table_args__ = (UniqueConstraint("letter_id", "language"),)
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    language: Mapped[Language]
    subject: Mapped[str]
    front_matter: Mapped[dict[str, Any]]
    """What else stands above the body: salutation, closing, heading, place; only what is given."""
    body: Mapped[str]


class LetterAnnex(Base):
    """A file that goes out with the letter; its bytes lie once in the post room, under their hash."""

    __tablename__ = "letter_annex"
    __table_args__ = (UniqueConstraint("letter_id", "path"),)
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    path: Mapped[str]
    """Where the facts name it."""
    name: Mapped[str]
    """How it is called in the mail."""
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(ForeignKey("part.sha256"))


class Approval(Base):
    """One approval: who, when, and the seal over all that was approved. Voided, it stays in the record."""

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_valid",
            "letter_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"), index=True)
    edition: Mapped[int]
    approver: Mapped[str]
    """The pseudonym of who approved."""
    at: Mapped[datetime]
    engine: Mapped[int]
    """The version of the rendering that made the renditions."""
    emblem: Mapped[str | None] = mapped_column(ForeignKey("part.sha256"))
    """The hash of the picture that its documents bear, whose bytes the post room keeps."""
    manifest: Mapped[dict[str, Any]]
    """What was sealed, part by part: its name to its hash."""
    seal: Mapped[str]
    """The hash of the manifest."""
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str]


class LetterRendition(Base):
    """The frozen templates of one language and mark, under one approval; the reference is still a field."""

    __tablename__ = "letter_rendition"
    __table_args__ = (UniqueConstraint("approval_id", "language", "mark"),)
    id: Mapped[Id]
    approval_id: Mapped[int] = mapped_column(BigId, ForeignKey("approval.id"))
    language: Mapped[Language]
    mark: Mapped[CopyMark]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    document: Mapped[str]
    """The lines that the PDF is set from (`letters.document.to_lines`)."""
    fields: Mapped[list[str]]
    """The merge fields that the four templates use, sorted."""


class LetterDocument(Base):
    """The document of record in one language and mark, made once under an approval; its bytes lie in the post
    room, under their hash.
    """

    __tablename__ = "letter_document"
    __table_args__ = (UniqueConstraint("approval_id", "language", "mark"),)
    id: Mapped[Id]
    approval_id: Mapped[int] = mapped_column(BigId, ForeignKey("approval.id"))
    language: Mapped[Language]
    mark: Mapped[CopyMark]
    name: Mapped[str]
    """How its file is called."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(ForeignKey("part.sha256"))
    made_at: Mapped[datetime]


class LetterEvent(Base):
    """A change of a letter's state: when, by whom, and why where a reason was given."""

    __tablename__ = "letter_event"
    __table_args__ = (Index(None, "letter_id", "id"),)
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    at: Mapped[datetime]
    was: Mapped[LetterState]
    became: Mapped[LetterState]
    edition: Mapped[int]
    actor: Mapped[str]
    why: Mapped[str]


def move(
    session: Session, now: datetime, actor: Actor, letter: Letter, state: LetterState, why: str = ""
) -> None:
    """Move a letter to a state and leave the event; Refused for a move that the states do not allow."""
    was = letter.state
    letter.move_to(state)
    session.flush()
    session.add(
        LetterEvent(
            letter_id=letter.id,
            at=now,
            was=was,
            became=state,
            edition=letter.edition,
            actor=actor.pseudonym,
            why=why,
        )
    )
    session.flush()


def letter_called(session: Session, handle: str) -> Letter | None:
    """The letter with this handle, or None."""
    return session.scalars(select(Letter).where(Letter.handle == handle)).first()


def no_letter(session: Session, name: str) -> NotFound:
    """The error for a name that is no letter's, with what comes near."""
    handles = session.scalars(select(Letter.handle).order_by(Letter.id.desc()).limit(500)).all()
    near = did_you_mean(name, handles)
    return NotFound(f"There is no letter “{name}”.{near or ' `mailer letters list` names those there are.'}")


def lock_letter(session: Session, letter_id: int) -> Letter:
    """The letter by its id as it stands now, locked against other writers; NotFound if there is none."""
    asked = select(Letter).where(Letter.id == letter_id).with_for_update()
    found = session.scalars(asked, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound("There is no such letter any more.")
    return found


def versions_of(session: Session, letter: Letter) -> Sequence[LetterVersion]:
    """The language versions as they are stored now."""
    asked = select(LetterVersion).where(LetterVersion.letter_id == letter.id).order_by(LetterVersion.id)
    return session.scalars(asked, execution_options={"populate_existing": True}).all()


def annexes_of(session: Session, letter: Letter) -> Sequence[LetterAnnex]:
    """The annex files as they are stored now, by path."""
    asked = select(LetterAnnex).where(LetterAnnex.letter_id == letter.id).order_by(LetterAnnex.path)
    return session.scalars(asked, execution_options={"populate_existing": True}).all()


def approval_of(session: Session, letter: Letter) -> Approval | None:
    """The approval that holds, or None."""
    asked = select(Approval).where(Approval.letter_id == letter.id, Approval.voided_at.is_(None))
    return session.scalars(asked, execution_options={"populate_existing": True}).first()


def renditions_of(session: Session, approval: Approval) -> Sequence[LetterRendition]:
    """The renditions frozen under an approval, as they are stored now."""
    asked = select(LetterRendition).where(LetterRendition.approval_id == approval.id)
    ordered = asked.order_by(LetterRendition.id)
    return session.scalars(ordered, execution_options={"populate_existing": True}).all()


def events_of(session: Session, letter: Letter) -> Sequence[LetterEvent]:
    """What happened to a letter, oldest first."""
    asked = select(LetterEvent).where(LetterEvent.letter_id == letter.id)
    return session.scalars(asked.order_by(LetterEvent.id)).all()
