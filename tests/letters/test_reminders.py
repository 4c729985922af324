"""Reminders as letters: they print the deadlines as they hold, and may speak of past ones."""

from __future__ import annotations

from datetime import date

from letters.checks import check
from letters.facts import Deadline
from letters.register import RegisterEntry
from letters.reminders import as_reminder
from letters.source import LetterSource
from mailer.merge import LimitedMerger
from tests.scheduler.campaign_factory import letter_source

PARENT = RegisterEntry(printed="DM-1276")
DEADLINES = (
    Deadline(id="replies", date=date(2027, 3, 31)),
    Deadline(id="forms", date=date(2027, 4, 15)),
)


def written(text: str) -> LetterSource:
    front = "---\nsubject: A reminder\n---\n"
    return letter_source(references="", english=front + text, french=front + text)


def test_a_reminder_is_dated_and_has_those_deadlines_that_it_prints() -> None:
    made = as_reminder(written("Due {{ deadline_replies }}.\n"), PARENT, date(2027, 3, 17), DEADLINES)
    assert (made.facts.kind, made.facts.parent, made.facts.date) == ("reminder", "DM-1276", date(2027, 3, 17))
    assert [one.id for one in made.facts.deadlines] == ["replies"]
    assert as_reminder(written("At once.\n"), PARENT, date(2027, 3, 17), DEADLINES).facts.deadlines == ()
    moved = (Deadline(id="replies", date=date(2027, 4, 30)),)
    again = as_reminder(made, PARENT, date(2027, 4, 16), moved)
    assert [one.date for one in again.facts.deadlines] == [date(2027, 4, 30)]


def test_a_reminder_may_speak_of_a_deadline_that_has_passed() -> None:
    made = as_reminder(written("It was due {{ deadline_replies }}.\n"), PARENT, date(2027, 4, 7), DEADLINES)
    with LimitedMerger() as merger:
        found = check(made, date(2027, 4, 7), merger=merger)
    assert not {"deadline-past", "deadline-before-letter", "deadline-unused"} & {one.code for one in found}
    assert not [one for one in found if one.severity == "error"], found
