"""The document of record: under the approval seal, made once, kept by its hash, named in the audit chain."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text, update

from letters.approval import approve, prepare_approval
from letters.document import engine
from letters.document.emblem import Emblem, read_emblem
from letters.document.typesetting import Typesetter
from letters.facts import Language
from letters.facts.letter import MergeField
from letters.layout.tree import CopyMark
from letters.letter import Approval, LetterRendition, letter_called
from letters.record import Sheet, keep_document, kept_document, plan_document
from letters.seal import verify_seal
from letters.source import LetterSource
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.delivery import Part
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from scheduler.deeds.words import sentence
from tests.letters.letter_factory import OFFICE, OWN_DRAFTS, a_series, approved, letter_source, submitted
from tests.rig.paper import Paper
from tests.rig.stages import Begin

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="{}"/></svg>'
PLAIN = """---
subject: Reading rooms
---
Please fill in the questionnaire of letter {{ reference }} **by 30 April 2027**.
"""


def plain_source() -> LetterSource:
    """A letter that is the same for everybody."""
    return letter_source(languages=("en",), english=PLAIN)


def emblem(radius: int) -> Emblem:
    return read_emblem(SVG.format(radius).encode())


def plan(database: Database, language: str = "en", mark: CopyMark = CopyMark.ORIGINAL) -> Sheet:
    with database.reading() as session:
        letter = letter_called(session, "reading-rooms")
        assert letter is not None
        return plan_document(session, letter, Language(language), mark)


def set_sheet(sheet: Sheet) -> bytes:
    with Typesetter() as typesetter:
        return typesetter.typeset(sheet.lines, sheet.house)


def kept(database: Database, language: str = "en") -> bytes | None:
    with database.reading() as session:
        letter = letter_called(session, "reading-rooms")
        assert letter is not None
        found = kept_document(session, letter, Language(language))
        return found[1] if found else None


def difference(session: OfficeSession) -> str:
    letter = letter_called(session, "reading-rooms")
    assert letter is not None
    return verify_seal(session, letter) or ""


def test_it_bears_the_number_and_is_kept_once_with_its_hash_in_the_chain(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(database, now, clerk, merger, source=plain_source())
    sheet = plan(database)
    content = set_sheet(sheet)
    paper = Paper(content)
    assert "CL-27/0001" in paper.text()
    assert "‹" not in paper.text()
    assert sheet.name == "CL-27-0001-en.pdf"
    assert kept(database) is None
    with database.writing() as session:
        first = keep_document(session, now, clerk, sheet, content)
        assert first.sha256 == hashlib.sha256(content).hexdigest()
    with database.writing() as session:
        again = keep_document(session, now, clerk, sheet, b"something else")
        assert again.sha256 == hashlib.sha256(content).hexdigest(), "the first one stands"
    assert kept(database) == content
    with database.reading() as session:
        facts = (
            session.execute(text("SELECT facts FROM audit_entry WHERE deed = 'letter.document'"))
            .scalars()
            .all()
        )
    assert len(facts) == 1
    assert hashlib.sha256(content).hexdigest() in facts[0]


def test_a_letter_with_fields_is_recorded_with_their_names_and_who_gets_what(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    said = Paper(set_sheet(plan(database))).text()
    assert "‹organisation›" in said
    assert "CL-27/0001" in said, "the number stands as it is"
    french = plan(database, "fr")
    assert "‹organisation›" in Paper(set_sheet(french)).text()
    assert french.name == "CL-27-0001-fr.pdf"
    copy = plan(database, "fr", CopyMark.COPY)
    assert copy.name == "CL-27-0001-fr-copy.pdf"
    assert "COPIE" in Paper(set_sheet(copy)).text()


def test_who_a_condition_is_about_is_not_left_out_of_the_record(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    asked = PLAIN.replace("Please", "{% if focal_point %}\nYou alone.\n{% endif %}\n\nPlease")
    source = letter_source(languages=("en",), english=asked)
    facts = source.facts.model_copy(update={"fields": (MergeField(name="focal_point"),)})
    approved(database, now, clerk, merger, source=replace(source, facts=facts))
    said = Paper(set_sheet(plan(database))).text()
    assert "You alone." in said
    assert "Only where ‹focal_point› has a value" in said


def test_an_altered_or_exchanged_document_is_refused(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(database, now, clerk, merger, source=plain_source())
    sheet = plan(database)
    with database.writing() as session:
        document = keep_document(session, now, clerk, sheet, set_sheet(sheet))
        sha256 = document.sha256
    with database.writing() as session:
        session.execute(update(Part).where(Part.sha256 == sha256).values(content=b"%PDF-other"))
    with pytest.raises(Refused, match="missing or was altered"):
        kept(database)
    other = hashlib.sha256(b"other").hexdigest()
    with database.writing() as session:
        session.add(Part(sha256=other, size=5, content=b"other"))
        session.flush()
        session.execute(text("UPDATE letter_document SET sha256 = :other"), {"other": other})
    with pytest.raises(Refused, match="not the one that the audit chain names"):
        kept(database)


def test_the_seal_covers_document_emblem_typesetter_and_fonts(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        bare = prepare_approval(session, now, "reading-rooms", office=OFFICE, merger=merger)
        small, large = (
            prepare_approval(
                session, now, "reading-rooms", office=OFFICE, merger=merger, emblem=emblem(radius)
            )
            for radius in (3, 4)
        )
    assert len({bare.seal, small.seal, large.seal}) == 3
    covered = bare.manifest()["the setting of documents"]
    assert isinstance(covered, dict)
    assert "typst" in covered["the typesetter"]
    assert {"the document's template", "the font Amiri-Regular.ttf"} <= covered.keys()
    with database.writing() as session:
        approve(session, now, clerk, small, rules=OWN_DRAFTS)
    sheet = plan(database)
    assert sheet.house.emblem == emblem(3)
    with database.writing() as session:
        session.execute(update(LetterRendition).values(document="[]"))
        assert "the en rendition (original)" in difference(session)
        session.rollback()
    with database.writing() as session:
        session.execute(update(Part).where(Part.sha256 == emblem(3).sha256).values(content=b"x"))
        assert difference(session).endswith("Changed: the emblem.")
        session.rollback()


def test_what_would_be_set_otherwise_now_is_named(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(database, now, clerk, merger, source=plain_source())
    updated = {**engine.engine_manifest(), "the typesetter": "typst 9.9", "the font Amiri-Bold.ttf": "0"}
    monkeypatch.setattr("letters.record.engine_manifest", lambda: updated)
    with pytest.raises(Refused, match=r"Changed: the font Amiri-Bold\.ttf, the typesetter\."):
        plan(database)


def test_a_letter_approved_without_the_typesetter_has_none(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as bare:
        bare.setattr(engine, "_FONTS", ("fonts_that_nobody_installed",))
        approved(database, now, clerk, merger, source=plain_source())
    with pytest.raises(Refused, match="approved where no documents could be set"):
        plan(database)


def test_a_letter_that_is_not_approved_has_none(
    database: Database, now: datetime, clerk: Actor, tmp_path: Path
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk)
    with pytest.raises(Refused, match="in review"):
        plan(database)


def test_the_chain_tells_of_it_in_words() -> None:
    facts = {"name": "CL-1-en.pdf", "sha256": "ab12", "language": "en"}
    assert sentence("letter.document", facts, None) == "CL-1-en.pdf, ab12"


def test_approvals_keep_the_emblem_they_were_given(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepare_approval(
            session, now, "reading-rooms", office=OFFICE, merger=merger, emblem=emblem(2)
        )
    with database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        assert session.query(Approval.emblem).scalar() == emblem(2).sha256
