"""A letter is issued on the day it bears, as the day counts where it is issued; else it is approved anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from letters.correspondence import find_letter
from letters.facts import Facts
from letters.letter import LetterState
from letters.redating import redate
from letters.register import EntryState, entry_of, references_of
from mailer.audit import Actor
from mailer.errors import Refused
from mailer.settings import SendingSettings
from mailer.staff import Role
from scheduler.planning import Schedule, at_local_time
from scheduler.running import schedule, start
from tests.scheduler.campaign_factory import RELEASER, SETTINGS, World, letter_source

STRICT = SETTINGS.model_copy(update={"sending": SendingSettings(delay_minutes=0)})
BOTH = Actor("s0both", "g.both", "tester", frozenset({Role.DRAFTER, Role.APPROVER}))
GENEVA, NEW_YORK = "Europe/Zurich", "America/New_York"


def dated(world: World, handle: str, day: date, zone: str) -> str:
    """An approved letter of this date and place of issue; its number."""
    source = letter_source()
    facts = Facts.model_validate(
        {**source.facts.model_dump(mode="json"), "date": str(day), "time_zone": zone}
    )
    world.approve(handle, replace(source, facts=facts))
    with world.database.reading() as session:
        return references_of(session, find_letter(session, handle).id)[0].printed


def date_anew(world: World, handle: str, day: date) -> str:
    """The handle of the letter under its new date."""
    with world.database.writing() as session:
        letter = find_letter(session, handle)
        return redate(session, world.now, BOTH, letter, day, "The session was moved.").handle


@pytest.mark.parametrize(
    ("zone", "moment", "number"),
    [
        (GENEVA, datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "CL-26/0001"),
        (NEW_YORK, datetime(2027, 1, 1, 4, 59, tzinfo=UTC), "CL-26/0001"),
    ],
)
def test_at_23_59_on_the_last_day_of_the_year_it_is_that_year_and_a_minute_later_it_is_refused(
    world: World, zone: str, moment: datetime, number: str
) -> None:
    world.now = moment
    assert dated(world, "last-minute", date(2026, 12, 31), zone) == number
    name = world.create(letter="last-minute")
    late = at_local_time("2027-01-01 00:00", zone)
    with pytest.raises(Refused, match=rf"dated 2026-12-31 and would be issued on 2027-01-01 \({zone}\)"):
        world.release(name, settings=STRICT, schedule=late)
    assert world.state(name) == "draft"
    world.release(name, settings=STRICT)
    assert world.launch(name)


def test_a_letter_never_goes_before_its_date_and_later_only_as_the_office_allows(world: World) -> None:
    dated(world, "tomorrow", date(2027, 3, 2), GENEVA)
    name = world.create(letter="tomorrow")
    with pytest.raises(Refused, match="would be issued on 2027-03-01"):
        world.release(name)
    world.release(name, schedule=at_local_time("2027-03-05 09:00", GENEVA))  # a patient office


def test_a_released_letter_is_not_moved_to_another_day(world: World) -> None:
    name = world.create()
    world.release(name, settings=STRICT, schedule=Schedule(datetime(2027, 3, 1, 15, tzinfo=UTC)))
    with pytest.raises(Refused, match="mailer letters redate reading-rooms --date 2027-03-02"):
        world.do(schedule, RELEASER, STRICT.sending, name, at_local_time("2027-03-02 09:00", GENEVA))
    world.later(days=1)
    with pytest.raises(Refused, match="dated 2027-03-01"):
        world.do(start, RELEASER, STRICT.sending, name)


def test_a_letter_that_was_issued_may_go_to_more_on_another_day(world: World) -> None:
    world.launched(expression="category academia", expected=1)
    world.later(days=40)
    name = world.create(expression="category governments")
    world.release(name, settings=STRICT, expected=3)


def test_a_letter_dated_anew_loses_approval_and_number_and_waits_for_its_approval(world: World) -> None:
    day = date(2027, 3, 2)
    again = date_anew(world, "reading-rooms", day)
    assert again == "reading-rooms-2"
    with world.database.reading() as session:
        old, new = (find_letter(session, handle) for handle in ("reading-rooms", again))
        assert (old.state, new.state) == (LetterState.WITHDRAWN, LetterState.IN_REVIEW)
        assert (new.issue_date, new.read_facts().date) == (day, day)
        void = entry_of(session, "CL-27/0001")
        assert (void.state, void.reason) == (EntryState.VOID, "The session was moved.")
    with pytest.raises(Refused, match="only an approved letter"):
        world.do(
            lambda session, now, by: redate(session, now, by, find_letter(session, again), day, "x"), BOTH
        )
