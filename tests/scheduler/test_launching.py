"""The launch: filled once whoever and however often, verified against both seals, never late unasked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from letters.correspondence import find_letter
from letters.letter import LetterState
from mailer.blueprint import BlueprintSpec
from mailer.delivery import Delivery
from mailer.dispatch import DispatchState, dispatch_of
from mailer.errors import Refused
from scheduler.campaign import CampaignState, PausedFor
from scheduler.clockwork import Ticked
from scheduler.jobs import cancel_campaign
from scheduler.launch import begin_launch, fill_some
from scheduler.planning import Schedule
from scheduler.progress import Progress
from scheduler.release import stop
from scheduler.running import pause, resume, schedule, start
from scheduler.standing import CopyState
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import CLOCK, OFFICE, RELEASER, SETTINGS, World

S = CampaignState


def deliveries(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Delivery)) or 0


def test_nothing_can_be_claimed_before_the_dispatch_is_full(due: World) -> None:
    seen: list[tuple[int, int]] = []

    def look(progress: Progress) -> None:
        seen.append((progress.done, progress.total))
        dispatch_id = due.campaign(FIRST).dispatch_id
        with due.database.reading() as session:
            assert dispatch_of(session, dispatch_id or 0).state is DispatchState.HELD

    assert due.launch(FIRST, chunk=2, on_progress=look)
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert len(due.send()) == 5


def test_the_letter_is_issued_with_the_first_delivery(due: World) -> None:
    due.dies("filled", lambda there, at_point: there.launch(FIRST, chunk=2, at_point=at_point))
    with due.database.reading() as session:
        letter = find_letter(session, "reading-rooms")
        assert (letter.state, letter.issued_at) == (LetterState.ISSUED, due.now)


@pytest.mark.parametrize("point", ["begun", "filled"])
def test_f41_a_launch_killed_at_any_point_is_gone_on_with(due: World, point: str) -> None:
    due.dies(point, lambda there, at_point: there.launch(FIRST, chunk=2, at_point=at_point))
    assert due.send() == []
    due.later(minutes=30)
    assert due.tick().launched == [FIRST]
    assert deliveries(due) == 5
    assert due.status(FIRST).balanced
    assert len(due.send()) == 5


def test_f41_two_schedulers_on_one_database_launch_once(due: World) -> None:
    failures: list[BaseException] = []

    def serve() -> None:
        try:
            due.tick()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=serve) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert due.state(FIRST) is S.RUNNING
    assert deliveries(due) == 5
    assert due.deeds().count("campaign.launch") == 1
    assert len(due.send()) == 5
    assert due.send() == []


def test_f44_who_presses_start_second_does_no_harm(due: World) -> None:
    for _ in range(2):
        due.do(start, RELEASER, SETTINGS.sending, FIRST)
    due.tick()
    with pytest.raises(Refused, match="running and cannot be started"):
        due.do(start, RELEASER, SETTINGS.sending, FIRST)
    assert deliveries(due) == 5


def test_start_does_not_skip_the_send_delay(released: World) -> None:
    with pytest.raises(Refused, match="may start at 2027-03-01 09:10 UTC"):
        released.do(start, RELEASER, SETTINGS.sending, FIRST)


def test_start_brings_a_scheduled_campaign_forward(world: World) -> None:
    name = world.released(schedule=Schedule(world.now + timedelta(days=3), "2027-03-04 10:00", "UTC"))
    world.later(minutes=10)
    world.do(start, RELEASER, SETTINGS.sending, name)
    assert world.tick().launched == [name]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE campaign_recipient SET address = 'thief@evil.example' WHERE address = 'ann@rivers.example'",
        "UPDATE campaign_recipient SET none_because = 'quietly' WHERE address = 'ann@rivers.example'",
        "UPDATE campaign SET zone = 'UTC'",
        "UPDATE letter_rendition SET text = 'Send money to {{ reference }}.'",
        "UPDATE letter_rendition SET html = replace(html, 'serif', 'cursive')",
        "UPDATE audience_freeze SET blueprints = '{}'",
    ],
)
def test_what_is_not_as_it_was_released_is_paused_and_nothing_is_sent(due: World, tampering: str) -> None:
    due.run(tampering)
    assert due.tick().launched == []
    campaign = due.campaign(FIRST)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.BROKEN_SEAL)
    assert campaign.why
    assert deliveries(due) == 0
    assert "campaign.break" in due.deeds()
    with pytest.raises(Refused, match="cannot go on"):
        due.do(resume, RELEASER, SETTINGS.sending, FIRST)
    due.do(stop, RELEASER, FIRST)
    assert due.state(FIRST) is S.DRAFT


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            {"sender": "press@libraries.example"},
            "and is Union of Libraries <press@libraries.example>",
        ),
        ({"sender_name": "Press"}, "and is Press <letters@libraries.example>"),
        ({"reply_to": "desk@libraries.example"}, "the reply address was none and is desk@libraries.example"),
        ({"domain": "other.example"}, "the mail domain was libraries.example and is other.example"),
    ],
    ids=["sender", "sender's name", "reply address", "domain"],
)
def test_settings_of_the_office_changed_since_the_release_pause_it_with_the_reason(
    due: World, setting: dict[str, str], told: str
) -> None:
    office = OFFICE.model_copy(update=setting)
    changed = SETTINGS.model_copy(update={"office": office})
    ticked = due.tick(changed)
    assert (ticked.launched, ticked.paused) == ([], [FIRST])
    campaign = due.campaign(FIRST)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.BROKEN_SEAL)
    assert "The office's settings were changed since the release" in campaign.why
    assert told in campaign.why
    assert deliveries(due) == 0
    due.do(stop, RELEASER, FIRST)
    due.release(FIRST, settings=changed)
    due.later(minutes=10)
    assert due.tick(changed).launched == [FIRST]


def test_settings_that_go_into_no_message_may_change(due: World) -> None:
    office = OFFICE.model_copy(update={"allow": ("@elsewhere.example",), "actor": "c.releaser"})
    assert due.tick(SETTINGS.model_copy(update={"office": office})).launched == [FIRST]


@pytest.mark.parametrize("changed", ["mailer.blueprint.spec.ENGINE", "letters.compile._headers"])
def test_a_program_updated_since_the_release_pauses_what_it_would_make_otherwise(
    due: World, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    if changed.endswith("ENGINE"):
        monkeypatch.setattr(BlueprintSpec.__init__, "__kwdefaults__", {**kwdefaults(), "engine": 2})
    else:
        monkeypatch.setattr(changed, lambda _: (("Auto-Submitted", "auto-generated"),))
    due.tick()
    assert "The program was updated since the release" in due.campaign(FIRST).why
    assert deliveries(due) == 0


def kwdefaults() -> dict[str, object]:
    return dict(BlueprintSpec.__init__.__kwdefaults__ or {})


def test_a_blueprint_altered_in_the_database_is_told(due: World) -> None:
    due.run("UPDATE blueprint SET spec = replace(spec, 'Please answer', 'Do not answer')")
    due.tick()
    assert "altered in the database" in due.campaign(FIRST).why
    assert deliveries(due) == 0


def test_a_time_is_not_sealed_over_what_was_altered(due: World) -> None:
    due.run("UPDATE audience_freeze SET digest = 'ab'")
    later = Schedule(due.now + timedelta(hours=1), "x", "UTC")
    with pytest.raises(Refused, match="cannot be given another time: The release seal does not fit"):
        due.do(schedule, RELEASER, SETTINGS.sending, FIRST, later)


def test_f40_a_campaign_past_its_grace_is_paused_as_missed_and_asks(due: World) -> None:
    due.later(minutes=61)
    ticked = due.tick()
    assert (ticked.missed, ticked.launched) == ([FIRST], [])
    assert due.campaign(FIRST).paused_for is PausedFor.MISSED
    assert "missed" in due.campaign(FIRST).why
    assert due.tick().missed == []
    due.do(start, RELEASER, SETTINGS.sending, FIRST)
    assert due.tick().launched == [FIRST]


def test_f40_a_missed_campaign_may_be_given_another_time(due: World) -> None:
    due.later(hours=2)
    due.tick()
    due.do(schedule, RELEASER, SETTINGS.sending, FIRST, Schedule(due.now + timedelta(hours=1), "x", "UTC"))
    assert due.state(FIRST) is S.SCHEDULED


def test_a_launch_paused_half_way_goes_on_when_resumed(due: World) -> None:

    def press_pause(point: str) -> None:
        if point == "filled" and due.state(FIRST) is S.RUNNING:
            due.do(pause, RELEASER, FIRST, "wait")

    assert not due.launch(FIRST, chunk=2, at_point=press_pause)
    assert due.tick().launched == []
    assert due.send() == []
    due.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert due.send() == []
    assert due.tick().launched == [FIRST]
    assert len(due.send()) == 5


def test_what_is_not_due_is_neither_begun_nor_filled(released: World) -> None:
    with pytest.raises(Refused, match="not due"):
        released.do(begin_launch, CLOCK, FIRST, "ka")
    with pytest.raises(Refused, match="not being launched"):
        released.do(fill_some, CLOCK, FIRST)


CUT_SHORT = [("begun", 2), ("filled", 2), ("filled", 5)]
IDS = ["begun", "half full", "full, not opened"]
"""Where a launch is killed, and with how many of the five copies in one transaction: full with the last."""


def cut_short(due: World, point: str = "filled", chunk: int = 2) -> None:
    """The launch of the campaign is begun at its time, and killed."""
    due.dies(point, lambda there, at_point: there.launch(FIRST, chunk=chunk, at_point=at_point))


@pytest.mark.parametrize(("point", "chunk"), CUT_SHORT, ids=IDS)
@pytest.mark.parametrize("deed", [start, resume])
def test_f40_a_launch_cut_short_and_found_too_late_asks_and_then_goes_on(
    due: World, point: str, chunk: int, deed: Callable[..., object]
) -> None:
    cut_short(due, point, chunk)
    sealed = due.campaign(FIRST).release_seal
    due.later(days=3)
    ticked = due.tick()
    assert (ticked.missed, ticked.launched) == ([FIRST], [])
    campaign = due.campaign(FIRST)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.MISSED)
    assert "2027-03-01 09:10 UTC; its launch was cut short" in campaign.why
    assert (due.tick(), due.send()) == (Ticked(), [])
    due.do(deed, RELEASER, SETTINGS.sending, FIRST)
    campaign = due.campaign(FIRST)
    assert (campaign.state, campaign.starts_at) == (S.RUNNING, due.now)
    assert campaign.release_seal != sealed
    assert due.tick().launched == [FIRST]
    assert (deliveries(due), len(due.send())) == (5, 5)
    assert due.status(FIRST).balanced


@pytest.mark.parametrize(("point", "chunk"), CUT_SHORT, ids=IDS)
def test_f40_a_launch_cut_short_and_found_too_late_can_be_cancelled(
    due: World, point: str, chunk: int
) -> None:
    cut_short(due, point, chunk)
    due.later(days=3)
    due.tick()
    with pytest.raises(Refused, match="begun to go out"):
        due.do(stop, RELEASER, FIRST)
    cancel_campaign(due.database, due.now, RELEASER, FIRST, "too late now")
    assert (due.tick(), due.send()) == (Ticked(), [])
    found = due.status(FIRST)
    assert (found.counts, found.balanced) == ({CopyState.CANCELLED: 5}, True)


def test_a_launch_cut_short_whose_settings_were_changed_can_only_be_cancelled(due: World) -> None:
    cut_short(due)
    changed = OFFICE.model_copy(update={"sender": "press@libraries.example"})
    assert due.tick(SETTINGS.model_copy(update={"office": changed})).launched == []
    with pytest.raises(Refused, match=r"settings were changed.* Cancel it"):
        due.do(resume, RELEASER, SETTINGS.sending, FIRST)
    assert cancel_campaign(due.database, due.now, RELEASER, FIRST, "the sender changed") == 2


@pytest.mark.parametrize(("minutes", "goes_on"), [(2, True), (12, False)])
def test_f40_a_launch_that_began_late_within_the_grace_is_left_to_its_scheduler_for_a_while(
    due: World, minutes: int, goes_on: bool
) -> None:
    due.later(minutes=59)
    due.dies("filled", lambda there, at_point: there.launch(FIRST, chunk=2, at_point=at_point))
    due.later(minutes=minutes)
    ticked = due.tick()
    assert (ticked.launched, ticked.missed) == (([FIRST], []) if goes_on else ([], [FIRST]))
