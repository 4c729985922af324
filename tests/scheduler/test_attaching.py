"""The document beside the mail: one file for all who read a language, under the release seal."""

from __future__ import annotations

import email
from email.policy import SMTP

import pytest
from sqlalchemy import select

from letters.document.typesetting import Typesetter
from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.letter import LetterDocument, letter_called
from letters.record import keep_document, plan_document
from mailer.delivery import Part
from mailer.errors import Refused
from scheduler.campaign import CampaignState, OnPaper, PausedFor
from scheduler.rebuilding import rebuild
from tests.rig.paper import Paper
from tests.scheduler.campaign_factory import DRAFTER, World, letter_source

ENGLISH = "---\nsubject: Reading rooms\n---\nPlease answer letter {{ reference }}.\n"
FRENCH = "---\nsubject: Salles de lecture\n---\nRépondez à la lettre {{ reference }}.\n"


def a_letter_for_all(world: World, *, made: bool = True) -> str:
    """A letter that says the same to everybody, its documents kept; its handle."""
    world.approve("for-all", letter_source(english=ENGLISH, french=FRENCH))
    for language in (Language.EN, Language.FR) if made else ():
        for mark in CopyMark:
            with world.database.reading() as session:
                letter = letter_called(session, "for-all")
                assert letter is not None
                sheet = plan_document(session, letter, language, mark)
            with Typesetter() as typesetter:
                content = typesetter.typeset(sheet.lines, sheet.house)
            world.do(keep_document, DRAFTER, sheet, content)
    return "for-all"


def test_every_copy_carries_the_document_of_its_language_stored_once(world: World) -> None:
    handle = a_letter_for_all(world)
    name = world.launched(letter=handle, document=OnPaper.ATTACHED)
    world.send()
    seen: dict[str, set[bytes]] = {}
    for row in world.rows(name):
        assert row.delivery_id is not None
        with world.database.reading() as session:
            message = email.message_from_bytes(
                rebuild(session, world.keyring(), row.delivery_id).message, policy=SMTP
            )
        (attached,) = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
        content = attached.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert attached.get_filename() == f"CL-27-0002-{row.language}.pdf"
        assert "CL-27/0002" in Paper(content).text()
        seen.setdefault(row.language, set()).add(content)
    assert {language: len(contents) for language, contents in seen.items()} == {"en": 1, "fr": 1}


def test_a_letter_with_fields_has_no_document_for_all(world: World) -> None:
    with pytest.raises(Refused, match=r"something else to each recipient \(organisation\)"):
        world.create(document=OnPaper.ATTACHED)


def test_what_was_not_made_yet_is_not_attached(world: World) -> None:
    handle = a_letter_for_all(world, made=False)
    with pytest.raises(Refused, match="was not made yet"):
        world.create(handle, document=OnPaper.ATTACHED)


def test_the_release_seal_covers_the_document(world: World) -> None:
    handle = a_letter_for_all(world)
    name = world.released(letter=handle, document=OnPaper.ATTACHED)
    with world.database.reading() as session:
        asked = select(LetterDocument.sha256).where(LetterDocument.language == Language.FR)
        sha256 = session.scalars(asked.where(LetterDocument.mark == CopyMark.ORIGINAL)).one()
    with world.database.writing() as session:
        part = session.get_one(Part, sha256)
        part.content = b"%PDF-another"
    world.later(minutes=10)
    world.tick()
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (CampaignState.PAUSED, PausedFor.BROKEN_SEAL)
    assert "missing or was altered" in campaign.why


def test_the_choice_itself_cannot_be_changed_after_the_release(world: World) -> None:
    handle = a_letter_for_all(world)
    name = world.released(letter=handle)
    world.run("UPDATE campaign SET document = 'attached' WHERE name = :name", name=name)
    world.later(minutes=10)
    world.tick()
    assert "parts changed" in world.campaign(name).why
