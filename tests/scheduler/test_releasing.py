"""Releasing: who may, with which count, after which delay; what is frozen, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mailer.errors import Refused
from scheduler.campaign import CampaignState, PausedFor, events_of
from scheduler.freezing import begin_freeze
from scheduler.frozen import AudienceFreeze, CampaignRecipient, CopyKind
from scheduler.jobs import clear
from scheduler.planning import Caution, Schedule, at_local_time
from scheduler.release import stop
from scheduler.running import pause, resume, schedule, start
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import (
    APPROVER,
    AUDITOR,
    DRAFTER,
    RELEASER,
    SECOND,
    SETTINGS,
    World,
    letter_source,
)

S = CampaignState
STRICT = Caution(growth=2, new_addresses=4)


def test_what_is_frozen_is_the_audience_with_its_reasons(world: World) -> None:
    rows = world.rows(world.released())
    assert [(row.address, row.kind, row.language, row.fell_back) for row in rows] == [
        ("ann@rivers.example", CopyKind.TO, "en", False),
        ("awa@ponts.example", CopyKind.TO, "fr", False),
        ("info@lanterna.example", CopyKind.TO, "fr", False),
        ("luis@sur.example", CopyKind.TO, "en", True),
        ("post@harbour.example", CopyKind.TO, "en", False),
    ]
    assert rows[0].capacities == [{"kind": "to", "because": ["category governments"]}]
    assert rows[0].values == '{"organisation":"Ministry of Rivers","salutation":""}'


def test_a_count_that_is_not_the_audience_releases_nothing(world: World) -> None:
    name = world.create()
    with pytest.raises(Refused, match="5 copies now, and you counted on 4"):
        world.release(name, expected=4)
    assert world.state(name) is S.DRAFT
    assert "campaign.release" not in world.deeds()


def test_a28_who_approved_may_not_release_nor_send(world: World) -> None:
    name = world.create()
    with pytest.raises(Refused, match="somebody else must"):
        world.release(name, by=APPROVER, expected=5)
    with pytest.raises(Refused, match="needs the role"):
        world.release(name, by=DRAFTER, expected=5)
    world.release(name)
    world.later(minutes=10)
    with pytest.raises(Refused, match="somebody else must"):
        world.do(start, APPROVER, SETTINGS.sending, name)
    with pytest.raises(Refused, match="somebody else must"):
        world.do(schedule, APPROVER, SETTINGS.sending, name, Schedule(world.now + timedelta(days=1)))
    world.do(pause, DRAFTER, name, "")
    for go_on in (start, resume):
        with pytest.raises(Refused, match="somebody else must"):
            world.do(go_on, APPROVER, SETTINGS.sending, name)


def test_a28_content_changed_after_approval_is_not_released(world: World) -> None:
    name = world.create()
    world.run("UPDATE letter_version SET body = 'Send money to {{ reference }}.' WHERE language = 'en'")
    with pytest.raises(Refused, match="not what was approved"):
        world.release(name, expected=5)


def test_nothing_is_released_over_findings_that_block(world: World) -> None:
    wanting = letter_source(
        english="---\nsubject: Quotas\n---\nYour quota for {{ reference }} is {{ quota }}.\n"
    )
    world.approve("quotas", wanting)
    name = world.create("quotas")
    with pytest.raises(Refused, match="3 × missing field"):
        world.release(name, expected=5)
    assert world.state(name) is S.DRAFT


def test_within_the_send_delay_a_release_can_be_stopped(released: World) -> None:
    seal = released.campaign(FIRST).release_seal
    released.later(minutes=9)
    released.do(stop, DRAFTER, FIRST, "wrong annex")
    campaign = released.campaign(FIRST)
    assert (campaign.state, campaign.why, campaign.release_seal) == (S.DRAFT, "wrong annex", "")
    assert len(seal) == 64
    released.later(minutes=5)
    assert released.tick().launched == []
    released.release(FIRST)
    assert released.state(FIRST) is S.RELEASED
    with pytest.raises(Refused, match="needs one of the roles"):
        released.do(stop, AUDITOR, FIRST, "no")


def test_what_has_begun_to_go_out_is_not_stopped_but_cancelled(running: World) -> None:
    with pytest.raises(Refused, match="has begun to go out"):
        running.do(stop, RELEASER, FIRST)


def test_a_release_may_choose_its_time_and_another_one_later(world: World) -> None:
    name = world.released(schedule=at_local_time("2027-03-02 09:00", "Europe/Zurich"))
    before = world.campaign(name)
    assert (before.state, before.wanted, before.zone) == (S.SCHEDULED, "2027-03-02 09:00", "Europe/Zurich")
    world.do(schedule, RELEASER, SETTINGS.sending, name, at_local_time("2027-03-03 09:00", "Europe/Zurich"))
    after = world.campaign(name)
    assert after.release_seal != before.release_seal
    with pytest.raises(Refused, match="too early"):
        world.do(schedule, RELEASER, SETTINGS.sending, name, Schedule(world.now))
    world.now = after.starts_at or world.now
    assert world.tick().launched == [name]


def test_f02_a_freeze_cut_short_is_ignored_and_cleared_by_the_next(world: World) -> None:
    name = world.create()
    world.dies("rows written", lambda there, at_point: there.release(name, at_point=at_point))
    assert (world.state(name), world.campaign(name).freeze_id) == (S.DRAFT, None)
    world.release(name)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CampaignRecipient)) == 5
        assert session.scalar(select(func.count()).select_from(AudienceFreeze)) == 1
    assert world.status(name).balanced


def test_f03_a_freeze_that_was_not_released_binds_nobody(world: World) -> None:
    name = world.create()
    world.dies("frozen", lambda there, at_point: there.release(name, at_point=at_point))
    assert world.state(name) is S.DRAFT
    assert world.tick().launched == []


def test_of_two_who_release_at_once_one_is_refused(world: World) -> None:
    name = world.create()

    def somebody_else(reached: str) -> None:
        if reached == "rows written":
            world.do(begin_freeze, SECOND, name)

    with pytest.raises(Refused, match="Somebody else began"):
        world.release(name, at_point=somebody_else)
    assert world.state(name) is S.DRAFT
    clear(world.database, name)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CampaignRecipient)) == 0


def test_a46_an_unusual_audience_waits_for_a_second_person(world: World) -> None:
    name = world.released(caution=STRICT)
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.SECOND_PERSON)
    assert "never written to before" in campaign.why
    world.later(minutes=20)
    assert world.tick().launched == []
    with pytest.raises(Refused, match="a second person must"):
        world.do(resume, RELEASER, SETTINGS.sending, name)
    world.do(resume, SECOND, SETTINGS.sending, name)
    assert world.state(name) is S.RELEASED
    assert world.campaign(name).starts_at == world.now + timedelta(minutes=10)
    world.later(minutes=10)
    assert world.tick().launched == [name]


def test_a46_more_than_twice_the_largest_before_waits_too(world: World) -> None:
    small = world.launched(expression="category academia", expected=1)
    world.send()
    large = world.released(caution=Caution(growth=2, new_addresses=100), expected=4)
    assert world.campaign(large).paused_for is PausedFor.SECOND_PERSON
    assert "2 times the largest campaign before it (1)" in world.campaign(large).why
    assert small != large


def test_every_deed_leaves_an_event_and_an_audit_entry(released: World) -> None:
    released.do(stop, RELEASER, FIRST)
    assert [deed for deed in released.deeds() if deed.startswith("campaign.")] == [
        "campaign.create", "campaign.release", "campaign.stop"
    ]  # fmt: skip
    with released.database.reading() as session:
        campaign = session.merge(released.campaign(FIRST), load=False)
        moves = [(event.deed, event.was, event.became) for event in events_of(session, campaign)]
    assert moves == [
        ("create", S.DRAFT, S.DRAFT), ("release", S.DRAFT, S.RELEASED), ("stop", S.RELEASED, S.DRAFT)
    ]  # fmt: skip
