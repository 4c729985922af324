"""An addendum that moves a deadline: the same entry of a calendar, on its new day, under a higher number."""

from __future__ import annotations

from datetime import date, datetime

from letters.calendar.calendar import uid
from letters.facts import Language
from mailer.audit import Actor
from mailer.database import Database
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import letter_source
from tests.letters.test_calendar_kept import entry_in, message_of
from tests.letters.test_children import child, issued

ADDENDA = (("more-time", "2027-05-31", "31 May 2027"), ("even-more", "2027-06-30", "30 June 2027"))
MOVES = "moves:\n  - {{deadline: replies, date: {}}}\n"


def test_an_addendum_moves_the_entry_that_its_parent_made(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    issued(database, now, clerk, merger, "first", letter_source(languages=("en",)))
    for handle, day, printed in ADDENDA:
        text = f"---\nsubject: More time\n---\nAnswers are due by {printed}.\n"
        issued(database, now, clerk, merger, handle, child("addendum", more=MOVES.format(day), english=text))
    with database.reading() as session:
        first, second, third = (
            entry_in(message_of(session, now, handle, Language.EN))
            for handle in ("first", "more-time", "even-more")
        )
    assert {str(one["UID"]) for one in (first, second, third)} == {
        str(uid("libraries.example", "CL-27-0001", "deadline replies"))
    }
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert [one["DTSTART"].dt for one in (first, second, third)] == [
        date(2027, 4, 30),
        date(2027, 5, 31),
        date(2027, 6, 30),
    ]
    assert second["SUMMARY"] == "Deadline: More time"
    assert "by 31 May 2027\n\nThe questionnaire\nAnnex 1" in second["DESCRIPTION"]
