"""Reminders go to exactly those who are silent when they leave, each rung under one number."""

from __future__ import annotations

import pytest

from letters.register import EntryState, entry_of
from scheduler.reminders.tables import PlanState, RungState
from scheduler.replies.reply import ReplyState
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import World
from tests.scheduler.reminding.planning import (
    ANN,
    AWA,
    INFO,
    LUIS,
    POST,
    answered,
    at,
    outcomes,
    plan,
    rungs,
    send_letter,
    sent_by,
    started,
)


@pytest.fixture
def surveyed(world: World) -> World:
    """An office whose letter CL-27/0002, with a deadline on 31 March, went to five parties."""
    send_letter(world)
    return world


def test_a_rung_goes_to_the_silent_alone_and_is_one_numbered_letter(surveyed: World) -> None:
    started(surveyed)
    answered(surveyed, "Harbour Board")
    answered(surveyed, "Ministry of Rivers", ReplyState.DECLINED)
    assert at(surveyed, 2027, 3, 17, 7, 59).reminders == []  # nine o'clock at the office is eight in UTC
    ticked = at(surveyed, 2027, 3, 17, 8, 0)
    assert ticked.reminders[0] == "rung 1 of CL-27/0002: begins"
    assert set(sent_by(surveyed, 1)) == {INFO}  # in Dakar it is eight, and five in Buenos Aires
    at(surveyed, 2027, 3, 17, 9, 0)
    assert set(sent_by(surveyed, 1)) == {AWA, INFO}
    at(surveyed, 2027, 3, 17, 11, 59)
    assert LUIS not in sent_by(surveyed, 1)
    at(surveyed, 2027, 3, 17, 12, 0)
    assert sent_by(surveyed, 1) == {AWA: "sent", INFO: "sent", LUIS: "sent"}
    assert outcomes(surveyed, 1) == {
        ANN: "answered", POST: "answered", AWA: "reminded", INFO: "reminded", LUIS: "reminded",
    }  # fmt: skip
    for minute in (1, 2):  # one ends the campaign, the next one the rung
        at(surveyed, 2027, 3, 17, 12, minute)
    assert [rung.state for rung in rungs(surveyed)] == [RungState.SENT, RungState.PLANNED]
    with surveyed.database.reading() as session:
        assert entry_of(session, "CL-27/0002 Rem.1").state is EntryState.ISSUED
        assert entry_of(session, "CL-27/0002 Rem.2").state is EntryState.RESERVED
        assert verify_record(session).whole


def test_nobody_silent_leaves_a_void_number_with_its_reason(surveyed: World) -> None:
    started(surveyed)
    for party in (
        "Harbour Board",
        "Ministry of Rivers",
        "Ministère des Ponts",
        "Lanterna S.A.",
        "Universidad del Sur",
    ):
        answered(surveyed, party)
    at(surveyed, 2027, 3, 17, 8, 0)
    assert at(surveyed, 2027, 3, 17, 12, 0).reminders == [
        "rung 1 of CL-27/0002: nobody was to be reminded; its number is void"
    ]
    with surveyed.database.reading() as session:
        entry = entry_of(session, "CL-27/0002 Rem.1")
        assert (entry.state, entry.reason) == (
            EntryState.VOID,
            "Its time came, and nobody was to be reminded.",
        )
        assert verify_record(session).whole
    assert rungs(surveyed)[0].state is RungState.NOBODY
    assert plan(surveyed).state is PlanState.ACTIVE
