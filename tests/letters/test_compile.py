"""Compiling: from the database alone to blueprints that fill into messages, under the seal."""

from __future__ import annotations

import email
import email.policy
import shutil
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text

from letters.approval import approve
from letters.checks import check
from letters.compile import blueprints_for
from letters.correspondence import find_letter
from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.new import write_new
from letters.source import load_folder
from letters.submission import submit
from letters.withdrawal import withdraw
from mailer.audit import Actor
from mailer.blueprint import Blueprint, BlueprintSpec, Filling, Mailbox
from mailer.database import Database, OfficeSession
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from mailer.outbox import part_bytes
from mailer.settings import OfficeSettings
from tests.letters.letter_factory import (
    FORM,
    OFFICE,
    OWN_DRAFTS,
    a_series,
    approved,
    letter_source,
    prepared,
    submitted,
)
from tests.rig.stages import Begin

EN, FR = Language.EN, Language.FR
ORIGINAL = CopyMark.ORIGINAL
VALUES = {"organisation": "Harbour Library", "category": "governments", "salutation": ""}


def filled(session: OfficeSession, spec: BlueprintSpec, now: datetime) -> EmailMessage:
    """The message as a reader of mail takes it apart."""
    parts = {part.sha256: part_bytes(session, part.sha256) for part in spec.parts}
    filling = Filling(
        serial="a" * 16,
        return_token="t",
        unsubscribe_token="t",
        address="desk@harbour.example",
        name="Harbour Library",
        dated_at=now,
        values=VALUES,
    )
    message = email.message_from_bytes(Blueprint(spec, parts).fill(filling), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def plain_text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_the_folder_may_go_once_the_letter_is_approved(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, tmp_path: Path
) -> None:
    folder = tmp_path / "call"
    write_new(folder, ["en", "ar"], now.date())
    source, _ = load_folder(folder)
    assert source is not None
    findings = check(folder, now.date(), merger=merger)
    with database.writing() as session:
        a_series(session, now, clerk)
        submit(session, now, clerk, source, "call", findings)
    shutil.rmtree(folder)
    with database.reading() as session:
        ready = prepared(session, now, merger, "call")
    with database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        blueprints = blueprints_for(session, find_letter(session, "CL-27/0001"), OFFICE)
        assert set(blueprints) == {(language, mark) for language in ("en", "ar") for mark in CopyMark}
        for spec in blueprints.values():
            message = filled(session, spec, now)
            assert "CL-27/0001" in plain_text(message)
            kinds = [part.get_content_type() for part in message.iter_attachments()]
            assert kinds == ["text/plain", "text/calendar"]


def test_a_copy_carries_reference_language_annex_and_the_word_of_a_machine(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.reading() as session:
        blueprints = blueprints_for(session, find_letter(session, "reading-rooms"), OFFICE)
        english = filled(session, blueprints[EN, ORIGINAL], now)
        french = filled(session, blueprints[FR, CopyMark.COPY], now)
    assert english["Subject"] == "Reading rooms of Harbour Library"
    assert english["From"] == "Union of Libraries <letters@libraries.example>"
    assert english["Content-Language"] == "en"
    assert english["Auto-Submitted"] == "auto-generated"
    assert english["X-Letter-Reference"] == "CL-27-0001"
    form, calendar = english.iter_attachments()
    assert (form.get_filename(), form.get_content()) == ("form-en.txt", FORM.decode())
    assert calendar.get_filename() == "CL-27-0001-en.ics"
    assert [part.get_filename() for part in french.iter_attachments()] == ["form-fr.txt", "CL-27-0001-fr.ics"]
    assert "letter CL-27/0001" in plain_text(english)
    assert "COPIE" in plain_text(french)
    assert "COP" not in plain_text(english)


def test_each_language_prints_its_own_text_of_a_reference_given_by_hand(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    references = '  - manual: "LIB 2027"\n    display: {en: "LIB for 2027", fr: "BIB 2027"}\n  - series: CL'
    approved(sqlite_database, now, clerk, merger, source=letter_source(references=references))
    with sqlite_database.reading() as session:
        blueprints = blueprints_for(session, find_letter(session, "LIB 2027"), OFFICE)
        english, french = (plain_text(filled(session, blueprints[name, ORIGINAL], now)) for name in (EN, FR))
        assert blueprints[FR, ORIGINAL].fixed == {"reference": "BIB 2027", "reference_2": "CL-27/0001"}
    assert "letter LIB for 2027" in english
    assert "lettre BIB 2027" in french
    assert "CL-27/0001" in english
    assert "CL-27/0001" in french


def test_the_office_decides_who_writes_and_where_answers_go(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    office = OfficeSettings(
        name="Union",
        domain="libraries.example",
        sender="letters@libraries.example",
        sender_name="The Secretary-General",
        reply_to="answers@libraries.example",
    )
    approved(sqlite_database, now, clerk, merger)
    with sqlite_database.reading() as session:
        spec = blueprints_for(session, find_letter(session, "reading-rooms"), office)[EN, ORIGINAL]
    assert spec.sender == Mailbox("The Secretary-General", "letters@libraries.example")
    assert spec.reply_to == Mailbox("", "answers@libraries.example")
    assert spec.list_id is None


def test_voluntary_mail_names_its_list(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    source = letter_source()
    facts = source.facts.model_validate(
        {**source.facts.model_dump(mode="json"), "mail": "voluntary", "stream": "reading_rooms"}
    )
    source = type(source)(facts, source.versions, source.annexes, read=source.read)
    approved(sqlite_database, now, clerk, merger, source=source)
    with sqlite_database.reading() as session:
        spec = blueprints_for(session, find_letter(session, "reading-rooms"), OFFICE)[EN, ORIGINAL]
        assert filled(session, spec, now)["List-Id"] == "<reading-rooms.libraries.example>"


def test_compiling_twice_gives_the_same_blueprints(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(sqlite_database, now, clerk, merger)
    keys = []
    for _ in range(2):
        with sqlite_database.reading() as session:
            compiled = blueprints_for(session, find_letter(session, "reading-rooms"), OFFICE)
            keys.append({name: spec.key for name, spec in compiled.items()})
    assert keys[0] == keys[1]
    assert len(set(keys[0].values())) == 6


def test_a28_what_is_not_approved_or_not_what_was_approved_is_not_compiled(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        review = submitted(session, now, clerk, "in-review")
        with pytest.raises(Refused, match="is in review: no approval of it holds"):
            blueprints_for(session, review, OFFICE)
        letter = find_letter(session, "reading-rooms")
        with session.begin_nested() as change:
            session.execute(text("UPDATE letter_rendition SET text = 'x'"))
            session.expire_all()
            with pytest.raises(Refused, match="is not what was approved any more"):
                blueprints_for(session, letter, OFFICE)
            change.rollback()
        withdraw(session, now, clerk, letter, "Postponed.")
        with pytest.raises(Refused, match="withdrawn: no approval"):
            blueprints_for(session, letter, OFFICE)
