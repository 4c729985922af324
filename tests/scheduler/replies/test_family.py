"""Replies and the letters that follow on one: deadlines that move, reminders, cancellations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from recipients.regions import read_regions
from scheduler.replies.asked import asking
from scheduler.replies.burndown import burndown
from scheduler.replies.progress import progress
from scheduler.replies.receiving import receive_replies
from tests.scheduler.campaign_factory import CLOCK, World, letter_source
from tests.scheduler.replies.answering import LETTER, PONTS, RIVERS, answer, in_set

MOVED = "  - {deadline: form-by, was: 2027-03-15, date: 2027-03-29}"


def send_child(world: World, kind: str, more: str = "", day: str = "") -> str:
    """A letter that follows on the one that was answered, sent to all who got it; its reference."""
    english = f"---\nsubject: Reading rooms\n---\nPlease answer{f' by {day} March 2027' if day else ''}.\n"
    french = f"---\nsubject: Salles\n---\nRépondez{f' au plus tard le {day} mars 2027' if day else ''}.\n"
    written = f"kind: {kind}\nparent: {LETTER}\n{more}"
    source = letter_source(references="", more=written, english=english, french=french)
    facts = source.facts.model_copy(update={"fields": ()})
    world.approve(kind, type(source)(facts, source.versions, source.annexes, read=source.read))
    name = world.create(letter=kind)
    world.release(name, expected=world.rehearse(name).copies)
    world.later(minutes=10)
    world.launch(name)
    world.send()
    return name


def late(world: World) -> int:
    with world.database.reading() as session:
        return progress(session, asking(session, LETTER), read_regions(None), ask="name").whole.late


def test_an_addendum_that_moves_the_deadline_moves_it_for_those_who_had_answered(questioned: World) -> None:
    questioned.later(days=20)
    answer(questioned, RIVERS, ask="name")
    assert late(questioned) == 1
    send_child(questioned, "addendum", f"moves:\n{MOVED}\n", "29")
    assert late(questioned) == 0
    with questioned.database.reading() as session:
        chart = burndown(session, questioned.now, asking(session, LETTER), ask="name")
    assert [(mark.day, mark.what) for mark in chart.deadlines] == [
        (date(2027, 3, 15), "deadline"),
        (date(2027, 3, 29), "deadline, moved by CL-27/0002 Add.1"),
    ]


def test_an_answer_to_a_reminder_counts_for_the_letter_that_it_reminds_of(questioned: World) -> None:
    questioned.later(days=2)
    name = send_child(questioned, "reminder")
    with questioned.database.reading() as session:
        assert asking(session, "reminder").printed == LETTER
        chart = burndown(session, questioned.now + timedelta(days=1), asking(session, LETTER))
        assert [(mark.day, mark.what) for mark in chart.reminders] == [(date(2027, 3, 3), "CL-27/0002 Rem.1")]
    copy = next(row for row in questioned.rows(name) if row.address == "awa@ponts.example")
    raw = "From: awa@ponts.example\nSubject: Re: CL-27/0002 Rem.1\n\nSorry, here it is.\n"
    with questioned.database.writing() as session:
        store(session, questioned.now, CLOCK, [arrived(raw.encode(), "test")])
    read_stored(questioned.database, questioned.now, CLOCK, questioned.keyring())
    assert receive_replies(questioned.database, questioned.now, CLOCK) == 1
    assert copy.organisation == PONTS
    assert PONTS not in in_set(questioned, f"silent on {LETTER}")


@pytest.mark.parametrize("kind", ["corrigendum", "cancellation"])
def test_replies_to_what_was_corrected_or_cancelled_stay(questioned: World, kind: str) -> None:
    answer(questioned, RIVERS)
    send_child(questioned, kind, "reason: It is put off.\n" if kind == "cancellation" else "")
    assert in_set(questioned, f"answered {LETTER}/reply") == {RIVERS}
    answer(questioned, PONTS)
    assert in_set(questioned, f"answered {LETTER}/reply") == {RIVERS, PONTS}
