"""An addendum that moves the deadline plans all of it anew, and the old plan stays readable."""

from __future__ import annotations

import pytest

from letters.facts import Language
from letters.letter import Letter, LetterState
from letters.register import EntryState, entry_of, references_of
from letters.submission import stored_source
from mailer.errors import Refused
from scheduler.reminders.plan import plan_of
from scheduler.reminders.tables import PlanState, RungState
from scheduler.reminding.approving import broken_plan, start
from scheduler.reminding.proposing import PlanSource, propose
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import APPROVER, World, letter_source
from tests.scheduler.reminding.planning import (
    COORDINATOR,
    ENGLISH,
    INFO,
    LETTER,
    RUNGS,
    STARTER,
    answered,
    approved,
    at,
    extended,
    moment,
    plan,
    proposed,
    reminder,
    rules,
    rungs,
    sent_by,
    started,
)

MOVED = """
kind: addendum
parent: CL-27/0002
moves:
  - {deadline: replies, was: 2027-03-31, date: 2027-04-30}
"""
TEXT = "---\nsubject: More time\n---\nNot 31 March 2027 but 30 April 2027.\n"
TEXTE = "---\nsubject: Plus de temps\n---\nNon le 31 mars 2027 mais le 30 avril 2027.\n"


def move_deadline(world: World) -> None:
    """An addendum that moves the deadline to 30 April, sent."""
    world.approve("more-time", letter_source(references="", more=MOVED, english=TEXT, french=TEXTE))
    name = world.create(letter="more-time")
    world.release(name, expected=world.rehearse(name).copies)
    world.later(minutes=10)
    world.launch(name)
    world.send()


def test_a_moved_deadline_supersedes_the_plan_and_proposes_the_next_version(any_hour: World) -> None:
    for minute in (0, 1, 2):
        at(any_hour, 2027, 3, 17, 8, minute)
    answered(any_hour, "Lanterna S.A.")
    any_hour.now = moment(2027, 3, 26, 9)
    move_deadline(any_hour)
    told = any_hour.tick().reminders
    assert told == [
        "reminders of CL-27/0002: a deadline moved: 2027-04-30. Version 2 of the plan waits for approval."
    ]
    assert [rung.state for rung in rungs(any_hour, 1)] == [RungState.SENT, RungState.ENDED]
    assert plan(any_hour, 1).state is PlanState.SUPERSEDED
    assert [str(rung.day) for rung in rungs(any_hour)] == ["2027-04-16", "2027-04-27"]
    with any_hour.database.reading() as session:
        assert entry_of(session, f"{LETTER} Rem.2").state is EntryState.VOID
    at(any_hour, 2027, 3, 29, 7)
    assert not sent_by(any_hour, 2, 1), "nothing of the old plan leaves any more"
    approved(any_hour)
    with pytest.raises(Refused, match="may not start it too"):
        any_hour.do(lambda s, n, b: start(s, n, b, plan_of(s, LETTER)), APPROVER)
    any_hour.do(lambda s, n, b: start(s, n, b, plan_of(s, LETTER)), STARTER)
    at(any_hour, 2027, 4, 16, 7)
    assert len(sent_by(any_hour, 1)) == 4
    with any_hour.database.reading() as session:
        letter = session.get_one(Letter, rungs(any_hour)[0].letter_id)
        assert (letter.drafter, letter.state) == (COORDINATOR.pseudonym, LetterState.ISSUED)
        assert str(letter.read_facts().deadlines[0].date) == "2027-04-30"
        assert verify_record(session).whole


def test_who_was_granted_less_than_an_addendum_gives_to_all_is_reminded_like_all(surveyed: World) -> None:
    extended(surveyed, "Lanterna S.A.", moment(2027, 4, 10))
    surveyed.now = moment(2027, 3, 26, 9)
    move_deadline(surveyed)
    started(surveyed, f"hours: any\n{RUNGS}")
    at(surveyed, 2027, 4, 16, 8)
    assert sent_by(surveyed, 1)[INFO] == "sent"


def propose_late(world: World) -> None:
    """A plan whose first rung has passed, and has a text of its own."""
    world.now = moment(2027, 3, 26, 9)
    own = reminder(english=ENGLISH.replace("A reminder", "A first reminder"))
    with world.database.writing() as session:
        source = PlanSource(rules(RUNGS), {"first": own, "last": reminder()})
        propose(session, world.now, COORDINATOR, LETTER, source, [])


def test_the_text_of_a_rung_whose_day_had_passed_goes_out_once_the_deadline_moved(surveyed: World) -> None:
    propose_late(surveyed)
    assert [rung.state for rung in rungs(surveyed)] == [RungState.PASSED, RungState.PLANNED]
    move_deadline(surveyed)
    surveyed.tick()
    assert [rung.state for rung in rungs(surveyed)] == [RungState.PLANNED, RungState.PLANNED]
    with surveyed.database.reading() as session:
        letters = [session.get_one(Letter, rung.letter_id) for rung in rungs(surveyed)]
        subjects = [stored_source(session, letter).versions[Language.EN].subject for letter in letters]
        assert subjects == ["A first reminder", "A reminder"]
        kept = session.get_one(Letter, rungs(surveyed, 1)[0].letter_id)
        assert (kept.state, references_of(session, kept.id)) == (LetterState.DRAFT, [])


def test_a_letter_kept_of_a_rung_that_had_passed_may_be_approved_alone_and_the_plan_stands(
    surveyed: World,
) -> None:
    propose_late(surveyed)
    approved(surveyed)
    with surveyed.database.reading() as session:
        kept = session.get_one(Letter, rungs(surveyed)[0].letter_id)
        handle, text = kept.handle, stored_source(session, kept)
    surveyed.approve(handle, text)
    with surveyed.database.reading() as session:
        assert session.get_one(Letter, rungs(surveyed)[0].letter_id).state is LetterState.APPROVED
        assert broken_plan(session, plan_of(session, LETTER)) == ""


def test_a_plan_proposed_before_a_deadline_moved_cannot_be_approved(surveyed: World) -> None:
    proposed(surveyed)
    surveyed.now = moment(2027, 3, 10, 9)
    move_deadline(surveyed)
    with pytest.raises(Refused, match="is 2027-04-30"):
        approved(surveyed)


def test_a_letter_that_is_cancelled_stops_its_reminders(planned: World) -> None:
    more = "kind: cancellation\nparent: CL-27/0002\nreason: The survey is put off.\n"
    planned.approve("off", letter_source(references="", more=more))
    name = planned.create(letter="off")
    planned.release(name, expected=5)
    planned.later(minutes=10)
    planned.launch(name)
    told = planned.tick().reminders
    assert "reminders of CL-27/0002: stopped. CL-27/0002 is cancelled" in told[0]
    assert plan(planned).state is PlanState.STOPPED
    with pytest.raises(Refused, match="nobody is reminded of it"):
        proposed(planned)
