"""Letters that follow on another: to exactly those who got it, each copy threaded to the one they got."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from letters.correspondence import find_letter
from letters.facts import Language
from letters.register import EntryState, entry_of, history_of, texts_of
from letters.withdrawal import withdraw
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.errors import Refused
from mailer.outbox import blueprint_spec
from recipients.audience import ExpressionProblem
from recipients.editing import RecipientFacts, change_recipient
from scheduler.addressing import named_sets
from scheduler.campaign import CampaignState, PausedFor
from scheduler.drafting import create
from scheduler.rebuilding import rebuild
from scheduler.verification import verify_record
from tests.scheduler.beginnings import beginning, fall_due, launch_first, release_first
from tests.scheduler.campaign_factory import APPROVER, DRAFTER, PARTIES, World, furnish, letter_source

S = DeliveryState
PARENT = "CL-27/0001"
POST = "post@harbour.example"
"""Whom the parent does not reach in these tests."""
REACHED = len(PARTIES) - 1


def reach_all_but_one(world: World) -> None:
    """An office whose letter CL-27/0001 went to five parties, and was refused by one."""
    world.send(lambda address: S.FAILED if address == POST else S.SENT)
    world.tick()


one_refused = beginning(furnish, release_first, fall_due, launch_first, reach_all_but_one)


def write_child(world: World, kind: str, handle: str, parent: str = PARENT, more: str = "") -> None:
    """A letter that follows on another, approved."""
    source = letter_source(references="", more=f"kind: {kind}\nparent: {parent}\n{more}")
    world.approve(handle, source)


def send_child(world: World, kind: str, handle: str, parent: str = PARENT, more: str = "") -> str:
    """One that went out to all who got the parent; its campaign."""
    write_child(world, kind, handle, parent, more)
    name = world.create(letter=handle)
    world.release(name, expected=world.rehearse(name).copies)
    world.later(minutes=10)
    world.launch(name)
    world.send()
    return name


def messages(world: World, name: str) -> dict[str, EmailMessage]:
    """What everybody of a campaign gets, by address, with the Message-ID known."""
    with world.database.reading() as session:
        found = {}
        dispatch = world.campaign(name).dispatch_id
        for copy in session.scalars(select(Delivery).where(Delivery.dispatch_id == dispatch)):
            message = message_from_bytes(
                rebuild(session, world.keyring(), copy.id).message, policy=policy.default
            )
            assert isinstance(message, EmailMessage)
            found[copy.address] = message
        return found


def test_a_corrigendum_goes_to_exactly_those_who_got_the_parent(one_refused: World) -> None:
    name = send_child(one_refused, "corrigendum", "correction")
    assert name == "CL-27-0001-Corr.1"
    assert {row.address for row in one_refused.rows(name)} == {party[-1] for party in PARTIES} - {POST}
    with one_refused.database.reading() as session:
        entry = entry_of(session, "CL-27-0001-Corr.1")
        assert (entry.printed, entry.state) == ("CL-27/0001 Corr.1", EntryState.ISSUED)
        assert texts_of(session, entry)[Language.FR] == "CL-27/0001 Corrigendum 1"
        assert entry_of(session, PARENT).state is EntryState.ISSUED
        assert verify_record(session).whole


def test_each_copy_names_the_very_copy_that_its_recipient_got_before(one_refused: World) -> None:
    first, second = (send_child(one_refused, "corrigendum", f"correction-{n}") for n in (1, 2))
    originals, ones, twos = (messages(one_refused, name) for name in ("CL-27-0001", first, second))
    for address, message in twos.items():
        root, earlier = originals[address]["Message-ID"], ones[address]["Message-ID"]
        assert message["In-Reply-To"] == root
        assert message["References"].split() == [root, earlier]
        assert ones[address]["References"] == ones[address]["In-Reply-To"] == root
    assert "References" not in originals["ann@rivers.example"]
    assert len({message["In-Reply-To"] for message in twos.values()}) == REACHED


def test_who_did_not_get_the_parent_gets_no_thread(one_refused: World) -> None:
    write_child(one_refused, "addendum", "more")
    name = one_refused.create(letter="more", expression="category governments")
    one_refused.release(name, expected=3)
    headers = {row.address: json.loads(row.headers or "{}") for row in one_refused.rows(name)}
    assert headers[POST] == {}
    assert set(headers["ann@rivers.example"]) == {"In-Reply-To", "References"}


def test_a_repaired_address_is_written_to_and_threaded_to_what_went_to_the_old_one(
    one_refused: World,
) -> None:
    with one_refused.database.writing() as session:
        ann = next(row for row in one_refused.rows("CL-27-0001") if row.address == "ann@rivers.example")
        facts = RecipientFacts(to=["a.osei@rivers.example"], name="Ann Osei")
        change_recipient(session, one_refused.now, DRAFTER, ann.recipient_id or 0, facts, version=1)
    name = send_child(one_refused, "corrigendum", "correction")
    copies = messages(one_refused, name)
    assert "ann@rivers.example" not in copies
    original = messages(one_refused, "CL-27-0001")["ann@rivers.example"]
    assert copies["a.osei@rivers.example"]["In-Reply-To"] == original["Message-ID"]


def test_who_joined_since_is_named_and_nobody_else(one_refused: World) -> None:
    new = one_refused.add("Board of Canals", "new@canals.example")
    with one_refused.database.reading() as session:
        joined = named_sets(session, 'set "joined since CL-27/0001"')
        assert list(joined["joined since CL-27/0001"]) == [new]
        with pytest.raises(ExpressionProblem, match="joined since DM-1001"):
            named_sets(session, 'set "fond of CL-27/0001"')
    again = one_refused.create(expression='set "joined since CL-27/0001"')
    one_refused.release(again, expected=1)
    one_refused.later(minutes=10)
    one_refused.launch(again)
    with one_refused.database.reading() as session:
        assert not named_sets(session, 'set "joined since CL-27/0001"')["joined since CL-27/0001"]


def test_copies_of_a_child_go_to_those_who_got_a_copy_of_the_parent(world: World) -> None:
    copies = "copies:\n  - label: {en: Embassies, fr: Ambassades}\n    audience: category academia"
    world.approve("with-copies", letter_source(audience="category governments", more=copies))
    world.launched(letter="with-copies", expected=4)
    world.send()
    write_child(world, "corrigendum", "correction", "CL-27/0002")
    drafted = world.do(create, DRAFTER, "correction")
    assert (drafted.addressed, drafted.copied) == (3, 1)
    assert (drafted.beside.without, drafted.beside.added) == (0, 0)


def test_another_audience_tells_the_difference(one_refused: World) -> None:
    write_child(one_refused, "corrigendum", "correction")
    drafted = one_refused.do(create, DRAFTER, "correction", expression="category governments")
    assert (drafted.beside.without, drafted.beside.added, drafted.beside.gone) == (2, 1, 0)


def test_issuing_a_revision_supersedes_the_parent_in_the_same_transaction(one_refused: World) -> None:
    write_child(one_refused, "revision", "whole")
    with one_refused.database.reading() as session:
        assert entry_of(session, PARENT).state is EntryState.ISSUED
    send_child(one_refused, "revision", "second")  # the first one is approved, and not issued
    with one_refused.database.reading() as session:
        parent = entry_of(session, PARENT)
        by = entry_of(session, "CL-27/0001 Rev.2")
        assert (parent.state, parent.superseded_by_id) == (EntryState.SUPERSEDED, by.id)
        assert history_of(session, parent)[-1].why == "by CL-27/0001 Rev.2"
    assert one_refused.deeds().count("register.supersede") == 1
    with pytest.raises(Refused, match=r"superseded by CL-27/0001 Rev\.2: name that one"):
        write_child(one_refused, "corrigendum", "late")
    with pytest.raises(Refused, match="is superseded"):
        one_refused.create()


def test_issuing_a_cancellation_cancels_with_its_reason_and_nothing_follows_on_it(one_refused: World) -> None:
    send_child(one_refused, "cancellation", "off", more="reason: The meeting is put off.")
    with one_refused.database.reading() as session:
        parent = entry_of(session, PARENT)
        assert parent.state is EntryState.CANCELLED
        assert parent.reason == "by CL-27/0001 Canc.1: The meeting is put off."
        assert find_letter(session, PARENT).state == "issued"
        assert verify_record(session).whole
    with pytest.raises(Refused, match="is cancelled: nothing can follow on it"):
        write_child(one_refused, "addendum", "late")


def test_a_release_of_a_child_does_not_outlive_its_parent(one_refused: World) -> None:
    write_child(one_refused, "corrigendum", "correction")
    name = one_refused.create(letter="correction")
    one_refused.release(name, expected=REACHED)
    send_child(one_refused, "cancellation", "off", more="reason: The meeting is put off.")
    assert not one_refused.launch(name)
    campaign = one_refused.campaign(name)
    assert (campaign.state, campaign.paused_for) == (CampaignState.PAUSED, PausedFor.BROKEN_SEAL)
    assert "follows on CL-27/0001, which is cancelled" in campaign.why


def test_nothing_follows_on_a_letter_that_has_not_gone_out(world: World) -> None:
    with pytest.raises(Refused, match="has not gone out yet"):
        write_child(world, "corrigendum", "correction")
    world.launched()
    world.send()
    write_child(world, "corrigendum", "correction")
    with world.database.writing() as session:
        withdraw(session, world.now, APPROVER, find_letter(session, "correction"), "Superfluous.")
    write_child(world, "corrigendum", "another")
    with world.database.reading() as session:
        assert entry_of(session, "CL-27/0001 Corr.1").state is EntryState.VOID
        assert entry_of(session, "CL-27/0001 Corr.2").state is EntryState.RESERVED


def test_the_thread_is_part_of_what_was_released(one_refused: World) -> None:
    write_child(one_refused, "corrigendum", "correction")
    name = one_refused.create(letter="correction")
    one_refused.release(name, expected=REACHED)
    one_refused.run("UPDATE campaign_recipient SET headers = '' WHERE headers <> ''")
    one_refused.later(minutes=10)
    assert not one_refused.launch(name)
    assert "frozen audience is not what was released" in one_refused.campaign(name).why


def test_a_message_id_follows_the_domain_its_copy_was_made_with(one_refused: World) -> None:
    name = send_child(one_refused, "corrigendum", "correction")
    with one_refused.database.reading() as session:
        copy = session.scalars(
            select(Delivery).where(Delivery.address == "ann@rivers.example").order_by(Delivery.id)
        ).first()
        assert copy is not None
        spec = blueprint_spec(session, copy.blueprint_id)
    answer = messages(one_refused, name)["ann@rivers.example"]["In-Reply-To"]
    assert answer == spec.message_id(copy.serial) == f"<{copy.serial}@libraries.example>"
