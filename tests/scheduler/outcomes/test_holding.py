"""Holds: of the address that is bad, with its evidence and a task, and told wherever somebody looks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mailer.audit import AuditEntry
from mailer.delivery import DeliveryNews
from mailer.dispatch import DeliveryState
from mailer.errors import Refused
from mailer.inbox.record import InboundNews
from mailer.suppression import lift, suppress
from recipients.editing import RecipientFacts, change_recipient
from scheduler.erasing import erase_person
from scheduler.outcomes.concluding import Conclusion
from scheduler.outcomes.held import held_in
from scheduler.outcomes.repairs import CORRECTED, LIFTED
from scheduler.outcomes.task import TaskKind, TaskState, finish
from scheduler.rehearsal import FindingKind
from scheduler.standing import CopyState
from scheduler.trial import entry_at, send_trial
from scheduler.verification import verify_record
from tests.rig.inbound import notice
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    DRAFTER,
    OFFICE,
    World,
    letter_source,
)
from tests.scheduler.outcomes.mailbag import (
    ANN,
    AWA,
    POST,
    bounce,
    complaint,
    conclude,
    standing,
    tasks,
)

S, C = DeliveryState, Conclusion


@pytest.fixture
def sent(world: World) -> str:
    """A campaign whose five copies went out."""
    name = world.launched()
    world.send()
    return name


def test_a_hard_bounce_holds_the_address_with_its_evidence_and_raises_a_task(world: World, sent: str) -> None:
    assert conclude(world, bounce(world, POST)) == {C.HELD: 1}
    [held] = standing(world)
    assert (held.address_key, held.scope, held.created_by) == (POST, "all", "machine")
    assert held.reason == "Held, for mail to it fails: 550 5.1.1 User unknown"
    assert held.evidence.startswith("message 1 of the inbox, rule “")
    [task] = tasks(world)
    assert (task.kind, task.state, task.address) == (TaskKind.REPAIR, TaskState.OPEN, POST)
    assert (task.message_id, task.line) == (1, "550 5.1.1 User unknown")
    assert task.recipient_id is not None
    assert task.campaign_id == world.campaign(sent).id


def test_late_bounces_count_in_the_numbers_of_the_campaign(world: World, sent: str) -> None:
    world.tick()
    conclude(world, bounce(world, POST))
    found = world.status(sent)
    assert (found.counts[CopyState.BOUNCED], found.counts[CopyState.SENT]) == (1, 4)
    assert found.balanced
    with world.database.reading() as session:
        assert verify_record(session).whole


def test_news_is_concluded_once_and_a_second_notice_does_nothing(world: World, sent: str) -> None:
    first = bounce(world, POST)
    conclude(world, first)
    assert conclude(world, first, bounce(world, POST, words="550 5.1.1 No such user here")) == {}
    assert len(tasks(world)) == len(standing(world)) == 1
    with world.database.reading() as session:
        assert session.scalars(select(InboundNews)).all() == []


def test_a42_a_forged_bounce_for_a_live_address_holds_nothing(world: World, sent: str) -> None:
    assert conclude(world, notice("bounces@libraries.example", POST)) == {}
    assert standing(world) == []
    assert tasks(world) == []


def test_the_person_stays_reachable_at_another_address(world: World, sent: str) -> None:
    conclude(world, bounce(world, POST))
    with world.database.writing() as session:
        entry = entry_at(session, POST)
        facts = RecipientFacts(to=["office@harbour.example"], external_id="H-1")
        change_recipient(session, world.now, DRAFTER, entry.id, facts, version=entry.version)
    world.approve("second", letter_source())
    name = world.create("second")
    assert FindingKind.SUPPRESSED not in world.rehearse(name).counts


def test_a_hold_made_by_a_bounce_stops_a_copy_that_waits(world: World, sent: str) -> None:
    came_back = bounce(world, POST)
    world.approve("second", letter_source())
    second = world.launched(letter="second")
    conclude(world, came_back)
    assert POST not in world.send()
    assert world.status(second).counts[CopyState.SUPPRESSED] == 1


def test_a_held_address_shows_at_rehearsal_and_with_the_status_governments_first(
    world: World, sent: str
) -> None:
    conclude(world, bounce(world, "luis@sur.example"), bounce(world, POST))
    with world.database.reading() as session:
        held = held_in(session, world.campaign(sent))
    assert [(one.category, one.address) for one in held] == [
        ("governments", POST),
        ("academia", "luis@sur.example"),
    ]
    world.approve("second", letter_source())
    found = world.rehearse(world.create("second"))
    assert found.counts[FindingKind.SUPPRESSED] == 2
    assert "Held, for mail to it fails: 550" in found.examples[FindingKind.SUPPRESSED][0].message


def refused(world: World, stage: str) -> None:
    """A campaign of which the server refused one copy at this stage."""
    world.launched()
    world.send(
        lambda address: S.FAILED if address == POST else S.SENT,
        replies={POST: "5.1.1 No such user here"},
        stage=stage,
    )


def test_an_address_that_was_refused_at_once_is_held_like_one_that_bounced(world: World) -> None:
    refused(world, "rcpt")
    assert conclude(world) == {C.HELD: 1}
    [task] = tasks(world)
    assert (task.address, task.message_id, task.line) == (POST, None, "550 5.1.1 No such user here")
    assert standing(world)[0].evidence.startswith("the server's answer, rule “")
    assert conclude(world) == {}


def test_what_a_server_says_after_it_read_the_text_is_not_about_the_address(world: World) -> None:
    refused(world, "dot")
    assert conclude(world) == {}
    assert standing(world) == []
    with world.database.reading() as session:
        assert session.scalars(select(DeliveryNews)).all() == []


def test_what_somebody_let_through_again_is_not_held_by_what_comes_late(world: World, sent: str) -> None:
    late = bounce(world, POST)
    world.later(hours=1)
    with world.database.writing() as session:
        suppress(session, world.now, DRAFTER, address_key=POST, scope="all", reason="asked so")
        lift(session, world.now, DRAFTER, world.keyring(), address_key=POST, reason="wrote that it works")
    assert conclude(world, late) == {}
    assert standing(world) == []


def test_a_suppression_by_hand_stays_as_it_was(world: World, sent: str) -> None:
    with world.database.writing() as session:
        suppress(session, world.now, DRAFTER, address_key=POST, scope="all", reason="asked so")
    assert conclude(world, bounce(world, POST)) == {}
    assert [row.reason for row in standing(world)] == ["asked so"]


def test_official_mail_that_was_complained_of_is_a_task_and_nothing_is_stopped(
    world: World, sent: str
) -> None:
    assert conclude(world, complaint(world, ANN)) == {C.COMPLAINED: 1}
    assert standing(world) == []
    assert [(task.kind, task.address) for task in tasks(world)] == [(TaskKind.COMPLAINT, ANN)]


def test_voluntary_mail_that_was_complained_of_is_stopped_for_its_stream(world: World) -> None:
    world.approve("news", letter_source(more="mail: voluntary\nstream: newsletter\n"))
    world.launched(letter="news")
    world.send()
    assert conclude(world, complaint(world, ANN)) == {C.COMPLAINED: 1}
    assert [(row.address_key, row.scope) for row in standing(world)] == [(ANN, "stream:newsletter")]
    assert tasks(world) == []


def test_nothing_follows_from_the_bounce_of_a_test(world: World) -> None:
    name = world.create()
    with world.database.writing() as session:
        like = entry_at(session, ANN)
        send_trial(session, world.now, DRAFTER, OFFICE, "ka", name, to=["d.drafter"], in_place_of=like)
    world.send()
    assert conclude(world, bounce(world, "d.drafter@libraries.example")) == {}
    assert tasks(world) == []


def test_a_corrected_address_ends_the_task_and_the_old_one_stays_held(world: World, sent: str) -> None:
    conclude(world, bounce(world, POST))
    with world.database.writing() as session:
        entry = entry_at(session, POST)
        facts = RecipientFacts(to=["office@harbour.example"])
        change_recipient(session, world.now, DRAFTER, entry.id, facts, version=entry.version)
    conclude(world)
    [task] = tasks(world)
    assert (task.state, task.why, task.ended_by) == (TaskState.DONE, CORRECTED, "machine")
    assert [row.address_key for row in standing(world)] == [POST]


def test_a_hold_that_was_lifted_ends_the_task(world: World, sent: str) -> None:
    conclude(world, bounce(world, POST))
    world.later(hours=1)
    with world.database.writing() as session:
        lift(session, world.now, DRAFTER, world.keyring(), address_key=POST, reason="it is read again")
    conclude(world)
    assert [(task.state, task.why) for task in tasks(world)] == [(TaskState.DONE, LIFTED)]


def test_a_task_is_ended_once_by_a_coordinator_with_a_word(world: World, sent: str) -> None:
    conclude(world, bounce(world, POST))
    with pytest.raises(Refused, match="coordinator"):
        world.do(finish, AUDITOR, 1, TaskState.DONE, "seen")
    with pytest.raises(Refused, match="Say what was done"):
        world.do(finish, COORDINATOR, 1, TaskState.DONE, "  ")
    with pytest.raises(Refused, match="There is no task 7"):
        world.do(finish, COORDINATOR, 7, TaskState.DONE, "seen")
    world.do(finish, COORDINATOR, 1, TaskState.DONE, "asked their embassy")
    with pytest.raises(Refused, match="Task 1 is done already: asked their embassy"):
        world.do(finish, COORDINATOR, 1, TaskState.DISMISSED, "no")
    assert "task.done" in world.deeds()
    assert len(standing(world)) == 1, "what is held stays held"


def test_a54_a_task_about_an_erased_person_names_nobody(world: World, sent: str) -> None:
    conclude(world, bounce(world, ANN))
    world.tick()
    with world.database.writing() as session:
        erase_person(session, world.now, ADMINISTRATOR, world.keyring(), ANN, "asked so")
    [task] = tasks(world)
    assert (task.address, task.address_key, task.line, task.state) == ("", "", "", TaskState.DISMISSED)
    with world.database.reading() as session:
        assert verify_record(session).whole
    assert conclude(world) == {}


def test_the_machine_writes_one_entry_for_a_group_beside_that_of_each_hold(world: World, sent: str) -> None:
    conclude(world, bounce(world, POST), bounce(world, AWA))
    with world.database.reading() as session:
        told = session.scalars(select(AuditEntry.facts).where(AuditEntry.deed == "outcomes.conclude")).all()
    assert told == [{"news": 2, "followed": {"held": 2}, "tasks": [1, 2]}]
    assert world.deeds().count("suppression.add") == 2
