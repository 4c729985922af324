"""Keeps the calendars of an approved letter: sealed without the number, made once it is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from letters.calendar.calendar import MEDIA_TYPE, Calendar, calendar_of
from letters.calendar.family import place_in_family, root_of
from letters.facts import Facts, Language
from letters.languages import Formulas
from letters.letter import Approval, Letter
from letters.numbers import file_stem, values_in
from letters.register import RegisterEntry, references_of, texts_of
from mailer.blueprint import PartRef
from mailer.canonical import digest
from mailer.database import Base, BigId, Id, OfficeSession
from mailer.outbox import keep_part
from mailer.settings import OfficeSettings


class LetterCalendar(Base):
    """The calendar of one language under an approval; its bytes lie in the post room, under their hash."""

    __tablename__ = "letter_calendar"
    __table_args__ = (UniqueConstraint("approval_id", "language"),)
    id: Mapped[Id]
    approval_id: Mapped[int] = mapped_column(BigId, ForeignKey("approval.id"))
    language: Mapped[Language]
    sealed: Mapped[str]
    """What the seal covers (`letters.calendar.calendar.Calendar.to_json`)."""
    name: Mapped[str]
    """How its file is called."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(ForeignKey("part.sha256"))


def seal_calendars(
    session: OfficeSession,
    facts: Facts,
    subjects: Mapping[Language, str],
    formulas: Mapping[Language, Formulas],
    office: OfficeSettings,
) -> dict[Language, str]:
    """The calendar of each language that has one, as it is sealed; `subjects` are merge templates."""
    root = root_of(session, facts)
    drawn = {
        language: calendar_of(
            facts,
            language,
            subject,
            formulas[language],
            domain=office.domain,
            organiser=office.sender,
            root=root,
        )
        for language, subject in subjects.items()
    }
    return {language: calendar.to_json() for language, calendar in drawn.items() if calendar}


def calendar_manifest(sealed: Mapping[Language, str]) -> dict[str, str]:
    """The sealed calendars, part by part: names to hashes."""
    return {f"the {language} calendar": digest([written]) for language, written in sealed.items()}


def keep_calendars(
    session: OfficeSession, letter: Letter, approval: Approval, sealed: Mapping[Language, str]
) -> None:
    """Make the calendars of a letter that has its number, and keep them under its approval."""
    if not sealed:
        return
    number = _number_of(session, letter)
    for language, written in sealed.items():
        content = number.fill(written, language)
        session.add(
            LetterCalendar(
                approval_id=approval.id,
                language=language,
                sealed=written,
                name=number.file_name(language),
                size=len(content),
                sha256=keep_part(session, content),
            )
        )
    session.flush()


def calendars_under(session: Session, approval: Approval) -> Sequence[LetterCalendar]:
    """The calendars kept under an approval, as they are stored now."""
    asked = select(LetterCalendar).where(LetterCalendar.approval_id == approval.id)
    ordered = asked.order_by(LetterCalendar.id)
    return session.scalars(ordered, execution_options={"populate_existing": True}).all()


def calendar_parts(session: Session, approval: Approval) -> dict[Language, PartRef]:
    """The calendars as parts of messages."""
    return {
        one.language: PartRef(one.sha256, MEDIA_TYPE, one.name, one.size)
        for one in calendars_under(session, approval)
    }


def stray_calendars(
    session: OfficeSession, letter: Letter, calendars: Iterable[LetterCalendar]
) -> Iterator[str]:
    """The names in the manifest of calendars that are not what follows from the seal and the number.

    ValueError, TypeError or LookupError where one cannot be read any more.
    """
    kept = list(calendars)
    if not kept:
        return
    number = _number_of(session, letter)
    for one in kept:
        content, name = number.fill(one.sealed, one.language), number.file_name(one.language)
        if (name, len(content), hashlib.sha256(content).hexdigest()) != (one.name, one.size, one.sha256):
            yield f"the {one.language} calendar"


@dataclass(frozen=True)
class _Number:
    """What the number of a letter gives its calendars, read once for all languages."""

    family: str
    sequence: int
    stem: str
    entries: Sequence[RegisterEntry]
    texts: Sequence[Mapping[Language, str]]

    def fill(self, sealed: str, language: Language) -> bytes:
        values = values_in(self.entries, self.texts, language)
        return Calendar.from_json(sealed).fill(self.family, values, self.sequence)

    def file_name(self, language: Language) -> str:
        return f"{self.stem}-{language}.ics"


def _number_of(session: OfficeSession, letter: Letter) -> _Number:
    family, sequence = place_in_family(session, letter)
    entries = references_of(session, letter.id)
    texts = [texts_of(session, entry) for entry in entries]
    return _Number(family, sequence, file_stem(session, letter), entries, texts)
