"""The states of a letter: which moves there are, and that every state is reached by a deed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from letters.approval import approve
from letters.issuing import issue
from letters.letter import MOVES, Letter, LetterState, events_of, letter_called
from letters.register import EntryState, references_of
from letters.submission import send_back
from letters.withdrawal import withdraw
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import OWN_DRAFTS, a_series, approved, prepared, submitted
from tests.rig.stages import Begin

S = LetterState


@pytest.mark.parametrize("was", S)
@pytest.mark.parametrize("becomes", S)
def test_a_letter_makes_the_listed_moves_and_no_others(was: LetterState, becomes: LetterState) -> None:
    letter = Letter(handle="x", state=was, issue_date=date(2027, 1, 1))
    if becomes in MOVES[was]:
        letter.move_to(becomes)
        assert letter.state is becomes
    else:
        with pytest.raises(Refused, match=f"is {was} and cannot become {becomes}"):
            letter.move_to(becomes)


def the_letter(session: OfficeSession) -> Letter:
    letter = letter_called(session, "reading-rooms")
    assert letter is not None
    return letter


def test_every_state_is_reached_and_leaves_an_event(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        letter = the_letter(session)
        issue(session, now, clerk, letter)
        assert [event.became for event in events_of(session, letter)] == [S.IN_REVIEW, S.APPROVED, S.ISSUED]
        other = submitted(session, now, clerk, "other")
        send_back(session, now, clerk, other, "The date is wrong.")
        assert [event.became for event in events_of(session, other)] == [S.IN_REVIEW, S.DRAFT]


def test_issuing_issues_the_reference_once_and_repeating_it_is_harmless(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    for _ in range(2):
        with database.writing() as session:
            issue(session, now, clerk, the_letter(session))
    with database.reading() as session:
        letter = the_letter(session)
        (entry,) = references_of(session, letter.id)
        assert (letter.state, letter.issued_at) == (S.ISSUED, now)
        assert (entry.state, entry.issued_at) == (EntryState.ISSUED, now)
        assert len(events_of(session, letter)) == 3


def test_a_letter_that_is_not_approved_is_not_issued(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    letter = submitted(session, now, clerk)
    with pytest.raises(Refused, match="in review and cannot become issued"):
        issue(session, now, clerk, letter)


def test_withdrawing_voids_the_approval_and_the_number_with_the_reason(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    for reason in ("The forum is postponed.", ""):
        with database.writing() as session:
            withdraw(session, now, clerk, the_letter(session), reason)
    with database.reading() as session:
        letter = the_letter(session)
        assert letter.state is S.WITHDRAWN
        assert references_of(session, letter.id) == []
        (void,) = references_of(session, letter.id, void=True)
        assert (void.state, void.reason) == (EntryState.VOID, "The forum is postponed.")


def test_the_number_of_a_withdrawn_letter_goes_to_no_other(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        withdraw(session, now, clerk, the_letter(session), "Written twice.")
    approved(database, now, clerk, merger, "second")
    with database.reading() as session:
        second = letter_called(session, "second")
        assert second is not None
        assert [entry.printed for entry in references_of(session, second.id)] == ["CL-27/0002"]


def test_what_is_not_approved_or_has_gone_out_is_not_withdrawn(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        letter = submitted(session, now, clerk)
        with pytest.raises(Refused, match="no approval to withdraw"):
            withdraw(session, now, clerk, letter, "A mistake.")
    with database.reading() as session:
        ready = prepared(session, now, merger)
    with database.writing() as session:
        letter = approve(session, now, clerk, ready, rules=OWN_DRAFTS)
        with pytest.raises(Refused, match="Say why"):
            withdraw(session, now, clerk, letter, " ")
        issue(session, now, clerk, letter)
        with pytest.raises(Refused, match="gone out"):
            withdraw(session, now, clerk, letter, "Too late.")
