"""Invented letters for tests: as a source, submitted, approved."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from letters.annexes import AnnexFile
from letters.approval import Prepared, approve, prepare_approval
from letters.facts import Language
from letters.findings import errors_of
from letters.letter import Letter
from letters.register import ResetPolicy, define_series
from letters.source import LetterSource, VersionSource, read_facts, read_version
from letters.submission import submit
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.merge import LimitedMerger
from mailer.settings import ApprovalSettings, OfficeSettings, OwnDraft

OFFICE: Final = OfficeSettings(
    name="Union of Libraries", domain="libraries.example", sender="letters@libraries.example"
)
FORM: Final = b"Name of the library:\nReading rooms:\n"
PLAN: Final = b"Nom de la bibliotheque:\n"
FACTS: Final = """
languages: [{languages}]
references:
{references}
date: {date}
place: {{en: Geneva, fr: Genève}}
time_zone: Europe/Zurich
addressees:
  heading: {{en: "To all libraries:", fr: "À toutes les bibliothèques:"}}
  categories:
    - category: governments
asks:
  - id: questionnaire
    what: {{en: The questionnaire, fr: Le questionnaire}}
    channel: {{annex: 1}}
    deadline: replies
deadlines:
  - id: replies
    date: {deadline}
annexes:
  - number: 1
    title: {{en: Questionnaire, fr: Questionnaire}}
    file: {{en: annexes/form-en.txt, fr: annexes/form-fr.txt}}
    form: yes
signatory:
  name: Ada Sample
  titles: {{en: Secretary-General, fr: Secrétaire générale}}
"""
VERSIONS: Final = {
    "en": """---
subject: Reading rooms of {{ organisation }}
---
Please fill in the questionnaire of letter {{ reference }} **by 30 April 2027**.
""",
    "fr": """---
subject: Salles de lecture de {{ organisation }}
---
Veuillez remplir le questionnaire de la lettre {{ reference }} **d'ici au 30 avril 2027**.
""",
}
OWN_DRAFTS: Final = ApprovalSettings(own_draft=OwnDraft.WARN)
"""For tests of something else, in which one person does everything."""
SERIES: Final = "  - series: CL"


def letter_source(
    *,
    languages: tuple[str, ...] = ("en", "fr"),
    references: str = SERIES,
    date: str = "2027-03-01",
    deadline: str = "2027-04-30",
    english: str = VERSIONS["en"],
) -> LetterSource:
    """A letter of an invented union of libraries, in memory."""
    text = FACTS.format(languages=", ".join(languages), references=references, date=date, deadline=deadline)
    facts, read, findings = read_facts(text)
    assert facts is not None, findings
    versions: dict[Language, VersionSource] = {}
    for language in facts.languages:
        version = read_version({**VERSIONS, "en": english}[language], language)
        assert isinstance(version, VersionSource), version
        versions[language] = version
    annexes = {
        f"annexes/form-{language}.txt": annex(f"annexes/form-{language}.txt", content)
        for language, content in (("en", FORM), ("fr", PLAN))
        if language in languages
    }
    return LetterSource(facts, versions, annexes, read=read)


def annex(path: str, content: bytes) -> AnnexFile:
    """An annex of plain text."""
    return AnnexFile(
        path=path,
        name=path.rsplit("/", 1)[-1],
        media_type="text/plain",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def a_series(session: OfficeSession, now: datetime, actor: Actor, name: str = "CL") -> None:
    """A series that counts on by the year from 1."""
    define_series(session, now, actor, name, "{series}-{yy}/{seq:04d}", 1, ResetPolicy.YEAR)


def submitted(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    handle: str = "reading-rooms",
    source: LetterSource | None = None,
) -> Letter:
    """A letter in review."""
    return submit(session, now, actor, source or letter_source(), handle, [])


def prepared(
    session: OfficeSession, now: datetime, merger: LimitedMerger, handle: str = "reading-rooms"
) -> Prepared:
    """A letter in review, rendered; checked without errors."""
    found = prepare_approval(session, now, handle, merger=merger)
    assert not errors_of(found.findings)
    return found


def approved(
    database: Database,
    now: datetime,
    actor: Actor,
    merger: LimitedMerger,
    handle: str = "reading-rooms",
    source: LetterSource | None = None,
) -> None:
    """A letter submitted and approved, each in a transaction of its own."""
    with database.writing() as session:
        a_series(session, now, actor)
        submitted(session, now, actor, handle, source)
    with database.reading() as session:
        ready = prepared(session, now, merger, handle)
    with database.writing() as session:
        approve(session, now, actor, ready, accepted=len(ready.findings), rules=OWN_DRAFTS)
