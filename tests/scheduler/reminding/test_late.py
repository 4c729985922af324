"""F40, F41: hours after its time no reminder leaves by surprise; two schedulers and a crash do no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from letters.register import EntryState, entry_of
from mailer.errors import Refused
from scheduler.clockwork import Duties, tick
from scheduler.reminders.plan import plan_of
from scheduler.reminders.tables import PlanState, RungState
from scheduler.reminding.approving import start
from scheduler.reminding.deeds import pause, resume, skip, stop
from scheduler.reminding.rounds import remind
from scheduler.reminding.work import Reminding
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import AUDITOR, CLOCK, SETTINGS, World
from tests.scheduler.reminding.planning import (
    ANN,
    COORDINATOR,
    LETTER,
    POST,
    STARTER,
    answered,
    at,
    moment,
    outcomes,
    plan,
    proposed,
    rungs,
    sent_by,
    started,
)


def test_f40_a_rung_whose_time_passed_asks_and_goes_when_somebody_says_so(any_hour: World) -> None:
    asks = "rung 1 of CL-27/0002: asks, it was due at 2027-03-17 08:00 UTC, and nothing ran until now"
    assert at(any_hour, 2027, 3, 17, 9, 1).reminders == [asks]
    assert at(any_hour, 2027, 3, 17, 9, 2).reminders == []
    assert not sent_by(any_hour, 1)
    with pytest.raises(Refused, match="releaser"):
        any_hour.do(resumed, COORDINATOR, 1)
    any_hour.do(resumed, STARTER, 1)
    at(any_hour, 2027, 3, 18, 7)
    assert len(sent_by(any_hour, 1)) == 5
    with any_hour.database.reading() as session:
        assert entry_of(session, f"{LETTER} Rem.1").state is EntryState.ISSUED


def test_f40_a_plan_may_say_that_it_still_goes_or_is_skipped(surveyed: World) -> None:
    started(
        surveyed,
        "hours: 09:00-17:00\nrungs:\n  - {at: 14 days before, letter: first, late: send}\n"
        "  - {at: 3 days before, letter: last, late: skip}\n",
    )
    at(surveyed, 2027, 3, 18, 1)  # in the night after it
    assert not sent_by(surveyed, 1), "who is asleep is not written to, however late it is"
    at(surveyed, 2027, 3, 18, 12)
    assert len(sent_by(surveyed, 1)) == 5
    assert "rung 2 of CL-27/0002: skipped" in at(surveyed, 2027, 3, 29, 12).reminders[0]
    assert rungs(surveyed)[1].state is RungState.SKIPPED
    with surveyed.database.reading() as session:
        assert entry_of(session, f"{LETTER} Rem.2").state is EntryState.VOID


def test_f40_who_was_to_be_reminded_while_nothing_ran_is_asked_about(planned: World) -> None:
    at(planned, 2027, 3, 17, 9)
    assert len(sent_by(planned, 1)) == 4
    told = at(planned, 2027, 3, 17, 20).reminders
    assert told == ["rung 1 of CL-27/0002: asks, the hours of some passed, and nothing ran until now"]
    planned.do(resumed, STARTER, 1)
    at(planned, 2027, 3, 17, 20, 1)
    assert len(sent_by(planned, 1)) == 4, "in Buenos Aires it is evening"
    at(planned, 2027, 3, 18, 12)
    assert len(sent_by(planned, 1)) == 5


def test_f41_two_schedulers_remind_everybody_once(any_hour: World) -> None:
    any_hour.now = moment(2027, 3, 17, 8)
    duties = Duties(any_hour.database, SETTINGS, any_hour.keyring(), CLOCK)
    other: list[str] = []

    def beside(point: str) -> None:
        if point == "chosen" and not other:
            other.append("ticked")
            other.extend(tick(duties, any_hour.now).reminders)

    work = Reminding(any_hour.database, SETTINGS, any_hour.keyring(), CLOCK, at_point=beside)
    remind(work, any_hour.now)
    any_hour.tick()
    any_hour.send()
    assert other[0] == "ticked"
    assert sorted(sent_by(any_hour, 1).values()) == ["sent"] * 5
    with any_hour.database.reading() as session:
        assert verify_record(session).whole


@pytest.mark.parametrize("point", ["filled", "chosen", "rows written", "frozen"])
def test_f02_a_scheduler_that_dies_reminding_leaves_nothing_undone_and_nothing_twice(
    any_hour: World, point: str
) -> None:
    any_hour.now = moment(2027, 3, 17, 8)

    def reminding(world: World, at_point: Callable[[str], None]) -> None:
        remind(Reminding(world.database, SETTINGS, world.keyring(), CLOCK, at_point=at_point), world.now)

    if point == "filled":
        reminding(any_hour, lambda _: None)  # there is one chunk only: nothing is left after it
    else:
        any_hour.dies(point, reminding)
    at(any_hour, 2027, 3, 17, 8, 1)
    if point == "rows written":
        assert not sent_by(any_hour, 1), "somebody else might still be writing"
        at(any_hour, 2027, 3, 17, 8, 11)
    assert sorted(sent_by(any_hour, 1).values()) == ["sent"] * 5
    with any_hour.database.reading() as session:
        assert verify_record(session).whole


def test_f41_two_schedulers_do_not_break_each_other_off(any_hour: World) -> None:
    any_hour.now = moment(2027, 3, 17, 8)
    told: list[str] = []

    def beside(point: str) -> None:
        if point == "rows written" and not told:
            told.append("beside")
            told.extend(any_hour.tick().reminders)

    remind(Reminding(any_hour.database, SETTINGS, any_hour.keyring(), CLOCK, at_point=beside), any_hour.now)
    assert told == ["beside"], "the other one leaves the wave to the first"
    any_hour.tick()
    any_hour.send()
    assert sorted(sent_by(any_hour, 1).values()) == ["sent"] * 5


def test_a_paused_plan_sends_nothing_until_somebody_says_so(any_hour: World) -> None:
    any_hour.do(lambda s, n, b: pause(s, n, b, plan_of(s, LETTER), "the form is down"), COORDINATOR)
    assert at(any_hour, 2027, 3, 17, 8).reminders == []
    any_hour.do(resumed, STARTER)
    at(any_hour, 2027, 3, 17, 8, 30)
    assert len(sent_by(any_hour, 1)) == 5


def test_a_rung_that_is_skipped_and_a_plan_that_is_stopped_lose_their_numbers(planned: World) -> None:
    planned.do(lambda s, n, b: skip(s, n, b, plan_of(s, LETTER), 1, "a holiday week"), COORDINATOR)
    at(planned, 2027, 3, 17, 8)
    assert not sent_by(planned, 1)
    with pytest.raises(Refused, match="Say why"):
        planned.do(lambda s, n, b: stop(s, n, b, plan_of(s, LETTER), " "), COORDINATOR)
    with pytest.raises(Refused, match="may not stop reminders"):
        planned.do(lambda s, n, b: stop(s, n, b, plan_of(s, LETTER), "closed"), AUDITOR)
    planned.do(lambda s, n, b: stop(s, n, b, plan_of(s, LETTER), "the matter is closed"), COORDINATOR)
    assert plan(planned).state is PlanState.STOPPED
    with planned.database.reading() as session:
        reasons = {n: entry_of(session, f"{LETTER} Rem.{n}").reason for n in (1, 2)}
    assert reasons == {1: "a holiday week", 2: "the matter is closed"}
    assert at(planned, 2027, 3, 29, 8).reminders == []


def test_a_plan_stopped_while_copies_wait_sends_none_of_them(any_hour: World) -> None:
    any_hour.now = moment(2027, 3, 17, 8)
    any_hour.tick()
    any_hour.do(lambda s, n, b: stop(s, n, b, plan_of(s, LETTER), "the matter is closed"), COORDINATOR)
    at(any_hour, 2027, 3, 17, 8, 1)
    assert set(sent_by(any_hour, 1).values()) == {"cancelled"}
    with any_hour.database.reading() as session:
        assert verify_record(session).whole


def test_what_was_changed_since_the_approval_is_not_sent(any_hour: World) -> None:
    any_hour.run("UPDATE reminder_plan SET rules = replace(rules, 'silent', 'not complete')")
    told = at(any_hour, 2027, 3, 17, 8).reminders
    assert "paused. The reminder plan is not what was approved: rules, days or letters" in told[0]
    assert not sent_by(any_hour, 1)


def test_a_wave_that_cannot_be_released_asks_and_keeps_no_other_waiting(any_hour: World) -> None:
    answered(any_hour, "Lanterna S.A.")
    tiny = SETTINGS.sending.model_copy(update={"size_limit_mib": 0.0001})
    settings = SETTINGS.model_copy(update={"sending": tiny})
    told = at(any_hour, 2027, 3, 17, 8, settings=settings).reminders
    assert "asks. The rehearsal found what blocks the release: 4 × too large." in told[-1]
    assert rungs(any_hour)[0].state is RungState.ASKS
    any_hour.do(resumed, STARTER, 1)
    at(any_hour, 2027, 3, 17, 8, 1)
    assert set(sent_by(any_hour, 1)) >= {ANN, POST}
    assert outcomes(any_hour, 1)[ANN] == "reminded"


def test_only_what_is_proposed_and_open_can_be_decided_on(surveyed: World) -> None:
    proposed(surveyed)
    with pytest.raises(Refused, match="proposed and cannot become active"):
        surveyed.do(resumed, STARTER)
    with pytest.raises(Refused, match="only an approved one can be started"):
        surveyed.do(lambda s, n, b: start(s, n, b, plan_of(s, LETTER)), STARTER)


def resumed(session, now, by, number=None):  # type: ignore[no-untyped-def]
    return resume(session, now, by, plan_of(session, LETTER), number)
