"""A whole campaign over a real wire: what the server took is what was approved, to whom it was released."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json

import pytest
from sqlalchemy import select

from mailer.delivery import Delivery, Part
from mailer.dispatch import DeliveryState
from scheduler.contacted import Question, contacted
from scheduler.rebuilding import rebuild
from scheduler.standing import CopyState
from scheduler.trial import entry_at, send_trial
from scheduler.uncertain import settle
from scheduler.verification import verify_record
from tests.rig.paper import Paper
from tests.rig.post_office import PostOffice
from tests.rig.scripted_smtp import in_thread
from tests.rig.smtp_script import Step, cut, say
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import DRAFTER, OFFICE, PARTIES, RELEASER, World, letter_source

COPIES = "copies:\n  - label: Observers\n    audience: category academia\n"


@pytest.fixture
def campaign(world: World) -> str:
    """A campaign with a copy group, launched."""
    world.approve("copied", letter_source(audience="category governments, private-sector", more=COPIES))
    return world.launched(letter="copied")


def test_every_copy_is_sent_refused_or_uncertain_and_can_be_rebuilt(world: World, campaign: str) -> None:
    with in_thread() as server:
        server.play((Step.RCPT, "ann@rivers.example"), [say("550 5.1.1 nobody here")])
        server.play((Step.DOT, "post@harbour.example"), [cut()])
        office = PostOffice(world.database, server)
        office.send(clock=lambda: world.now)
        account = office.account(world.campaign(campaign).dispatch_id or 0)
        letters = {letter.recipient: letter.message for letter in server.letters}
    assert account == {DeliveryState.SENT: 3, DeliveryState.FAILED: 1, DeliveryState.UNCERTAIN: 1}
    counts = {CopyState.SENT: 3, CopyState.REFUSED: 1, CopyState.UNCERTAIN: 1}
    assert world.status(campaign).counts == counts
    with world.database.reading() as session:
        page = contacted(session, Question(campaign=campaign))
        for row in page.rows:
            if row.state is CopyState.SENT:
                found = rebuild(session, world.keyring(), row.delivery_id or 0)
                assert found.matches, found
                assert hashlib.sha256(letters[row.address]).hexdigest() == row.bytes_hash
    assert b"X-Letter-Reference" in letters["awa@ponts.example"]
    assert b"To: Luis Prado <luis@sur.example>" in letters["luis@sur.example"]
    settled = {"addresses": ["post@harbour.example"]}
    world.do(settle, RELEASER, campaign, DeliveryState.SENT, "they wrote back", **settled)
    assert world.status(campaign).counts[CopyState.SENT] == 4
    assert world.tick().finished == [campaign]


def test_a47_a_letter_shows_its_one_recipient_and_nobody_else(world: World, campaign: str) -> None:
    with in_thread() as server:
        PostOffice(world.database, server).send(clock=lambda: world.now)
    assert len(server.letters) == len(PARTIES)
    for letter in server.letters:
        message = email.message_from_bytes(letter.message, policy=email.policy.default)
        [shown] = [
            address.addr_spec for field in (message.get_all("To") or []) for address in field.addresses
        ]
        assert shown == letter.recipient, "one RCPT, and it is the one that is shown"
        assert not {"Cc", "Bcc", "Resent-To", "Apparently-To"} & set(message.keys())
        others = {party[-1] for party in PARTIES} - {letter.recipient}
        assert not [address for address in others if address.encode() in letter.message]


def test_a_recipients_own_document_goes_over_the_wire_as_it_was_set(personal: World) -> None:
    spoilt = personal.rows(FIRST)[0].delivery_id or 0
    with personal.database.writing() as session:
        (own,) = json.loads(session.get_one(Delivery, spoilt).extra_parts or "[]")
        session.get_one(Part, own["sha256"]).content = b"%PDF-another"
    with in_thread() as server:
        office = PostOffice(personal.database, server)
        office.send(clock=lambda: personal.now)
        account = office.account(personal.campaign(FIRST).dispatch_id or 0)
        letters = {letter.recipient: letter.message for letter in server.letters}
    assert account == {DeliveryState.SENT: len(PARTIES) - 1, DeliveryState.FAILED: 1}
    for row in personal.rows(FIRST)[1:]:
        message = email.message_from_bytes(letters[row.address], policy=email.policy.default)
        (document,) = message.iter_attachments()
        assert row.organisation in Paper(document.get_content()).text()
        with personal.database.reading() as session:
            assert rebuild(session, personal.keyring(), row.delivery_id or 0).matches
    with personal.database.reading() as session:
        failed = session.get_one(Delivery, spoilt)
        assert "missing or was altered" in failed.reason
        assert str(verify_record(session).bad or "") == ""


def test_a48_a_test_reaches_colleagues_over_the_wire_and_nobody_else(world: World) -> None:
    name = world.create()
    with world.database.writing() as session:
        like = entry_at(session, "ann@rivers.example")
        send_trial(
            session, world.now, DRAFTER, OFFICE, "ka", name, to=["d.drafter", "c.releaser"], in_place_of=like
        )
    sneaked = "UPDATE delivery SET address = 'ann@rivers.example', address_key = 'ann@rivers.example'"
    with world.database.reading() as session:
        last = session.scalars(select(Delivery.id).order_by(Delivery.id.desc())).first()
    world.run(f"{sneaked}, domain = 'rivers.example' WHERE id = :last", last=last)
    with in_thread() as server:
        PostOffice(world.database, server).send(clock=lambda: world.now)
        assert [letter.recipient for letter in server.letters] == ["d.drafter@libraries.example"]
        assert b"TEST" in server.letters[0].message
