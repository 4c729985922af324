"""The preview says who would get a reminder now and, for every other whom the letter was for, why not."""

from __future__ import annotations

from datetime import datetime

from mailer.dispatch import DeliveryState
from scheduler.office_calendar.countries import shipped_countries
from scheduler.reminders.plan import plan_of, rung_of
from scheduler.reminding.deeds import stop
from scheduler.reminding.preview import Preview
from scheduler.reminding.preview import preview as preview_of
from scheduler.reminding.work import asked_of, hours_of
from scheduler.replies.reply import ReplyState
from tests.scheduler.campaign_factory import SETTINGS, World, letter_source
from tests.scheduler.reminding.planning import (
    ASK,
    COORDINATOR,
    DEADLINE,
    LETTER,
    POST,
    RUNGS,
    TEXT,
    TEXTE,
    answered,
    at,
    extended,
    moment,
    proposed,
    started,
)


def previewed(world: World, number: int, on: datetime | None = None) -> tuple[dict[str, list[str]], Preview]:
    """The lines by recipient, and their counts."""
    found = Preview()
    with world.database.reading() as session:
        plan = plan_of(session, LETTER)
        rung = rung_of(session, plan, number)
        hours = hours_of(session, SETTINGS, shipped_countries(), plan, rung)
        lines = preview_of(session, world.now, plan, rung, asked_of(session, plan, rung), hours, on)
        told = {line.recipient: line.cells() for line in found.counting(lines)}
    return told, found


def test_everybody_of_the_audience_is_named_with_the_hour_or_the_reason(world: World) -> None:
    world.approve("survey", letter_source(more=DEADLINE + ASK, english=TEXT, french=TEXTE))
    world.launched(letter="survey")
    world.send(lambda address: DeliveryState.FAILED if address == POST else DeliveryState.SENT)
    world.tick()
    started(world)
    answered(world, "Ministry of Rivers", ReplyState.DECLINED)
    extended(world, "Lanterna S.A.", moment(2027, 4, 10))
    told, found = previewed(world, 1)
    assert found.counts == {"would be reminded": 2, "answered": 1, "extended": 1, "not reached": 1}
    assert told["Luis Prado, Universidad del Sur (AR)"][3] == "2027-03-17 12:00"
    assert told["Ann Osei, Ministry of Rivers (KE)"][4] == "their organisation answered: declined"
    assert told["Lanterna S.A. (CH)"][4] == "they have time until 2027-04-10"
    assert told["Harbour Board (NO)"][4].startswith("the letter did not reach them: failed")
    at(world, 2027, 3, 17, 9)
    _, found = previewed(world, 1)
    assert found.counts == {"reminded": 1, "waiting": 1, "answered": 1, "extended": 1, "not reached": 1}


def test_a_preview_is_as_of_the_day_that_is_asked_for(surveyed: World) -> None:
    proposed(surveyed, f"hours: any\n{RUNGS}")
    extended(surveyed, "Lanterna S.A.", moment(2027, 4, 10))
    told, _ = previewed(surveyed, 2, moment(2027, 3, 29, 7))
    assert told["Lanterna S.A. (CH)"][0] == "extended"
    told, found = previewed(surveyed, 2, moment(2027, 4, 12, 7))
    assert told["Lanterna S.A. (CH)"][0] == "too late"
    assert sum(found.counts.values()) == 5
    surveyed.do(lambda s, n, b: stop(s, n, b, plan_of(s, LETTER), "the matter is closed"), COORDINATOR)
    assert previewed(surveyed, 2)[1].counts == {"ended": 5}
