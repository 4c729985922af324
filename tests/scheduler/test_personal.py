"""A document of each recipient's own beside the mail: under the seals, on the chain, kept once, erased."""

from __future__ import annotations

import email
import json
from collections.abc import Callable, Mapping
from email.policy import SMTP

import pytest
from sqlalchemy import func, select

from letters.document import engine
from mailer.delivery import Delivery, Part
from mailer.errors import Refused
from scheduler import clockwork, jobs
from scheduler.campaign import CampaignState, OnPaper, PausedFor
from scheduler.due import LAUNCHING, miss_late
from scheduler.erasing import erase_person
from scheduler.jobs import try_campaign
from scheduler.rebuilding import rebuild
from scheduler.rehearsal import FindingKind
from scheduler.verification import verify_record
from tests.rig.paper import Paper
from tests.rig.tampering import lift_guards
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    CLOCK,
    DRAFTER,
    PARTIES,
    PATIENT,
    SETTINGS,
    World,
    letter_source,
)
from tests.scheduler.test_attaching import ENGLISH, FRENCH


def sent_documents(world: World, name: str) -> Mapping[str, bytes]:
    """The document in each message that was sent, by address, out of the rebuilt bytes."""
    found = {}
    for row in world.rows(name):
        if row.delivery_id is None:
            continue
        with world.database.reading() as session:
            made = rebuild(session, world.keyring(), row.delivery_id).message
        message = email.message_from_bytes(made, policy=SMTP)
        first = next(iter(message.iter_attachments()))
        assert first.get_filename() == f"CL-27-0001-{row.language}.pdf"
        content = first.get_content()
        assert isinstance(content, bytes)
        found[row.address] = content
    return found


class Cut(Exception):
    """The end of a process, as far as the records can tell: what was committed stands."""


def cut_at_first(point: str) -> Callable[[str], None]:
    # No fork here: the typesetter's own threads would be missing in the child.
    def at_point(reached: str) -> None:
        if reached == point:
            raise Cut

    return at_point


def bad(world: World) -> str:
    with world.database.reading() as session:
        return str(verify_record(session).bad or "")


def test_every_copy_brings_its_recipients_own_document(personal: World) -> None:
    personal.send()
    documents = sent_documents(personal, FIRST)
    assert len(documents) == len(PARTIES)
    for organisation, *_, address in PARTIES:
        assert f"of {organisation}" in Paper(documents[address]).text().replace("de ", "of ")
    assert bad(personal) == ""
    assert "campaign.attach" in personal.deeds()


def test_the_same_document_for_two_is_stored_once(world: World) -> None:
    world.approve("for-all", letter_source(english=ENGLISH, french=FRENCH))
    world.launched(letter="for-all", document=OnPaper.PERSONAL)
    with world.database.reading() as session:
        kept = session.scalar(select(func.count()).select_from(Part))
        copies = session.scalar(select(func.count()).select_from(Delivery))
    assert (kept, copies) == (2, len(PARTIES)), "one for each language"


def test_the_rehearsal_sets_every_document_and_counts_its_size(world: World) -> None:
    bare, full = world.rehearse(world.create()), world.rehearse(world.create(document=OnPaper.PERSONAL))
    assert full.largest > bare.largest + 10_000
    world.add("Ministry of גשרים", "post@bridges.example")
    found = world.rehearse(world.create(document=OnPaper.PERSONAL))
    assert found.counts[FindingKind.NOT_MERGED] == 1
    assert "No font of the document has these signs" in found.blocks[0]


def test_f02_a_launch_that_dies_goes_on_without_a_copy_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "DOCUMENTS", 2)
    name = world.released(document=OnPaper.PERSONAL)
    world.later(minutes=10)
    with pytest.raises(Cut):
        world.launch(name, at_point=cut_at_first("filled"))
    assert world.campaign(name).filled_to > 0
    assert world.launch(name)
    assert len(world.send()) == len(PARTIES)
    assert len(sent_documents(world, name)) == len(PARTIES)
    assert world.deeds().count("campaign.attach") == 3
    assert bad(world) == ""


def test_a_launch_that_sets_documents_leaves_every_tick_time_for_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "DOCUMENTS", 2)
    monkeypatch.setattr(clockwork, "STRETCH", 2)
    long = world.released(document=OnPaper.PERSONAL, expression="category governments", expected=3)
    short = world.released(expression="category academia", expected=1)
    world.later(minutes=10)
    first = world.tick()
    assert (first.unfinished, first.launched) == ([long], [short])
    second = world.tick()
    assert (second.unfinished, second.launched) == ([], [long])
    assert world.deeds().count("campaign.attach") == 2


def test_a_launch_that_sets_documents_is_under_way_as_long_as_it_sets_some(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "DOCUMENTS", 2)
    impatient = PATIENT.model_copy(update={"grace_minutes": 0})
    name = world.released(document=OnPaper.PERSONAL)
    world.later(minutes=10)
    for _ in range(2):
        with pytest.raises(Cut):
            world.launch(name, at_point=cut_at_first("filled"))
        world.now += LAUNCHING
        assert world.do(miss_late, CLOCK, impatient) == []
    world.later(seconds=0.001)
    assert world.do(miss_late, CLOCK, impatient) == [name]


def test_a38_another_persons_document_is_named(personal: World) -> None:
    personal.send()
    first, second, *_ = personal.rows(FIRST)
    parts = "SELECT extra_parts FROM delivery WHERE id = :other"
    with personal.database.writing() as session:
        lift_guards(session)
    personal.run(
        f"UPDATE delivery SET extra_parts = ({parts}) WHERE id = :id",
        id=first.delivery_id,
        other=second.delivery_id,
    )
    assert "documents of its rows" in bad(personal)
    personal.run("UPDATE delivery SET extra_parts = NULL WHERE id = :id", id=first.delivery_id)
    assert "another merge values" in bad(personal)


def test_a_changed_choice_after_the_release_is_noticed(world: World) -> None:
    name = world.released(document=OnPaper.PERSONAL)
    world.run("UPDATE campaign SET document = 'none' WHERE name = :name", name=name)
    assert "it was made with the document “personal”, and has “none” now" in bad(world)
    world.later(minutes=10)
    world.tick()
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (CampaignState.PAUSED, PausedFor.BROKEN_SEAL)


def test_another_typesetter_than_was_approved_pauses_the_campaign(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = world.released(document=OnPaper.PERSONAL)
    monkeypatch.setattr(
        "letters.record.engine_manifest", lambda: {**engine.engine_manifest(), "the typesetter": "typst 9"}
    )
    world.later(minutes=10)
    world.tick()
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (CampaignState.PAUSED, PausedFor.BROKEN_SEAL)
    assert "Changed: the typesetter" in campaign.why
    with pytest.raises(Refused, match="Changed: the typesetter"):
        world.create(document=OnPaper.PERSONAL)


def test_an_altered_document_is_not_sent(personal: World) -> None:
    row = personal.rows(FIRST)[0]
    with personal.database.writing() as session:
        listed = json.loads(session.get_one(Delivery, row.delivery_id).extra_parts or "[]")
        session.get_one(Part, listed[0]["sha256"]).content = b"%PDF-another"
    personal.send()
    with personal.database.reading() as session, pytest.raises(Refused, match="missing or was altered"):
        rebuild(session, personal.keyring(), row.delivery_id or 0)


def test_a_test_brings_the_document_that_the_recipient_would_get(world: World) -> None:
    name = world.create(document=OnPaper.PERSONAL)
    made = try_campaign(
        world.database, world.now, DRAFTER, SETTINGS, "ka", name, to=["d.drafter"], like="ann@rivers.example"
    )
    world.send()
    with world.database.reading() as session:
        message = email.message_from_bytes(
            rebuild(session, world.keyring(), made.delivery_ids[0]).message, policy=SMTP
        )
    first = next(iter(message.iter_attachments()))
    assert first.get_filename() == "CL-27-0001-en-test.pdf"
    text = Paper(first.get_content()).text()
    assert "Reading rooms of Ministry of Rivers" in text
    assert "TEST" in text


def test_erasing_a_person_takes_their_document_and_nobody_elses(personal: World) -> None:
    personal.send()
    personal.tick()
    before = {row.address: row for row in personal.rows(FIRST)}
    ann = before["ann@rivers.example"]
    with personal.database.reading() as session:
        listed = json.loads(session.get_one(Delivery, ann.delivery_id).extra_parts or "[]")
    personal.do(erase_person, ADMINISTRATOR, personal.keyring(), "ann@rivers.example", "asked for it")
    with personal.database.reading() as session:
        assert session.get(Part, listed[0]["sha256"]) is None
        assert session.scalar(select(func.count()).select_from(Part)) == len(PARTIES) - 1
    assert bad(personal) == ""
