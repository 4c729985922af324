"""Nothing leaves while a reference is unresolved or has ended: one test for each way out of the office."""

from __future__ import annotations

import email
from collections.abc import Callable
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import func, select

from letters.facts import Language
from letters.letter import letter_called
from letters.preview import PreviewFormat, preview
from letters.record import plan_document
from letters.register import cancel_entry, references_of
from mailer.delivery import Delivery
from mailer.errors import Refused
from scheduler.campaign import CampaignState, OnPaper, PausedFor
from scheduler.jobs import try_campaign
from scheduler.posting import Whom
from scheduler.printing import print_letters
from tests.letters.documents import draft_mark
from tests.rig.paper import Paper
from tests.rig.tampering import tamper
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import APPROVER, DRAFTER, RELEASER, SETTINGS, World, letter_source

UNRESOLVED = "(no reference yet|not the one it was approved under)"


def unresolve(world: World) -> None:
    """Take the letter's number away, as no command can."""
    tamper(world.database, "UPDATE register_entry SET letter_id = NULL")


def end(world: World) -> None:
    """The reference of a letter that went out is cancelled."""
    with world.database.writing() as session:
        letter = letter_called(session, "reading-rooms")
        assert letter is not None
        (entry,) = references_of(session, letter.id)
        cancel_entry(session, world.now, APPROVER, entry, "wrong annex")


def left(world: World) -> int:
    """How many messages stand in the outbox."""
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Delivery)) or 0


def test_no_campaign_is_made(world: World) -> None:
    unresolve(world)
    with pytest.raises(Refused, match=UNRESOLVED):
        world.create()


def test_no_letter_in_review_goes_anywhere(world: World) -> None:
    tamper(world.database, "UPDATE letter SET state = 'in review'")
    with pytest.raises(Refused, match="no approval of it holds"):
        world.create()


def test_nothing_is_rehearsed_or_released(world: World) -> None:
    name = world.create()
    unresolve(world)
    with pytest.raises(Refused, match=UNRESOLVED):
        world.rehearse(name)
    with pytest.raises(Refused, match=UNRESOLVED):
        world.release(name)
    assert world.state(name) is CampaignState.DRAFT


@pytest.mark.parametrize("document", [OnPaper.NONE, OnPaper.PERSONAL])
def test_nothing_is_sent(world: World, document: OnPaper) -> None:
    name = world.released(document=document)
    unresolve(world)
    world.later(minutes=10)
    world.tick()
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (CampaignState.PAUSED, PausedFor.BROKEN_SEAL)
    assert left(world) == 0


def test_no_test_goes_to_colleagues(world: World) -> None:
    name = world.create()
    unresolve(world)
    with pytest.raises(Refused, match=UNRESOLVED):
        tried(world, name)
    assert left(world) == 0


def tried(world: World, name: str) -> object:
    return try_campaign(
        world.database, world.now, DRAFTER, SETTINGS, "ka", name, to=["d.drafter"], like="ann@rivers.example"
    )


def test_nothing_is_printed(released: World, tmp_path: Path) -> None:
    unresolve(released)
    with pytest.raises(Refused, match=UNRESOLVED):
        print_letters(released.database, released.now, RELEASER, FIRST, tmp_path / "post", Whom.ALL)
    assert not (tmp_path / "post").exists()


def test_no_document_of_record_is_made(world: World) -> None:
    unresolve(world)
    with world.database.reading() as session:
        letter = letter_called(session, "reading-rooms")
        assert letter is not None
        with pytest.raises(Refused, match=UNRESOLVED):
            plan_document(session, letter, Language.EN)


def test_a_reference_that_was_cancelled_goes_nowhere_any_more(sent: World, tmp_path: Path) -> None:
    waiting = sent.create(name="second", expression="category academia")
    end(sent)
    ways: tuple[Callable[[], object], ...] = (
        sent.create,
        lambda: tried(sent, waiting),
        lambda: print_letters(sent.database, sent.now, RELEASER, FIRST, tmp_path / "post", Whom.ALL),
        lambda: sent.release(waiting, expected=0),
    )
    for way in ways:
        with pytest.raises(Refused, match=r"is cancelled \(wrong annex\)"):
            way()
    assert not (tmp_path / "post").exists()


FORMS = (PreviewFormat.TEXT, PreviewFormat.HTML, PreviewFormat.PDF, PreviewFormat.EML)


@pytest.mark.parametrize("form", FORMS)
def test_a_preview_shows_that_there_is_no_number(form: PreviewFormat) -> None:
    shown = preview(letter_source(), "en", form)
    said = _said(shown, form)
    assert ("CL-____" if form is PreviewFormat.PDF else "‹reference›") in said
    assert (draft_mark("en") if form is PreviewFormat.PDF else "Preview") in said
    assert "CL-27" not in said


def _said(shown: str | bytes, form: PreviewFormat) -> str:
    if isinstance(shown, str):
        return shown
    if form is PreviewFormat.PDF:
        return Paper(shown).text()
    body = email.message_from_bytes(shown, policy=SMTP).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
