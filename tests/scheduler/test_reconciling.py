"""A backup is put back after campaigns ran on: nothing goes out by accident, what may have left is listed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from letters.register import RegisterEntry, last_numbers
from letters.register.tables import EntryState
from mailer.audit import AuditEntry
from mailer.delivery import Claim, Delivery, DeliveryNews
from mailer.dispatch import DeliveryState, DispatchState, dispatch_of
from mailer.errors import Misused, NotFound, Refused
from scheduler.campaign import CampaignState, PausedFor
from scheduler.reconciling import plan, reconcile_records
from scheduler.running import resume
from scheduler.standing import CopyState
from scheduler.uncertain import settle
from scheduler.verification import Verdict, verify_record
from tests.rig.backups import backup_of
from tests.rig.tampering import tamper
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    AUDITOR,
    RELEASER,
    SETTINGS,
    World,
    letter_source,
)

S = CampaignState
REASON = "the disk was lost, and yesterday's backup put back"


def reconciled(world: World, **given: int) -> None:
    numbers = {(series, ""): last for series, last in given.items()}
    done = reconcile_records(world.database, world.now, ADMINISTRATOR, REASON, given=numbers)
    assert done is not None


def verified(world: World, campaign: str = "") -> Verdict:
    with world.database.reading() as session:
        return verify_record(session, campaign=campaign)


def half_sent(world: World) -> str:
    """A campaign of which some were sent and some put off, when the backup is taken."""
    name = world.launched()
    world.send(lambda address: DeliveryState.DEFERRED if "a" in address[:2] else DeliveryState.SENT)
    return name


def waiting(world: World) -> str:
    """A campaign that was released and waits for its time."""
    world.approve("other-rooms", letter_source())
    return world.released(letter="other-rooms")


def test_f53_nothing_is_launched_released_or_approved_before_the_records_are_reconciled(world: World) -> None:
    name = waiting(world)
    draft = world.create()
    with backup_of(world.database) as put_back:
        world.later(minutes=10)
        assert world.tick().launched == [name]
        put_back()
    for deed in (
        world.tick,
        lambda: world.launch(name),
        lambda: world.release(draft),
        lambda: world.approve("third", letter_source()),
        lambda: world.do(resume, RELEASER, SETTINGS.sending, name),
    ):
        with pytest.raises(Refused):
            deed()
    assert world.send() == []
    assert world.state(name) is S.RELEASED
    assert not world.status(draft).audience


def test_f53_what_may_have_left_is_uncertain_and_settled_as_usual(world: World) -> None:
    running, released = half_sent(world), waiting(world)
    with backup_of(world.database) as put_back:
        world.later(minutes=20)
        assert world.tick().launched == [released]
        left = set(world.send())
        assert {"ann@rivers.example", "awa@ponts.example"} <= left
        put_back()
    before = world.status(running).counts
    open_before = before[CopyState.DEFERRED]
    assert open_before == 2
    found = world.lag()
    assert found is not None
    with world.database.reading() as session:
        planned = plan(session, found)
    assert (planned.dispatches, planned.deliveries) == (1, open_before)
    assert set(planned.campaigns) == {running, released}

    reconciled(world)
    assert world.status(running).counts == {CopyState.SENT: 3, CopyState.UNCERTAIN: 2}
    for name in (running, released):
        campaign = world.campaign(name)
        assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.RESTORED)
        assert "mail server's log" in campaign.why
    world.later(minutes=20)
    assert world.tick().launched == []
    assert world.send() == []

    assert world.do(settle, RELEASER, running, DeliveryState.SENT, "the relay's log has it",
                    addresses=["ann@rivers.example"]) == 1  # fmt: skip
    world.do(resume, RELEASER, SETTINGS.sending, running)
    assert world.send() == []
    assert running in world.tick().finished
    assert world.status(running).balanced


def test_f53_a_letter_that_was_in_hand_is_uncertain_marked_or_not(running: World) -> None:
    assert running.claim() == 5
    with backup_of(running.database) as put_back:
        running.create()
        put_back()
    reconciled(running)
    assert running.status(FIRST).counts == {CopyState.UNCERTAIN: 5}
    with running.database.reading() as session:
        assert session.scalars(select(Claim).where(Claim.ended_at.is_(None))).all() == []
        assert {row.claim_id for row in session.scalars(select(Delivery))} == {None}
        assert len(session.scalars(select(DeliveryNews)).all()) == 5


@pytest.mark.parametrize("put_off", [True, False])
def test_f53_the_record_is_whole_after_a_restore_and_after_each_step_that_follows(
    world: World, put_off: bool
) -> None:
    running, in_hand = half_sent(world) if put_off else world.launched(), waiting(world)
    world.later(minutes=20)
    assert world.tick().launched == [in_hand]
    taken = world.claim()
    assert taken == (7 if put_off else 10)
    with backup_of(world.database) as put_back:
        world.create()
        put_back()
    assert verified(world).whole
    lag = world.lag()
    assert lag is not None
    with world.database.reading() as session:
        cut = verify_record(session, against=lag.noted.head)
    assert cut.bad is not None
    assert "were cut off" in cut.bad.why

    reconciled(world, CL=5)
    found = verified(world)
    assert (found.bad, found.campaigns, found.messages) == (None, 2, 10)
    for name in (running, in_hand):
        assert verified(world, name).whole
    assert world.status(in_hand).counts == {CopyState.UNCERTAIN: 5}
    world.do(
        settle, RELEASER, in_hand, DeliveryState.SENT, "the relay's log", addresses=["awa@ponts.example"]
    )
    for name in (running, in_hand):
        world.do(resume, RELEASER, SETTINGS.sending, name)
    world.send()
    world.tick()
    assert verified(world).bad is None


def test_a38_what_a_reconciling_wrote_of_a_copy_is_vouched_for(running: World) -> None:
    with backup_of(running.database) as put_back:
        running.send()
        put_back()
    reconciled(running)
    assert verified(running).whole
    tamper(running.database, "UPDATE delivery_event SET at = '2027-03-01 00:00:00.000000' WHERE id = 2")
    for campaign in ("", FIRST):
        bad = verified(running, campaign).bad
        assert bad is not None
        assert "the events that it vouches for were altered" in bad.why


@pytest.mark.parametrize("point", ["held", "doubted"])
def test_f53_reconciling_that_is_cut_short_keeps_the_office_shut_and_is_begun_again(
    running: World, point: str
) -> None:
    with backup_of(running.database) as put_back:
        running.send()
        put_back()
    running.dies(
        point,
        lambda there, at_point: reconcile_records(
            there.database, there.now, ADMINISTRATOR, REASON, given={("CL", ""): 4}, at_point=at_point
        ),
    )
    with pytest.raises(Refused):
        running.tick()
    reconciled(running, CL=4)
    assert running.status(FIRST).counts == {CopyState.UNCERTAIN: 5}
    assert running.deeds().count("records.reconcile") == 1
    running.tick()


def test_f53_the_entry_tells_what_was_done_and_why(running: World) -> None:
    with backup_of(running.database) as put_back:
        running.send()
        put_back()
    lag = running.lag()
    assert lag is not None
    reconciled(running, CL=3)
    with running.database.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        dispatch = dispatch_of(session, running.campaign(FIRST).dispatch_id or 0)
    assert entry is not None
    assert (entry.deed, entry.actor) == ("records.reconcile", ADMINISTRATOR.pseudonym)
    assert entry.facts == {
        "noted": str(lag.noted.head), "found": lag.found, "dispatches_held": 1, "campaigns_paused": 1,
        "made_uncertain": 5, "reserved": ["CL-27/0002", "CL-27/0003"],
    }  # fmt: skip
    assert dispatch.state is DispatchState.HELD
    assert reconcile_records(running.database, running.now, ADMINISTRATOR, REASON, given={}) is None


def test_f53_no_number_that_was_given_since_is_given_again(world: World) -> None:
    with backup_of(world.database) as put_back:
        world.approve("second", letter_source())
        world.approve("third", letter_source())
        put_back()
    with world.database.reading() as session:
        assert [(last.series, last.printed) for last in last_numbers(session)] == [("CL", "CL-27/0001")]
    reconciled(world, CL=3)
    world.approve("fourth", letter_source())
    with world.database.reading() as session:
        entries = session.scalars(select(RegisterEntry).order_by(RegisterEntry.id)).all()
    assert [entry.printed for entry in entries] == [f"CL-27/000{number}" for number in (1, 2, 3, 4)]
    assert [entry.state for entry in entries[1:3]] == [EntryState.RESERVED] * 2
    assert {entry.reason for entry in entries[1:3]} == {REASON}


def test_f53_who_may_not_or_says_nothing_changes_nothing(running: World) -> None:
    with backup_of(running.database) as put_back:
        running.send()
        put_back()
    for by, reason, given, error in (
        (AUDITOR, REASON, {}, Refused),
        (ADMINISTRATOR, " ", {}, Refused),
        (ADMINISTRATOR, REASON, {("XX", ""): 3}, NotFound),
        (ADMINISTRATOR, REASON, {("CL", "ECO"): 3}, Misused),
        (ADMINISTRATOR, REASON, {("CL", ""): 30_000}, Misused),
    ):
        with pytest.raises(error):
            reconcile_records(running.database, running.now, by, reason, given=given)
    assert running.status(FIRST).counts == {CopyState.QUEUED: 5}
    assert running.state(FIRST) is S.RUNNING
