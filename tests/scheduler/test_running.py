"""A campaign under way: paused, resumed, cancelled, held by the post room, finished."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailer.database import OfficeSession
from mailer.dispatch import DeliveryState, DispatchState, dispatch_of, tally
from mailer.errors import Refused
from mailer.outbox import hold_dispatch
from mailer.suppression import suppress
from scheduler.campaign import MOVES, CampaignState, PausedFor
from scheduler.due import cancelled_with_rest
from scheduler.explaining import explain
from scheduler.jobs import cancel_campaign, cancel_rest
from scheduler.running import cancel, cancel_some, pause, resume
from scheduler.standing import CopyState
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import AUDITOR, CLOCK, DRAFTER, RELEASER, SETTINGS, World, letter_source

S = CampaignState


def in_dispatch(world: World, name: str, look: Callable[[OfficeSession, int], object]) -> object:
    with world.database.reading() as session:
        return look(session, world.campaign(name).dispatch_id or 0)


def test_every_state_is_reached_and_only_ended_ones_lead_nowhere() -> None:
    reached = {S.DRAFT}
    for _ in S:
        reached |= {state for start in reached for state in MOVES[start]}
    assert reached == set(S)
    assert {state for state in S if not MOVES[state]} == {state for state in S if state.ended}


def test_f49_a_pause_stops_claims_at_once_and_resuming_goes_on(running: World) -> None:
    with pytest.raises(Refused, match="needs one of the roles"):
        running.do(pause, AUDITOR, FIRST, "no")
    running.do(pause, DRAFTER, FIRST, "a mistake in the annex")
    assert (running.state(FIRST), running.campaign(FIRST).why) == (S.PAUSED, "a mistake in the annex")
    assert running.send() == []
    with pytest.raises(Refused, match="needs the role"):
        running.do(resume, DRAFTER, SETTINGS.sending, FIRST)
    running.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert len(running.send()) == 5


def test_a_campaign_paused_before_its_time_keeps_it(released: World) -> None:
    planned = released.campaign(FIRST).starts_at
    released.do(pause, DRAFTER, FIRST, "")
    released.later(minutes=5)
    released.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert (released.state(FIRST), released.campaign(FIRST).starts_at) == (S.RELEASED, planned)


def test_a_campaign_paused_over_its_time_goes_when_resumed(released: World) -> None:
    released.do(pause, DRAFTER, FIRST, "")
    released.later(hours=5)
    assert released.tick().missed == []
    released.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert released.tick().launched == [FIRST]


def test_a49_cancelling_ends_what_waits_and_tells_what_left(running: World) -> None:
    fates = {"ann@rivers.example": DeliveryState.SENT, "awa@ponts.example": DeliveryState.UNCERTAIN}
    running.send(lambda address: fates.get(address, DeliveryState.DEFERRED))
    with pytest.raises(Refused, match="Say why"):
        running.do(cancel, RELEASER, FIRST, " ")
    assert cancel_campaign(running.database, running.now, RELEASER, FIRST, "wrong date") == 3
    running.later(hours=1)
    assert running.send() == []
    found = running.status(FIRST)
    assert found.counts == {CopyState.SENT: 1, CopyState.UNCERTAIN: 1, CopyState.CANCELLED: 3}
    assert (found.state, found.why, found.balanced) == (S.CANCELLED, "wrong date", True)
    with pytest.raises(Refused, match="nothing to cancel"):
        running.do(cancel, RELEASER, FIRST, "again")


def test_cancelling_cut_short_is_ended_by_the_clock(running: World) -> None:
    running.do(cancel, RELEASER, FIRST, "not needed")
    assert running.status(FIRST).counts == {CopyState.QUEUED: 5}
    assert running.do(cancel_some, RELEASER, FIRST, 2) == 2
    with running.database.reading() as session:
        assert cancelled_with_rest(session) == [FIRST]
    running.tick()
    with running.database.reading() as session:
        assert cancelled_with_rest(session) == []
    found = running.status(FIRST)
    assert (found.counts, found.balanced) == ({CopyState.CANCELLED: 5}, True)
    assert cancel_rest(running.database, running.now, CLOCK, FIRST) == 0


def test_a_launch_cancelled_half_way_leaves_nobody_without_a_state(released: World) -> None:
    released.later(minutes=10)

    def press_cancel(point: str) -> None:
        if point == "filled" and released.state(FIRST) is S.RUNNING:
            cancel_campaign(released.database, released.now, RELEASER, FIRST, "stop")

    assert not released.launch(FIRST, chunk=2, at_point=press_cancel)
    found = released.status(FIRST)
    assert (found.counts, found.balanced) == ({CopyState.CANCELLED: 5}, True)


def test_copies_never_made_ready_are_cancelled_with_their_campaign_and_keep_their_frozen_rows(
    released: World,
) -> None:
    before = [(row.id, row.none_because) for row in released.rows(FIRST)]
    assert cancel_campaign(released.database, released.now, RELEASER, FIRST, "not needed") == 0
    found = released.status(FIRST)
    assert (found.counts, found.balanced) == ({CopyState.CANCELLED: 5}, True)
    assert [(row.id, row.none_because) for row in released.rows(FIRST)] == before
    with released.database.reading() as session:
        assert explain(session, FIRST, "ann@rivers.example")[0].why == "not needed"


def test_what_the_post_room_holds_is_paused_with_its_reason(running: World) -> None:
    dispatch_id = running.campaign(FIRST).dispatch_id or 0
    running.do(lambda session, now, by: hold_dispatch(session, now, dispatch_id, by, "535 refused"), CLOCK)
    assert running.tick().paused == [FIRST]
    campaign = running.campaign(FIRST)
    assert (campaign.paused_for, campaign.why) == (PausedFor.POST_ROOM, "535 refused")
    running.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert in_dispatch(running, FIRST, lambda session, number: dispatch_of(session, number).state) is (
        DispatchState.OPEN
    )


def test_a_campaign_is_finished_only_when_nothing_is_open(running: World) -> None:
    running.send(lambda address: DeliveryState.DEFERRED if "ann" in address else DeliveryState.SENT)
    assert running.tick().finished == []
    running.later(minutes=6)
    running.send(lambda _: DeliveryState.UNCERTAIN)
    assert running.tick().finished == [FIRST]
    assert running.tick().finished == []
    assert in_dispatch(running, FIRST, tally) == {
        **dict.fromkeys(DeliveryState, 0), DeliveryState.SENT: 4, DeliveryState.UNCERTAIN: 1
    }  # fmt: skip


def test_f48_who_is_suppressed_mid_campaign_gets_nothing_and_is_counted(running: World) -> None:
    with running.database.writing() as session:
        suppress(
            session,
            running.now,
            DRAFTER,
            address_key="awa@ponts.example",
            scope="all",
            reason="asked by phone",
        )
    assert "awa@ponts.example" not in running.send()
    found = running.status(FIRST)
    assert (found.counts, found.balanced) == ({CopyState.SENT: 4, CopyState.SUPPRESSED: 1}, True)


def test_a_sum_that_is_not_the_audience_is_said_aloud(running: World) -> None:
    running.run("DELETE FROM campaign_recipient WHERE address = 'ann@rivers.example'")
    found = running.status(FIRST)
    assert not found.balanced
    assert "had 5 rows" in found.imbalance
    running.approve("another", letter_source())
    other = running.launched(letter="another", expression="category academia", expected=1)
    running.run("UPDATE dispatch_tally SET count = 7 WHERE state = 'queued'")
    assert "the ledger counts 7" in running.status(other).imbalance


def test_the_pace_tells_when_it_will_end(running: World) -> None:
    running.send(lambda address: DeliveryState.DEFERRED if "ann" in address else DeliveryState.SENT)
    running.later(seconds=10)
    found = running.status(FIRST)
    assert found.per_second == 0.5
    assert found.ends_at is not None
    assert (found.ends_at - running.now).total_seconds() == 2
    running.later(minutes=3)
    assert (running.status(FIRST).per_second, running.status(FIRST).ends_at) == (0.0, None)
