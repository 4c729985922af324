"""Making a campaign: for an approved letter, to a stated audience, under a name of its own."""

from __future__ import annotations

import pytest

from letters.correspondence import find_letter
from letters.submission import submit
from mailer.errors import Misused, NotFound, Refused
from recipients.audience import ExpressionProblem
from scheduler.drafting import create
from scheduler.reached import whom_it_reached
from tests.scheduler.campaign_factory import AUDITOR, DRAFTER, World, letter_source


def test_a_campaign_is_called_by_its_reference_and_numbered(world: World) -> None:
    assert [world.create(), world.create(letter="CL-27/0001")] == ["CL-27-0001", "CL-27-0001-2"]
    assert world.create(name="call-2027") == "call-2027"
    with pytest.raises(Refused, match="already a campaign"):
        world.create(name="call-2027")
    with pytest.raises(Misused, match="cannot name a campaign"):
        world.create(name="../etc")


def test_without_an_expression_the_letters_own_audience_is_meant(world: World) -> None:
    drafted = world.do(create, DRAFTER, "reading-rooms")
    assert (drafted.addressed, drafted.copied) == (5, 0)
    with pytest.raises(ExpressionProblem, match="no category"):
        world.create(expression="category goverments")
    world.approve("nobody", letter_source(audience="null"))
    with pytest.raises(Refused, match="names no audience of its own"):
        world.create("nobody")


@pytest.mark.parametrize("empty", ["", "  "])
def test_a35_an_empty_expression_is_refused_and_never_the_letters_audience(world: World, empty: str) -> None:
    with pytest.raises(ExpressionProblem, match="it is empty"):
        world.create(expression=empty)


def test_only_what_is_approved_is_sent_and_only_by_who_acts(world: World) -> None:
    with pytest.raises(Refused, match="needs one of the roles"):
        world.do(create, AUDITOR, "reading-rooms")
    with world.database.writing() as session:
        submit(session, world.now, DRAFTER, letter_source(), "unread", [])
    with pytest.raises(Refused, match="no approval of it holds"):
        world.create("unread")
    with pytest.raises(NotFound):
        world.create("no-such-letter")


def test_those_whom_an_earlier_letter_reached_can_be_named(world: World) -> None:
    world.launched(expression="category academia, private-sector", expected=2)
    world.send()
    with world.database.reading() as session:
        assert len(whom_it_reached(session, find_letter(session, "CL-27/0001"))) == 2
    drafted = world.do(create, DRAFTER, "reading-rooms", expression='all except set "got CL-27/0001"')
    assert drafted.addressed == 3
