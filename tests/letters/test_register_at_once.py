"""Many approvals at once, on both databases: no number twice, none missing, the chain whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from letters.approval import Prepared, approve
from letters.facts import Reference
from letters.letter import Letter, LetterState
from letters.register import define_series, list_entries, take_references, unexplained_gaps
from letters.register.tables import RegisterEntry
from mailer.audit import Actor, verify
from mailer.database import Database
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import OWN_DRAFTS, a_series, letter_source, prepared, submitted

LETTERS = 40


def run_together(*jobs: threading.Thread) -> None:
    for job in jobs:
        job.daemon = True  # one that hangs fails its test and not the whole run
        job.start()
    for job in jobs:
        job.join(60)
        assert not job.is_alive(), "a thread still waits"


def forty_prepared(database: Database, now: datetime, clerk: Actor, merger: LimitedMerger) -> list[Prepared]:
    """The same letter forty times: rendered once, since only the numbers are to be looked at."""
    source = letter_source(languages=("en",))
    with database.writing() as session:
        a_series(session, now, clerk)
        letters = [submitted(session, now, clerk, f"letter-{n}", source).id for n in range(LETTERS)]
    with database.reading() as session:
        ready = prepared(session, now, merger, "letter-0")
    return [replace(ready, letter_id=letter, handle=f"letter-{n}") for n, letter in enumerate(letters)]


def test_two_writers_approving_forty_letters_leave_no_number_twice_and_no_gap(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    ready = forty_prepared(database, now, clerk, merger)
    failures: list[Exception] = []

    def approve_all(letters: list[Prepared], *, failing: bool) -> None:
        for number, letter in enumerate(letters):
            try:
                with database.writing() as session:
                    approve(session, now, clerk, letter, rules=OWN_DRAFTS)
                    if failing and number % 7 == 3:
                        raise RuntimeError("the power goes")
            except RuntimeError:
                with database.writing() as session:
                    approve(session, now, clerk, letter, rules=OWN_DRAFTS)
            except Exception as failure:
                failures.append(failure)

    run_together(
        threading.Thread(target=approve_all, args=(ready[0::2],), kwargs={"failing": True}),
        threading.Thread(target=approve_all, args=(ready[1::2],), kwargs={"failing": False}),
    )
    assert failures == []
    with database.reading() as session:
        lines = list_entries(session).lines
        assert [line.printed for line in lines] == [f"CL-27/{n:04d}" for n in range(1, LETTERS + 1)]
        assert len({line.handle for line in lines}) == LETTERS
        assert unexplained_gaps(session) == ()
        assert set(session.scalars(select(Letter.state))) == {LetterState.APPROVED}
        assert verify(session).sound


def test_two_writers_approving_the_same_letter_give_it_one_number(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    ready = forty_prepared(database, now, clerk, merger)[0]
    refusals: list[str] = []

    def approve_it() -> None:
        try:
            with database.writing() as session:
                approve(session, now, clerk, ready, rules=OWN_DRAFTS)
        except Refused as refusal:
            refusals.append(refusal.message)

    run_together(*(threading.Thread(target=approve_it) for _ in range(3)))
    assert len(refusals) == 2
    assert all("only a letter in review" in message for message in refusals)
    with database.reading() as session:
        assert list_entries(session).total == 1


def test_letters_with_two_references_in_either_order_do_not_block_each_other(
    database: Database, now: datetime, clerk: Actor
) -> None:
    first, second = Reference(series="A"), Reference(series="B")
    with database.writing() as session:
        for name in ("A", "B"):
            define_series(session, now, clerk, name, "{series}/{seq}")

    def take(*references: Reference) -> None:
        for _ in range(15):
            with database.writing() as session:
                take_references(session, now, clerk, references, issue_date=now.date())

    run_together(
        threading.Thread(target=take, args=(first, second)),
        threading.Thread(target=take, args=(second, first)),
    )
    with database.reading() as session:
        assert list_entries(session).total == 60
        assert list_entries(session, series="A").lines[-1].printed == "A/30"
        assert unexplained_gaps(session) == ()


def test_one_reference_by_hand_taken_by_two_at_once_goes_to_one(
    database: Database, now: datetime, clerk: Actor
) -> None:
    refusals: list[str] = []
    together = threading.Barrier(2)

    def take() -> None:
        together.wait()
        try:
            with database.writing() as session:
                take_references(session, now, clerk, [Reference(manual="LIB 2027")], issue_date=now.date())
        except Refused as refusal:
            refusals.append(refusal.message)

    run_together(threading.Thread(target=take), threading.Thread(target=take))
    assert len(refusals) == 1
    with database.reading() as session:
        assert [line.printed for line in list_entries(session).lines] == ["LIB 2027"]


def test_no_table_holds_a_reference_twice_whatever_two_processes_saw(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        first = take_references(session, now, clerk, [Reference(manual="LIB 2027")], issue_date=now.date())[0]
        columns = [column for column in RegisterEntry.__table__.columns if column.name not in ("id", "key")]
        again = {column.name: getattr(first, column.name) for column in columns}
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(RegisterEntry(**again, key="LIB-2027~2"))
