"""Replies counted by organisation: each in exactly one place, and the sums are the frozen audience."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from letters.effective import effective_deadlines
from mailer.dispatch import DeliveryState
from recipients.organisations_meant import organisation_meant
from recipients.regions import ELSEWHERE, read_regions
from scheduler.frozen import CampaignRecipient
from scheduler.reminders.extensions import extend
from scheduler.replies.asked import asking
from scheduler.replies.counting import Count
from scheduler.replies.listing import show_reply
from scheduler.replies.progress import By, Progress, progress
from scheduler.replies.reply import ReplyState
from tests.scheduler.campaign_factory import ALL, World, letter_source
from tests.scheduler.reminding.planning import COORDINATOR
from tests.scheduler.replies.answering import (
    ASKS,
    ENGLISH,
    FRENCH,
    HARBOUR,
    LANTERNA,
    LETTER,
    PONTS,
    RIVERS,
    SUR,
    answer,
    correct,
)

S, C = ReplyState, Count


def count(world: World, **choices: Any) -> Progress:
    with world.database.reading() as session:
        found = progress(session, asking(session, LETTER), read_regions(None), **choices)
        frozen = select(CampaignRecipient.organisation_id).distinct()
        assert found.balanced
        assert found.organisations <= len(session.scalars(frozen).all())
        assert sum(line.total for line in found.lines) == found.whole.total
    return found


def test_every_organisation_is_counted_in_exactly_one_place(world: World) -> None:
    world.approve("questions", letter_source(more=ASKS, english=ENGLISH, french=FRENCH))
    world.launched(letter="questions", expected=5)
    assert count(world).whole.counts == {C.WAITING: 5}
    world.send(lambda address: DeliveryState.FAILED if "harbour" in address else DeliveryState.SENT)
    assert count(world).whole.counts == {C.SILENT: 4, C.BOUNCED: 1}
    for whose, state in (
        (RIVERS, S.COMPLETE),
        (PONTS, S.DECLINED),
        (SUR, S.ACKNOWLEDGED),
        (LANTERNA, S.RECEIVED),
    ):
        answer(world, whose, state)
    found = count(world, ask="reply")
    assert found.whole.counts == {
        C.COMPLETE: 1,
        C.DECLINED: 1,
        C.ACKNOWLEDGED: 1,
        C.TO_ASSESS: 1,
        C.BOUNCED: 1,
    }
    assert (found.whole.contacted, found.whole.replied, found.whole.rate) == (4, 3, 60)
    answer(world, HARBOUR)
    assert count(world, ask="reply").whole.counts[C.COMPLETE] == 2
    assert count(world).whole.counts == {C.PARTIAL: 3, C.TO_ASSESS: 1, C.ACKNOWLEDGED: 1}


def test_two_focal_points_are_one_organisation_and_copies_are_asked_nothing(world: World) -> None:
    copies = "copies:\n  - label: {en: Embassies, fr: Ambassades}\n    audience: category academia\n"
    world.run(
        "INSERT INTO recipient_address VALUES (1, 'second@rivers.example', 'second@rivers.example', 'to', 1)"
    )
    source = letter_source(
        audience="category governments", more=ASKS + copies, english=ENGLISH, french=FRENCH
    )
    world.approve("questions", source)
    world.launched(letter="questions", expected=5)
    world.send()
    found = count(world)
    assert (found.whole.total, found.copies_only, found.organisations) == (3, 1, 4)


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        (By.CATEGORY, {"governments": 3, "private-sector": 1, "academia": 1}),
        (By.LANGUAGE, {"en": 3, "fr": 2}),
        (By.COUNTRY, {"KE": 1, "SN": 1, "CH": 1, "AR": 1, "NO": 1}),
        (
            By.REGION,
            {
                "African States": 2,
                "Latin American and Caribbean States": 1,
                "Western European and other States": 2,
            },
        ),
    ],
)
def test_the_table_is_divided_as_is_asked(questioned: World, by: By, lines: dict[str, int]) -> None:
    found = count(questioned, by=by)
    assert {line.name: line.total for line in found.lines} == lines
    if by is By.REGION:
        assert [line.name for line in found.lines] == list(lines)
    assert ELSEWHERE not in lines


def test_late_is_by_the_deadline_as_it_holds_now(questioned: World) -> None:
    world = questioned
    world.later(days=20)
    answer(world, RIVERS, ask="name")
    answer(world, PONTS, S.DECLINED, ask="name")
    answer(world, SUR, S.ACKNOWLEDGED, ask="name")
    assert count(world, ask="name").whole.late == 2
    assert count(world, ask="reply").whole.late == 0
    number = answer(world, RIVERS, ask="reply")
    assert count(world).whole.late == 2
    in_time: datetime = world.now - timedelta(days=10)
    answer(world, RIVERS, ask="name", came_at=in_time)
    assert count(world).whole.late == 1
    correct(world, number, state=S.DISREGARDED)
    with world.database.reading() as session:
        letter = asking(session, LETTER)
        assert [due.id for due in effective_deadlines(session, letter.letter)] == ["by", "form-by"]


def test_who_was_granted_more_time_is_not_late_within_it(questioned: World) -> None:
    world = questioned
    world.later(days=1)
    for whose, ask in ((RIVERS, "name"), (PONTS, None), (SUR, "reply")):
        with world.database.writing() as session:
            home, until = organisation_meant(session, whose), date(2027, 4, 20)
            extend(session, world.now, COORDINATOR, asking(session, LETTER), home, until, "asked", ask)
    world.later(days=20)
    numbers = [answer(world, whose, ask="name") for whose in (RIVERS, PONTS, SUR)]
    assert count(world, ask="name").whole.late == 1, "the one whose grant is for another ask"
    with world.database.reading() as session:
        assert [show_reply(session, number).late for number in numbers] == [False, False, True]
    world.later(days=30)
    answer(world, PONTS, ask="reply")
    assert count(world).whole.late == 2, "the grant has ended"


def test_only_one_campaign_is_counted_where_it_is_named(questioned: World) -> None:
    world = questioned
    world.add("Board of Canals", "new@canals.example")
    again = world.create(letter="questions", expression=ALL, name="again")
    world.release(again, expected=1)
    world.later(minutes=10)
    world.launch(again)
    assert count(world).whole.total == 6
    assert count(world, campaign="again").whole.counts == {C.NOT_REACHED: 5, C.WAITING: 1}
