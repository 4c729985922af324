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
from tests.scheduler.beginnings import FIRST
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


def test_a_hard_bounce_holds_the_address_with_its_evidence_and_raises_a_task(sent: World) -> None:
    assert conclude(sent, bounce(sent, POST)) == {C.HELD: 1}
    [held] = standing(sent)
    assert (held.address_key, held.scope, held.created_by) == (POST, "all", "machine")
    assert held.reason == "Held, for mail to it fails: 550 5.1.1 User unknown"
    assert held.evidence.startswith("message 1 of the inbox, rule “")
    [task] = tasks(sent)
    assert (task.kind, task.state, task.address) == (TaskKind.REPAIR, TaskState.OPEN, POST)
    assert (task.message_id, task.line) == (1, "550 5.1.1 User unknown")
    assert task.recipient_id is not None
    assert task.campaign_id == sent.campaign(FIRST).id


def test_late_bounces_count_in_the_numbers_of_the_campaign(sent: World) -> None:
    sent.tick()
    conclude(sent, bounce(sent, POST))
    found = sent.status(FIRST)
    assert (found.counts[CopyState.BOUNCED], found.counts[CopyState.SENT]) == (1, 4)
    assert found.balanced
    with sent.database.reading() as session:
        assert verify_record(session).whole


def test_news_is_concluded_once_and_a_second_notice_does_nothing(sent: World) -> None:
    first = bounce(sent, POST)
    conclude(sent, first)
    assert conclude(sent, first, bounce(sent, POST, words="550 5.1.1 No such user here")) == {}
    assert len(tasks(sent)) == len(standing(sent)) == 1
    with sent.database.reading() as session:
        assert session.scalars(select(InboundNews)).all() == []


def test_a42_a_forged_bounce_for_a_live_address_holds_nothing(sent: World) -> None:
    assert conclude(sent, notice("bounces@libraries.example", POST)) == {}
    assert standing(sent) == []
    assert tasks(sent) == []


def test_the_person_stays_reachable_at_another_address(sent: World) -> None:
    conclude(sent, bounce(sent, POST))
    with sent.database.writing() as session:
        entry = entry_at(session, POST)
        facts = RecipientFacts(to=["office@harbour.example"], external_id="H-1")
        change_recipient(session, sent.now, DRAFTER, entry.id, facts, version=entry.version)
    sent.approve("second", letter_source())
    name = sent.create("second")
    assert FindingKind.SUPPRESSED not in sent.rehearse(name).counts


def test_a_hold_made_by_a_bounce_stops_a_copy_that_waits(sent: World) -> None:
    came_back = bounce(sent, POST)
    sent.approve("second", letter_source())
    second = sent.launched(letter="second")
    conclude(sent, came_back)
    assert POST not in sent.send()
    assert sent.status(second).counts[CopyState.SUPPRESSED] == 1


def test_a_held_address_shows_at_rehearsal_and_with_the_status_governments_first(sent: World) -> None:
    conclude(sent, bounce(sent, "luis@sur.example"), bounce(sent, POST))
    with sent.database.reading() as session:
        held = held_in(session, sent.campaign(FIRST))
    assert [(one.category, one.address) for one in held] == [
        ("governments", POST),
        ("academia", "luis@sur.example"),
    ]
    sent.approve("second", letter_source())
    found = sent.rehearse(sent.create("second"))
    assert found.counts[FindingKind.SUPPRESSED] == 2
    assert "Held, for mail to it fails: 550" in found.examples[FindingKind.SUPPRESSED][0].message


def refused(running: World, stage: str) -> None:
    """A campaign of which the server refused one copy at this stage."""
    running.send(
        lambda address: S.FAILED if address == POST else S.SENT,
        replies={POST: "5.1.1 No such user here"},
        stage=stage,
    )


def test_an_address_that_was_refused_at_once_is_held_like_one_that_bounced(running: World) -> None:
    refused(running, "rcpt")
    assert conclude(running) == {C.HELD: 1}
    [task] = tasks(running)
    assert (task.address, task.message_id, task.line) == (POST, None, "550 5.1.1 No such user here")
    assert standing(running)[0].evidence.startswith("the server's answer, rule “")
    assert conclude(running) == {}


def test_what_a_server_says_after_it_read_the_text_is_not_about_the_address(running: World) -> None:
    refused(running, "dot")
    assert conclude(running) == {}
    assert standing(running) == []
    with running.database.reading() as session:
        assert session.scalars(select(DeliveryNews)).all() == []


def test_what_somebody_let_through_again_is_not_held_by_what_comes_late(sent: World) -> None:
    late = bounce(sent, POST)
    sent.later(hours=1)
    with sent.database.writing() as session:
        suppress(session, sent.now, DRAFTER, address_key=POST, scope="all", reason="asked so")
        lift(session, sent.now, DRAFTER, sent.keyring(), address_key=POST, reason="wrote that it works")
    assert conclude(sent, late) == {}
    assert standing(sent) == []


def test_a_suppression_by_hand_stays_as_it_was(sent: World) -> None:
    with sent.database.writing() as session:
        suppress(session, sent.now, DRAFTER, address_key=POST, scope="all", reason="asked so")
    assert conclude(sent, bounce(sent, POST)) == {}
    assert [row.reason for row in standing(sent)] == ["asked so"]


def test_official_mail_that_was_complained_of_is_a_task_and_nothing_is_stopped(sent: World) -> None:
    assert conclude(sent, complaint(sent, ANN)) == {C.COMPLAINED: 1}
    assert standing(sent) == []
    assert [(task.kind, task.address) for task in tasks(sent)] == [(TaskKind.COMPLAINT, ANN)]


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


def test_a_corrected_address_ends_the_task_and_the_old_one_stays_held(sent: World) -> None:
    conclude(sent, bounce(sent, POST))
    with sent.database.writing() as session:
        entry = entry_at(session, POST)
        facts = RecipientFacts(to=["office@harbour.example"])
        change_recipient(session, sent.now, DRAFTER, entry.id, facts, version=entry.version)
    conclude(sent)
    [task] = tasks(sent)
    assert (task.state, task.why, task.ended_by) == (TaskState.DONE, CORRECTED, "machine")
    assert [row.address_key for row in standing(sent)] == [POST]


def test_a_hold_that_was_lifted_ends_the_task(sent: World) -> None:
    conclude(sent, bounce(sent, POST))
    sent.later(hours=1)
    with sent.database.writing() as session:
        lift(session, sent.now, DRAFTER, sent.keyring(), address_key=POST, reason="it is read again")
    conclude(sent)
    assert [(task.state, task.why) for task in tasks(sent)] == [(TaskState.DONE, LIFTED)]


def test_a_task_is_ended_once_by_a_coordinator_with_a_word(sent: World) -> None:
    conclude(sent, bounce(sent, POST))
    with pytest.raises(Refused, match="coordinator"):
        sent.do(finish, AUDITOR, 1, TaskState.DONE, "seen")
    with pytest.raises(Refused, match="Say what was done"):
        sent.do(finish, COORDINATOR, 1, TaskState.DONE, "  ")
    with pytest.raises(Refused, match="There is no task 7"):
        sent.do(finish, COORDINATOR, 7, TaskState.DONE, "seen")
    sent.do(finish, COORDINATOR, 1, TaskState.DONE, "asked their embassy")
    with pytest.raises(Refused, match="Task 1 is done already: asked their embassy"):
        sent.do(finish, COORDINATOR, 1, TaskState.DISMISSED, "no")
    assert "task.done" in sent.deeds()
    assert len(standing(sent)) == 1, "what is held stays held"


def test_a54_a_task_about_an_erased_person_names_nobody(sent: World) -> None:
    conclude(sent, bounce(sent, ANN))
    sent.tick()
    with sent.database.writing() as session:
        erase_person(session, sent.now, ADMINISTRATOR, sent.keyring(), ANN, "asked so")
    [task] = tasks(sent)
    assert (task.address, task.address_key, task.line, task.state) == ("", "", "", TaskState.DISMISSED)
    with sent.database.reading() as session:
        assert verify_record(session).whole
    assert conclude(sent) == {}


def test_the_machine_writes_one_entry_for_a_group_beside_that_of_each_hold(sent: World) -> None:
    conclude(sent, bounce(sent, POST), bounce(sent, AWA))
    with sent.database.reading() as session:
        told = session.scalars(select(AuditEntry.facts).where(AuditEntry.deed == "outcomes.conclude")).all()
    assert told == [{"news": 2, "followed": {"held": 2}, "tasks": [1, 2]}]
    assert sent.deeds().count("suppression.add") == 2
