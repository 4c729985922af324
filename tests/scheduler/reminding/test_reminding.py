"""Reminders go to exactly those who are silent when they leave, each rung under one number."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes

from sqlalchemy import select

from letters.register import EntryState, entry_of, family_of
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.suppression import suppress
from scheduler.person import held_of, person_meant
from scheduler.rebuilding import rebuild
from scheduler.reminders.plan import plan_of, rungs_of
from scheduler.reminders.tables import PlanState, ReminderDue, RungState
from scheduler.reminding.approving import start
from scheduler.reminding.waves import waves_of
from scheduler.replies.asked import asking
from scheduler.replies.burndown import Mark, burndown
from scheduler.replies.reply import ReplyState
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import World, letter_source
from tests.scheduler.reminding.planning import (
    ANN,
    ASK,
    AWA,
    COORDINATOR,
    DEADLINE,
    INFO,
    LETTER,
    LUIS,
    POST,
    RUNGS,
    STARTER,
    TEXT,
    TEXTE,
    answered,
    approved,
    at,
    extended,
    moment,
    outcomes,
    plan,
    proposed,
    rungs,
    send_letter,
    sent_by,
    started,
)

AFTER = "rungs:\n  - {at: 1 week after, letter: overdue}\n"


def test_a_rung_goes_to_the_silent_alone_and_is_one_numbered_letter(planned: World) -> None:
    answered(planned, "Harbour Board")
    answered(planned, "Ministry of Rivers", ReplyState.DECLINED)
    assert at(planned, 2027, 3, 17, 7, 59).reminders == []  # nine o'clock at the office is eight in UTC
    ticked = at(planned, 2027, 3, 17, 8, 0)
    assert ticked.reminders[0] == "rung 1 of CL-27/0002: begins"
    assert set(sent_by(planned, 1)) == {INFO}  # in Dakar it is eight, and five in Buenos Aires
    at(planned, 2027, 3, 17, 9, 0)
    assert set(sent_by(planned, 1)) == {AWA, INFO}
    at(planned, 2027, 3, 17, 11, 59)
    assert LUIS not in sent_by(planned, 1)
    at(planned, 2027, 3, 17, 12, 0)
    assert sent_by(planned, 1) == {AWA: "sent", INFO: "sent", LUIS: "sent"}
    assert outcomes(planned, 1) == {
        ANN: "answered", POST: "answered", AWA: "reminded", INFO: "reminded", LUIS: "reminded",
    }  # fmt: skip
    for minute in (1, 2):  # one ends the campaign, the next one the rung
        at(planned, 2027, 3, 17, 12, minute)
    assert [rung.state for rung in rungs(planned)] == [RungState.SENT, RungState.PLANNED]
    with planned.database.reading() as session:
        assert entry_of(session, "CL-27/0002 Rem.1").state is EntryState.ISSUED
        assert entry_of(session, "CL-27/0002 Rem.2").state is EntryState.RESERVED
        assert verify_record(session).whole
        assert len(held_of(session, person_meant(session, AWA)).ids(ReminderDue)) == 1


def test_nobody_silent_leaves_a_void_number_with_its_reason(planned: World) -> None:
    for party in (
        "Harbour Board",
        "Ministry of Rivers",
        "Ministère des Ponts",
        "Lanterna S.A.",
        "Universidad del Sur",
    ):
        answered(planned, party)
    at(planned, 2027, 3, 17, 8, 0)
    assert at(planned, 2027, 3, 17, 12, 0).reminders == [
        "rung 1 of CL-27/0002: nobody was to be reminded; its number is void"
    ]
    with planned.database.reading() as session:
        entry = entry_of(session, "CL-27/0002 Rem.1")
        assert (entry.state, entry.reason) == (
            EntryState.VOID,
            "Its time came, and nobody was to be reminded.",
        )
        assert verify_record(session).whole
    assert rungs(planned)[0].state is RungState.NOBODY
    assert plan(planned).state is PlanState.ACTIVE


def test_a50_who_answers_while_copies_wait_gets_no_reminder(planned: World) -> None:
    planned.now = moment(2027, 3, 17, 9, 0)
    planned.tick()  # all but Buenos Aires are at work: their copies wait in the outbox
    answered(planned, "Lanterna S.A.")
    extended(planned, "Ministry of Rivers", moment(2027, 4, 15))
    ticked = at(planned, 2027, 3, 17, 9, 1)
    assert "2 reminders recalled before they left" in ticked.reminders
    sent = sent_by(planned, 1)
    assert (sent[INFO], sent[ANN], sent[POST]) == ("cancelled", "cancelled", "sent")
    assert (outcomes(planned, 1)[INFO], outcomes(planned, 1)[ANN]) == ("answered", "extended")
    with planned.database.reading() as session:
        assert verify_record(session).whole


def test_a50_whose_address_is_held_is_not_reminded(planned: World) -> None:
    planned.do(suppress, COORDINATOR, address_key=INFO, scope="all", reason="there is no such mailbox")
    at(planned, 2027, 3, 17, 8, 0)
    assert outcomes(planned, 1)[INFO] == "held"
    assert INFO not in sent_by(planned, 1)


def test_each_rung_has_its_own_question(surveyed: World) -> None:
    started(
        surveyed,
        "hours: any\nrungs:\n"
        "  - {at: 14 days before, letter: first, to: acknowledged}\n"
        "  - {at: 3 days before, letter: last, to: not complete}\n"
        "  - {at: on the day, letter: last, to: all but declined}\n",
    )
    answered(surveyed, "Ministry of Rivers", ReplyState.ACKNOWLEDGED)
    answered(surveyed, "Harbour Board", ReplyState.PARTIAL)
    answered(surveyed, "Lanterna S.A.", ReplyState.DECLINED)
    answered(surveyed, "Universidad del Sur", ReplyState.COMPLETE)
    at(surveyed, 2027, 3, 17, 8, 0)
    assert set(sent_by(surveyed, 1)) == {ANN}
    at(surveyed, 2027, 3, 29, 7, 0)  # the 28th is a Sunday, and clocks changed that night
    assert set(sent_by(surveyed, 2)) == {ANN, POST, AWA}
    at(surveyed, 2027, 3, 31, 7, 0)
    assert set(sent_by(surveyed, 3)) == {ANN, POST, AWA, LUIS}


def test_nobody_gets_more_than_the_most_of_a_letter_or_of_all_letters(surveyed: World) -> None:
    started(surveyed, f"most: 1\nhours: any\n{RUNGS}")
    at(surveyed, 2027, 3, 17, 8)
    assert len(sent_by(surveyed, 1)) == 5
    at(surveyed, 2027, 3, 29, 7)
    assert set(outcomes(surveyed, 2).values()) == {"enough"}
    assert rungs(surveyed)[1].state is RungState.NOBODY


def test_contact_pressure_counts_reminders_of_all_letters_within_the_time(surveyed: World) -> None:
    started(surveyed, f"pressure: {{most: 1, within: 11 days}}\nhours: any\n{RUNGS}")
    at(surveyed, 2027, 3, 17, 8)
    answered(surveyed, "Lanterna S.A.")
    at(surveyed, 2027, 3, 29, 7)  # 11 days and 23 hours later
    assert len(sent_by(surveyed, 2)) == 4
    proposed(surveyed, f"pressure: {{most: 1, within: 11 days}}\nhours: any\n{AFTER}")
    approved(surveyed)
    surveyed.do(lambda session, now, by: start(session, now, by, plan_of(session, LETTER)), STARTER)
    at(surveyed, 2027, 4, 7, 7)
    found = outcomes(surveyed, 1)
    assert (found[INFO], found[ANN]) == ("answered", "pressed")


def test_who_has_more_time_is_reminded_as_long_after_their_own_deadline(surveyed: World) -> None:
    started(surveyed, f"hours: any\n{AFTER}")
    extended(surveyed, "Lanterna S.A.", moment(2027, 4, 10))
    at(surveyed, 2027, 4, 7, 7)
    assert set(sent_by(surveyed, 1)) == {ANN, AWA, LUIS, POST}
    at(surveyed, 2027, 4, 19, 6, 59)
    assert INFO not in sent_by(surveyed, 1)
    at(surveyed, 2027, 4, 19, 7, 0)  # a week after the 10th is a Saturday
    assert sent_by(surveyed, 1)[INFO] == "sent"
    with surveyed.database.reading() as session:
        numbers = [entry.printed for entry in family_of(session, entry_of(session, LETTER))]
    assert numbers == [LETTER, f"{LETTER} Rem.1"]


def test_more_time_for_the_only_thing_asked_is_more_time_for_the_letter(any_hour: World) -> None:
    extended(any_hour, "Lanterna S.A.", moment(2027, 4, 10), "reply")
    for minute in (0, 1):
        at(any_hour, 2027, 3, 17, 8, minute)
    assert set(sent_by(any_hour, 1)) == {ANN, AWA, LUIS, POST}


def test_a_weekend_on_friday_and_saturday_is_waited_for(world: World) -> None:
    world.add("Board of Oases", "board@oases.example", country="EG")
    send_letter(world)
    started(world, "late: send\nrungs:\n  - {at: 2027-03-19, letter: first}\n")  # a Friday
    at(world, 2027, 3, 19, 12)
    assert len(sent_by(world, 1)) == 5
    at(world, 2027, 3, 21, 6, 59)
    assert "board@oases.example" not in sent_by(world, 1)
    at(world, 2027, 3, 21, 7, 0)  # Sunday, nine o'clock in Cairo
    assert sent_by(world, 1)["board@oases.example"] == "sent"
    with world.database.reading() as session:
        assert len(waves_of(session, rungs_of(session, plan_of(session, LETTER))[0])) > 1
        marks = burndown(session, world.now, asking(session, LETTER)).reminders
    assert marks == (Mark(date(2027, 3, 19), f"{LETTER} Rem.1"),), "one rung, one mark"


def test_who_is_at_work_only_after_the_deadline_is_not_reminded_of_it(world: World) -> None:
    world.add("Board of Oases", "board@oases.example", country="EG")
    send_letter(world, DEADLINE.replace("03-31", "03-19") + ASK)
    started(world, "rungs:\n  - {at: on the day, letter: first}\n")
    at(world, 2027, 3, 19, 8)
    assert outcomes(world, 1)["board@oases.example"] == "too late"


def test_a_reminder_is_threaded_to_the_copy_that_its_recipient_got(planned: World) -> None:
    at(planned, 2027, 3, 17, 8)
    with planned.database.reading() as session:
        copies = {copy.id: copy for copy in session.scalars(select(Delivery).where(Delivery.address == INFO))}
        first, second = (copies[number] for number in sorted(copies))
        reminder = message_from_bytes(rebuild(session, planned.keyring(), second.id).message)
        original = message_from_bytes(rebuild(session, planned.keyring(), first.id).message)
    assert reminder["In-Reply-To"] == original["Message-ID"]
    assert "CL-27/0002 du 1er mars 2027" in reminder.as_string().replace("=\n", "").replace("=20", " ")
    assert reminder["Subject"] == "Un rappel"


def test_the_expression_of_a_plan_limits_whom_it_means(surveyed: World) -> None:
    started(surveyed, f"only: category governments\nhours: any\n{RUNGS}")
    at(surveyed, 2027, 3, 17, 8)
    assert set(sent_by(surveyed, 1)) == {ANN, AWA, POST}
    assert outcomes(surveyed, 1)[LUIS] == "not meant"


def test_whom_the_letter_did_not_reach_is_not_reminded_of_it(world: World) -> None:
    world.approve("survey", letter_source(more=DEADLINE + ASK, english=TEXT, french=TEXTE))
    world.launched(letter="survey")
    world.send(lambda address: DeliveryState.FAILED if address == POST else DeliveryState.SENT)
    world.tick()
    world.add("Board of Canals", "new@canals.example")
    started(world, f"hours: any\n{RUNGS}")
    at(world, 2027, 3, 17, 8)
    assert set(sent_by(world, 1)) == {ANN, AWA, INFO, LUIS}


def test_repetitions_are_numbered_each_and_end(surveyed: World) -> None:
    started(
        surveyed,
        "hours: any\nrungs:\n"
        "  - {at: 14 days before, letter: first, repeat: {every: 1 week, until: 1 day before}}\n",
    )
    assert [str(rung.day) for rung in rungs(surveyed)] == ["2027-03-17", "2027-03-24"]
    at(surveyed, 2027, 3, 17, 8)
    answered(surveyed, "Lanterna S.A.")
    at(surveyed, 2027, 3, 24, 8)
    assert len(sent_by(surveyed, 1)) == 5
    assert set(sent_by(surveyed, 2)) == {ANN, AWA, LUIS, POST}
    for minute in (1, 2):
        at(surveyed, 2027, 3, 24, 8, minute)
    assert plan(surveyed).state is PlanState.FINISHED
