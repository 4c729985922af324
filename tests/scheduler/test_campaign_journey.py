"""A campaign from draft to its end, as those see it who run it."""

from __future__ import annotations

from mailer.dispatch import DeliveryState
from scheduler.campaign import CampaignState
from scheduler.standing import CopyState
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import World


def test_a_campaign_goes_from_draft_to_finished(world: World) -> None:
    name = world.create()
    assert name == "CL-27-0001"
    assert world.state(name) is CampaignState.DRAFT
    rehearsal = world.rehearse(name)
    assert (rehearsal.copies, rehearsal.blocks) == (5, [])
    world.release(name, expected=5)
    assert world.state(name) is CampaignState.RELEASED
    assert world.tick().launched == []
    world.later(minutes=10)
    assert world.tick().launched == [name]
    assert world.state(name) is CampaignState.RUNNING
    assert sorted(world.send()) == [
        "ann@rivers.example", "awa@ponts.example", "info@lanterna.example", "luis@sur.example",
        "post@harbour.example",
    ]  # fmt: skip
    assert world.tick().finished == [name]
    found = world.status(name)
    assert (found.state, found.audience, found.balanced) == (CampaignState.FINISHED, 5, True)
    assert found.counts == {CopyState.SENT: 5}
    assert found.reference == "CL-27/0001"


def test_each_copy_stands_in_exactly_one_state_and_the_sum_is_the_audience(running: World) -> None:
    fates = {
        "ann@rivers.example": DeliveryState.FAILED,
        "awa@ponts.example": DeliveryState.DEFERRED,
        "info@lanterna.example": DeliveryState.UNCERTAIN,
    }
    running.send(lambda address: fates.get(address, DeliveryState.SENT))
    counts = running.status(FIRST).counts
    assert counts == {
        CopyState.SENT: 2, CopyState.REFUSED: 1, CopyState.DEFERRED: 1, CopyState.UNCERTAIN: 1
    }  # fmt: skip
    running.later(minutes=6)
    assert running.send() == ["awa@ponts.example"]
    found = running.status(FIRST)
    assert found.counts[CopyState.SENT_LATER] == 1
    assert sum(found.counts.values()) == found.audience == 5
    lines = {(line.category, line.language): line.total for line in found.lines}
    assert lines == {
        ("academia", "en"): 1, ("governments", "en"): 2, ("governments", "fr"): 1, ("private-sector", "fr"): 1
    }  # fmt: skip
