"""Closing a year of the register: once, when it is over, with everything in it accounted for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from letters.facts import Reference
from letters.register import (
    EntryState,
    close_year,
    closings_of,
    contradiction_of,
    define_series,
    entry_of,
    explained_gaps,
    strike_out_next,
    take_references,
    void_entry,
)
from mailer.audit import Actor, verify
from mailer.database import Database, OfficeSession
from mailer.errors import NotFound, Refused
from tests.rig.tampering import lift_guards

LAST = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)
GENEVA, NEW_YORK = "Europe/Zurich", "America/New_York"


@pytest.fixture
def yearly(session: OfficeSession, now: datetime, clerk: Actor) -> OfficeSession:
    """Three numbers of 2026, one of them void, and one of 2027."""
    define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}")
    for day in (LAST, LAST, NEW_YEAR):
        take_references(session, now, clerk, [Reference(series="DM")], issue_date=day)
    take_references(session, now, clerk, [Reference(manual="A list")], issue_date=LAST)
    void_entry(session, now, clerk, entry_of(session, "DM-26/2"), "Written on paper.")
    for name in ("DM-26/1", "A list"):
        entry_of(session, name).move_to(EntryState.ISSUED)
    return session


def test_a_closed_year_has_its_list_totals_first_and_last_number_and_hash(
    yearly: OfficeSession, now: datetime, clerk: Actor
) -> None:
    closing = close_year(yearly, now, clerk, 2026, zone=GENEVA)
    assert [line["printed"] for line in closing.lines] == ["A list", "DM-26/1", "DM-26/2"]
    assert closing.totals["entries"] == 3
    assert (closing.totals["issued"], closing.totals["void"]) == (2, 1)
    assert closing.spans == {"DM": ["DM-26/1", "DM-26/2"]}
    assert (closing.gaps, len(closing.list_hash)) == ([], 64)
    assert (
        contradiction_of(yearly, closing) == "The hash of the list of 2026 is not the one in the audit chain."
    )


def test_a_closed_year_takes_no_reference_more(yearly: OfficeSession, now: datetime, clerk: Actor) -> None:
    close_year(yearly, now, clerk, 2026, zone=GENEVA)
    for reference in (
        Reference(series="DM"),
        Reference(manual="Another"),
        Reference(manual="X", legacy=True),
    ):
        with (
            pytest.raises(Refused, match="register of 2026 was closed on 2027-03-01"),
            yearly.begin_nested(),
        ):
            take_references(yearly, now, clerk, [reference], issue_date=LAST)
    taken = take_references(yearly, now, clerk, [Reference(series="DM")], issue_date=NEW_YEAR)
    assert taken[0].printed == "DM-27/4"


def test_a_series_is_closed_alone_and_the_others_go_on(
    yearly: OfficeSession, now: datetime, clerk: Actor
) -> None:
    closing = close_year(yearly, now, clerk, 2026, zone=GENEVA, series="DM")
    assert closing.totals["entries"] == 2
    take_references(yearly, now, clerk, [Reference(manual="Another")], issue_date=LAST)
    with pytest.raises(Refused, match="was closed"):
        strike_out_next(yearly, now, clerk, "DM", "Used.", issue_date=LAST)
    with pytest.raises(NotFound, match="no series “XX”"):
        close_year(yearly, now, clerk, 2026, zone=GENEVA, series="XX")


def test_a_year_is_closed_once_and_not_before_it_is_over_at_the_place_of_issue(
    yearly: OfficeSession, clerk: Actor
) -> None:
    midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Geneva
    with pytest.raises(Refused, match="not over in America/New_York"):
        close_year(yearly, midnight, clerk, 2026, zone=NEW_YORK)
    close_year(yearly, midnight, clerk, 2026, zone=GENEVA)
    with pytest.raises(Refused, match="was closed on"):
        close_year(yearly, midnight, clerk, 2026, zone=GENEVA)


def test_a_year_with_open_references_is_closed_only_with_them(
    yearly: OfficeSession, now: datetime, clerk: Actor
) -> None:
    take_references(yearly, now, clerk, [Reference(series="DM")], issue_date=LAST)
    with pytest.raises(Refused, match=r"have not gone out: DM-26/4\. Void"):
        close_year(yearly, now, clerk, 2026, zone=GENEVA)
    closing = close_year(yearly, now, clerk, 2026, zone=GENEVA, with_open=True)
    assert closing.totals["reserved"] == 1


def test_a_later_look_shows_whether_the_list_still_holds(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}")
        for _ in range(2):
            take_references(session, now, clerk, [Reference(series="DM")], issue_date=LAST)
    with database.writing() as session:
        close_year(session, now, clerk, 2026, zone=GENEVA, with_open=True)
    with database.writing() as session:
        void_entry(session, now, clerk, entry_of(session, "DM-26/1"), "Not used.")
    with database.reading() as session:
        (closing,) = closings_of(session)
        assert contradiction_of(session, closing) == ""  # what became of it since has its event
        assert verify(session).sound
    with database.writing() as session:
        lift_guards(session)
        session.execute(text("UPDATE register_entry SET printed = 'DM-26/7' WHERE seq = 2"))
    with database.reading() as session:
        (closing,) = closings_of(session)
        assert contradiction_of(session, closing).startswith("The reference DM-26-2 is not as it stood")
    with database.writing() as session:
        lift_guards(session)
        session.execute(text("UPDATE register_closing SET list_hash = 'ab'"))
    with database.reading() as session:
        (closing,) = closings_of(session)
        assert "has not the hash any more" in contradiction_of(session, closing)


def test_every_number_that_no_letter_bears_is_explained(
    yearly: OfficeSession, now: datetime, clerk: Actor
) -> None:
    strike_out_next(yearly, now, clerk, "DM", "Typed by hand.", issue_date=NEW_YEAR)
    told = [(one.printed, one.state, one.reason) for one in explained_gaps(yearly, series="DM")]
    assert told == [
        ("DM-26/2", EntryState.VOID, "Written on paper."),
        ("DM-27/3", EntryState.RESERVED, ""),
        ("DM-27/4", EntryState.VOID, "Typed by hand."),
    ]
    assert [one.printed for one in explained_gaps(yearly, year=2026)] == ["DM-26/2"]
