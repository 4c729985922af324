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
from tests.scheduler.campaign_factory import CLOCK, OFFICE, RELEASER, SETTINGS, World

S = CampaignState


def deliveries(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Delivery)) or 0


def due(world: World) -> str:
    name = world.released()
    world.later(minutes=10)
    return name


def test_nothing_can_be_claimed_before_the_dispatch_is_full(world: World) -> None:
    name = due(world)
    seen: list[tuple[int, int]] = []

    def look(progress: Progress) -> None:
        seen.append((progress.done, progress.total))
        dispatch_id = world.campaign(name).dispatch_id
        with world.database.reading() as session:
            assert dispatch_of(session, dispatch_id or 0).state is DispatchState.HELD

    assert world.launch(name, chunk=2, on_progress=look)
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert len(world.send()) == 5


def test_the_letter_is_issued_with_the_first_delivery(world: World) -> None:
    name = due(world)
    world.dies("filled", lambda there, at_point: there.launch(name, chunk=2, at_point=at_point))
    with world.database.reading() as session:
        letter = find_letter(session, "reading-rooms")
        assert (letter.state, letter.issued_at) == (LetterState.ISSUED, world.now)


@pytest.mark.parametrize("point", ["begun", "filled"])
def test_f41_a_launch_killed_at_any_point_is_gone_on_with(world: World, point: str) -> None:
    name = due(world)
    world.dies(point, lambda there, at_point: there.launch(name, chunk=2, at_point=at_point))
    assert world.send() == []
    world.later(minutes=30)
    assert world.tick().launched == [name]
    assert deliveries(world) == 5
    assert world.status(name).balanced
    assert len(world.send()) == 5


def test_f41_two_schedulers_on_one_database_launch_once(world: World) -> None:
    names = [due(world)]
    failures: list[BaseException] = []

    def serve() -> None:
        try:
            world.tick()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=serve) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert world.state(names[0]) is S.RUNNING
    assert deliveries(world) == 5
    assert world.deeds().count("campaign.launch") == 1
    assert len(world.send()) == 5
    assert world.send() == []


def test_f44_who_presses_start_second_does_no_harm(world: World) -> None:
    name = due(world)
    for _ in range(2):
        world.do(start, RELEASER, SETTINGS.sending, name)
    world.tick()
    with pytest.raises(Refused, match="running and cannot be started"):
        world.do(start, RELEASER, SETTINGS.sending, name)
    assert deliveries(world) == 5


def test_start_does_not_skip_the_send_delay(world: World) -> None:
    name = world.released()
    with pytest.raises(Refused, match="may start at 2027-03-01 09:10 UTC"):
        world.do(start, RELEASER, SETTINGS.sending, name)


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
def test_what_is_not_as_it_was_released_is_paused_and_nothing_is_sent(world: World, tampering: str) -> None:
    name = due(world)
    world.run(tampering)
    assert world.tick().launched == []
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.BROKEN_SEAL)
    assert campaign.why
    assert deliveries(world) == 0
    assert "campaign.break" in world.deeds()
    with pytest.raises(Refused, match="cannot go on"):
        world.do(resume, RELEASER, SETTINGS.sending, name)
    world.do(stop, RELEASER, name)
    assert world.state(name) is S.DRAFT


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
    world: World, setting: dict[str, str], told: str
) -> None:
    name = due(world)
    office = OFFICE.model_copy(update=setting)
    changed = SETTINGS.model_copy(update={"office": office})
    ticked = world.tick(changed)
    assert (ticked.launched, ticked.paused) == ([], [name])
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.BROKEN_SEAL)
    assert "The office's settings were changed since the release" in campaign.why
    assert told in campaign.why
    assert deliveries(world) == 0
    world.do(stop, RELEASER, name)
    world.release(name, settings=changed)
    world.later(minutes=10)
    assert world.tick(changed).launched == [name]


def test_settings_that_go_into_no_message_may_change(world: World) -> None:
    name = due(world)
    office = OFFICE.model_copy(update={"allow": ("@elsewhere.example",), "actor": "c.releaser"})
    assert world.tick(SETTINGS.model_copy(update={"office": office})).launched == [name]


@pytest.mark.parametrize("changed", ["mailer.blueprint.spec.ENGINE", "letters.compile._headers"])
def test_a_program_updated_since_the_release_pauses_what_it_would_make_otherwise(
    world: World, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    name = due(world)
    if changed.endswith("ENGINE"):
        monkeypatch.setattr(BlueprintSpec.__init__, "__kwdefaults__", {**kwdefaults(), "engine": 2})
    else:
        monkeypatch.setattr(changed, lambda _: (("Auto-Submitted", "auto-generated"),))
    world.tick()
    assert "The program was updated since the release" in world.campaign(name).why
    assert deliveries(world) == 0


def kwdefaults() -> dict[str, object]:
    return dict(BlueprintSpec.__init__.__kwdefaults__ or {})


def test_a_blueprint_altered_in_the_database_is_told(world: World) -> None:
    name = due(world)
    world.run("UPDATE blueprint SET spec = replace(spec, 'Please answer', 'Do not answer')")
    world.tick()
    assert "altered in the database" in world.campaign(name).why
    assert deliveries(world) == 0


def test_a_time_is_not_sealed_over_what_was_altered(world: World) -> None:
    name = due(world)
    world.run("UPDATE audience_freeze SET digest = 'ab'")
    later = Schedule(world.now + timedelta(hours=1), "x", "UTC")
    with pytest.raises(Refused, match="cannot be given another time: The release seal does not fit"):
        world.do(schedule, RELEASER, SETTINGS.sending, name, later)


def test_f40_a_campaign_past_its_grace_is_paused_as_missed_and_asks(world: World) -> None:
    name = due(world)
    world.later(minutes=61)
    ticked = world.tick()
    assert (ticked.missed, ticked.launched) == ([name], [])
    assert world.campaign(name).paused_for is PausedFor.MISSED
    assert "missed" in world.campaign(name).why
    assert world.tick().missed == []
    world.do(start, RELEASER, SETTINGS.sending, name)
    assert world.tick().launched == [name]


def test_f40_a_missed_campaign_may_be_given_another_time(world: World) -> None:
    name = due(world)
    world.later(hours=2)
    world.tick()
    world.do(schedule, RELEASER, SETTINGS.sending, name, Schedule(world.now + timedelta(hours=1), "x", "UTC"))
    assert world.state(name) is S.SCHEDULED


def test_a_launch_paused_half_way_goes_on_when_resumed(world: World) -> None:
    name = due(world)

    def press_pause(point: str) -> None:
        if point == "filled" and world.state(name) is S.RUNNING:
            world.do(pause, RELEASER, name, "wait")

    assert not world.launch(name, chunk=2, at_point=press_pause)
    assert world.tick().launched == []
    assert world.send() == []
    world.do(resume, RELEASER, SETTINGS.sending, name)
    assert world.send() == []
    assert world.tick().launched == [name]
    assert len(world.send()) == 5


def test_what_is_not_due_is_neither_begun_nor_filled(world: World) -> None:
    name = world.released()
    with pytest.raises(Refused, match="not due"):
        world.do(begin_launch, CLOCK, name, "ka")
    with pytest.raises(Refused, match="not being launched"):
        world.do(fill_some, CLOCK, name)


CUT_SHORT = [("begun", 2), ("filled", 2), ("filled", 5)]
IDS = ["begun", "half full", "full, not opened"]
"""Where a launch is killed, and with how many of the five copies in one transaction: full with the last."""


def cut_short(world: World, point: str = "filled", chunk: int = 2) -> str:
    """A campaign whose launch was begun at its time, and killed."""
    name = due(world)
    world.dies(point, lambda there, at_point: there.launch(name, chunk=chunk, at_point=at_point))
    return name


@pytest.mark.parametrize(("point", "chunk"), CUT_SHORT, ids=IDS)
@pytest.mark.parametrize("deed", [start, resume])
def test_f40_a_launch_cut_short_and_found_too_late_asks_and_then_goes_on(
    world: World, point: str, chunk: int, deed: Callable[..., object]
) -> None:
    name = cut_short(world, point, chunk)
    sealed = world.campaign(name).release_seal
    world.later(days=3)
    ticked = world.tick()
    assert (ticked.missed, ticked.launched) == ([name], [])
    campaign = world.campaign(name)
    assert (campaign.state, campaign.paused_for) == (S.PAUSED, PausedFor.MISSED)
    assert "2027-03-01 09:10 UTC; its launch was cut short" in campaign.why
    assert (world.tick(), world.send()) == (Ticked(), [])
    world.do(deed, RELEASER, SETTINGS.sending, name)
    campaign = world.campaign(name)
    assert (campaign.state, campaign.starts_at) == (S.RUNNING, world.now)
    assert campaign.release_seal != sealed
    assert world.tick().launched == [name]
    assert (deliveries(world), len(world.send())) == (5, 5)
    assert world.status(name).balanced


@pytest.mark.parametrize(("point", "chunk"), CUT_SHORT, ids=IDS)
def test_f40_a_launch_cut_short_and_found_too_late_can_be_cancelled(
    world: World, point: str, chunk: int
) -> None:
    name = cut_short(world, point, chunk)
    world.later(days=3)
    world.tick()
    with pytest.raises(Refused, match="begun to go out"):
        world.do(stop, RELEASER, name)
    cancel_campaign(world.database, world.now, RELEASER, name, "too late now")
    assert (world.tick(), world.send()) == (Ticked(), [])
    found = world.status(name)
    assert (found.counts, found.balanced) == ({CopyState.CANCELLED: 5}, True)


def test_a_launch_cut_short_whose_settings_were_changed_can_only_be_cancelled(world: World) -> None:
    name = cut_short(world)
    changed = OFFICE.model_copy(update={"sender": "press@libraries.example"})
    assert world.tick(SETTINGS.model_copy(update={"office": changed})).launched == []
    with pytest.raises(Refused, match=r"settings were changed.* Cancel it"):
        world.do(resume, RELEASER, SETTINGS.sending, name)
    assert cancel_campaign(world.database, world.now, RELEASER, name, "the sender changed") == 2


@pytest.mark.parametrize(("minutes", "goes_on"), [(2, True), (12, False)])
def test_f40_a_launch_that_began_late_within_the_grace_is_left_to_its_scheduler_for_a_while(
    world: World, minutes: int, goes_on: bool
) -> None:
    name = due(world)
    world.later(minutes=59)
    world.dies("filled", lambda there, at_point: there.launch(name, chunk=2, at_point=at_point))
    world.later(minutes=minutes)
    ticked = world.tick()
    assert (ticked.launched, ticked.missed) == (([name], []) if goes_on else ([], [name]))
