"""Two processes that approve five hundred letters at once leave no number twice, and none missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select

from letters.approval import Prepared, approve
from letters.calendar.kept import LetterCalendar
from letters.letter import Letter, LetterAnnex, LetterState, LetterVersion
from letters.register import RegisterEntry, entries_in, unexplained_gaps
from mailer.audit import Actor, verify
from mailer.database import Database, OfficeSession, open_database
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import OWN_DRAFTS, a_series, letter_source, prepared, submitted
from tests.rig.apart import run_apart

LETTERS = 500
FAILS = 10
"""Of so many approvals one is broken off after it took its number, and done again."""


def five_hundred(database: Database, now: datetime, clerk: Actor, merger: LimitedMerger) -> list[Prepared]:
    """The same letter again and again: submitted and rendered once, with a calendar for each to number."""
    with database.writing() as session:
        a_series(session, now, clerk)
        first = submitted(session, now, clerk, "letter-0", letter_source(languages=("en",))).id
        letters = [first, *copies_of(session, first)]
    with database.reading() as session:
        ready = prepared(session, now, merger, "letter-0")
    return [replace(ready, letter_id=letter, handle=f"letter-{n}") for n, letter in enumerate(letters)]


def copies_of(session: OfficeSession, first: int) -> list[int]:
    """The rows of a letter under other handles; their ids."""
    own = session.execute(select(Letter.__table__).where(Letter.id == first)).mappings().one()
    rows = [{**own, "id": first + n, "handle": f"letter-{n}"} for n in range(1, LETTERS)]
    session.execute(insert(Letter), rows)
    for table in (LetterVersion, LetterAnnex):
        for part in session.execute(select(table.__table__).where(table.letter_id == first)).mappings().all():
            bare = {name: value for name, value in part.items() if name != "id"}
            session.execute(insert(table), [{**bare, "letter_id": row["id"]} for row in rows])
    return [row["id"] for row in rows]


def test_two_processes_approving_five_hundred_letters_leave_no_number_twice_and_no_gap(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    ready = five_hundred(database, now, clerk, merger)
    url = database.engine.url.render_as_string(hide_password=False)
    database.engine.dispose()

    def approve_all(letters: list[Prepared]) -> None:
        there = open_database(url, heads=database.heads)
        for number, letter in enumerate(letters):
            if number % FAILS == 0:
                try:
                    with there.writing() as session:
                        approve(session, now, clerk, letter, rules=OWN_DRAFTS)
                        raise RuntimeError("the power goes")
                except RuntimeError:
                    pass
            with there.writing() as session:
                approve(session, now, clerk, letter, rules=OWN_DRAFTS)
        there.close()

    run_apart(lambda: approve_all(ready[0::2]), lambda: approve_all(ready[1::2]))
    with database.reading() as session:
        asked = select(RegisterEntry.printed).order_by(RegisterEntry.sort_key)
        assert list(session.scalars(asked)) == [f"CL-27/{n:04d}" for n in range(1, LETTERS + 1)]
        assert len(entries_in(session, series="CL", year=2027)) == LETTERS
        assert session.scalar(select(func.count(RegisterEntry.letter_id.distinct()))) == LETTERS
        assert unexplained_gaps(session) == ()
        kept = select(LetterCalendar.name).order_by(LetterCalendar.name)
        assert list(session.scalars(kept)) == [f"CL-27-{n:04d}-en.ics" for n in range(1, LETTERS + 1)]
        assert set(session.scalars(select(Letter.state))) == {LetterState.APPROVED}
        assert verify(session).sound
