"""Reading letters: the list, and one in full with who did what when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from letters.correspondence import find_letter, list_letters, show_letter
from letters.letter import LetterState
from letters.withdrawal import withdraw
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import NotFound
from mailer.merge import LimitedMerger
from mailer.staff import EVERY_ROLE, add_staff
from tests.letters.letter_factory import approved, letter_source, submitted
from tests.rig.stages import Begin


def test_the_list_shows_state_reference_subject_and_deadline_latest_first(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        french = letter_source(languages=("fr",))
        submitted(session, now + timedelta(minutes=5), clerk, "second", french)
    with database.reading() as session:
        second, first = list_letters(session)
        assert (first.handle, first.reference, first.state) == (
            "reading-rooms",
            "CL-27/0001",
            LetterState.APPROVED,
        )
        assert (first.subject, first.languages) == ("Reading rooms of {{ organisation }}", ("en", "fr"))
        assert (first.issue_date, first.deadline) == (date(2027, 3, 1), date(2027, 4, 30))
        assert (second.reference, second.state) == (None, LetterState.IN_REVIEW)
        assert second.subject.startswith("Salles de lecture")
        (only,) = list_letters(session, state=LetterState.APPROVED)
        assert only == first


def test_a_letter_is_found_by_its_name_or_its_reference(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.reading() as session:
        for name in ("reading-rooms", "CL-27/0001", "cl-27/0001", "CL-27-0001"):
            assert find_letter(session, name).handle == "reading-rooms"
        with pytest.raises(NotFound, match="Did you mean “reading-rooms”"):
            find_letter(session, "reading rooms")


def test_a_letter_in_full_tells_who_did_what_when_and_why(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    person = add_staff(session, now, clerk, name="a.osei", roles=EVERY_ROLE)
    osei = Actor(person.pseudonym, person.name, "tester", frozenset(person.roles))
    letter = submitted(session, now, osei)
    shown = show_letter(session, letter)
    assert [(deed.who, deed.became, deed.edition) for deed in shown.deeds] == [
        ("a.osei", LetterState.IN_REVIEW, 1)
    ]
    assert shown.facts == letter_source().facts
    assert [annex.name for annex in shown.annexes] == ["form-en.txt", "form-fr.txt"]
    assert (shown.broken, shown.references, shown.approvals) == (None, (), ())


def test_a_withdrawn_letter_keeps_its_void_reference_and_the_reason_in_view(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        withdraw(session, now, clerk, find_letter(session, "CL-27/0001"), "Postponed.")
    with database.reading() as session:
        shown = show_letter(session, find_letter(session, "CL-27/0001"))
        assert [entry.printed for entry in shown.references] == ["CL-27/0001"]
        assert [approval.voided_why for approval in shown.approvals] == ["Postponed."]
        assert shown.deeds[-1].why == "Postponed."
        assert list_letters(session)[0].reference is None
