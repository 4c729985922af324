"""The editions of a letter: each as it was submitted, and what one changed in another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from difflib import unified_diff
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from letters.letter import Letter, LetterAnnex, LetterVersion
from mailer.canonical import digest
from mailer.database import Base, BigId, Id, OfficeSession
from mailer.errors import NotFound

FACTS: str = "letter.yaml"


class LetterEdition(Base):
    """One submission of a letter, kept when another takes its place."""

    __tablename__ = "letter_edition"
    __table_args__ = (UniqueConstraint("letter_id", "edition"),)
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    edition: Mapped[int]
    at: Mapped[datetime]
    drafter: Mapped[str]
    source_hash: Mapped[str]
    texts: Mapped[dict[str, Any]]
    """What each file said, by its name; of an annex its size and hash."""


def keep_edition(
    session: OfficeSession, letter: Letter, versions: Iterable[LetterVersion], annexes: Iterable[LetterAnnex]
) -> LetterEdition:
    """Keep what a letter says now as the edition it is."""
    edition = LetterEdition(
        letter_id=letter.id,
        edition=letter.edition,
        at=letter.submitted_at,
        drafter=letter.drafter,
        source_hash=letter.source_hash,
        texts=dict(_texts(letter, versions, annexes)),
    )
    session.add(edition)
    session.flush()
    return edition


def digest_of_edition(edition: LetterEdition) -> str:
    """One hash over what each of its files said, as the chain keeps it."""
    return digest(dict(edition.texts))


def changes_between(
    session: OfficeSession, letter: Letter, older: int | None = None, newer: int | None = None
) -> list[str]:
    """What an edition changed in an earlier one, as lines of a difference for each file.

    Without numbers the last two are compared. NotFound for an edition that there is none of.
    """
    if letter.edition == 1 and older is newer is None:
        raise NotFound(f"“{letter.handle}” has one edition only: nothing was changed since it was submitted.")
    last = newer or letter.edition
    first = _edition(session, letter, last - 1 if older is None else older)
    second = _edition(session, letter, last)
    return list(_differences(first, second))


def _texts(
    letter: Letter, versions: Iterable[LetterVersion], annexes: Iterable[LetterAnnex]
) -> Iterator[tuple[str, str]]:
    facts: Any = json.loads(letter.facts)
    yield FACTS, json.dumps(facts["facts"], ensure_ascii=False, indent=1)
    for version in versions:
        front = {"subject": version.subject, **version.front_matter}
        lines = [f"{name}: {value}" for name, value in front.items()]
        yield f"{version.language}.md", "\n".join(["---", *lines, "---", version.body])
    for annex in annexes:
        yield annex.path, f"{annex.size:,} bytes, {annex.sha256}"


def _edition(session: OfficeSession, letter: Letter, number: int) -> LetterEdition:
    asked = select(LetterEdition).where(LetterEdition.letter_id == letter.id, LetterEdition.edition == number)
    found = session.scalars(asked).first()
    if found is None:
        raise NotFound(
            f"“{letter.handle}” has no edition {number} to compare: there are 1 to {letter.edition}."
        )
    return found


def _differences(first: LetterEdition, second: LetterEdition) -> Iterator[str]:
    before: Mapping[str, str] = first.texts
    after: Mapping[str, str] = second.texts
    for name in sorted({*before, *after}):
        yield from unified_diff(
            before.get(name, "").splitlines(),
            after.get(name, "").splitlines(),
            f"{name}, edition {first.edition}",
            f"{name}, edition {second.edition}",
            lineterm="",
            n=2,
        )
