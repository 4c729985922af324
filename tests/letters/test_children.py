"""Letters that follow on another: numbered under it, checked against it, and the deadlines that they move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from ruamel.yaml import YAML

from letters.approval import approve
from letters.checks import ParentLetter, check
from letters.correspondence import find_letter
from letters.effective import effective_deadlines
from letters.facts import Deadline, LetterKind
from letters.facts.correspondents import CopyGroup
from letters.family import parent_in
from letters.issuing import issue
from letters.new_child import child_files
from letters.preview import draft_references
from letters.register import EntryState, cancel_entry, entry_of, references_of
from letters.reminders import reminder_folder
from letters.source import LetterSource
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.errors import NotFound, Refused
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import OWN_DRAFTS, a_series, letter_source, prepared, submitted

TODAY = date(2027, 3, 1)
MOVED = "  - deadline: replies\n    was: 2027-04-30\n    date: 2027-05-31\n"
NOT_PRINTED = "move-not-printed"
HOLDS = "deadlines:\n  - {id: replies, date: 2027-04-30}\n"
PRINTED = "---\nsubject: More time\n---\nAnswers are due **by 31 May 2027** instead of 30 April 2027.\n"


def child(
    kind: str, parent: str | None = "CL-27/0001", *, more: str = "", english: str = PRINTED
) -> LetterSource:
    """A letter in English that follows on another."""
    written = letter_source(languages=("en",), references="", english=english)
    own = {"kind": LetterKind(kind), "parent": parent, "references": (), "deadlines": (), "asks": ()}
    facts = written.facts.model_copy(update=own)
    facts = type(facts).model_validate({**facts.model_dump(mode="json"), **_yaml(more)})
    return replace(written, facts=facts)


def to(day: str) -> LetterSource:
    """An addendum that moves the deadline to a day, whatever its text says."""
    return child("addendum", more=f"moves:\n  - {{deadline: replies, date: {day}}}")


def _yaml(text: str) -> dict[str, object]:
    return YAML(typ="safe", pure=True).load(text) or {}


def codes(source: LetterSource, parent: ParentLetter | None = None) -> set[str]:
    """What the checks find, but for what other checks say."""

    def lookup(name: str, kind: LetterKind) -> ParentLetter:
        if parent is None:
            raise NotFound(f"There is no reference “{name}” in the register.")
        return parent

    ours = {"no-parent", "parent", "moves", "no-reason", "reason", "move-not-printed", "moves-earlier"}
    ours |= {"deadline-changed", "deadline-past", "not-asked"}
    return {one.code for one in check(source, TODAY, parents=lookup) if one.code in ours}


PARENT = ParentLetter(
    "CL-27/0001", "Europe/Zurich", {"replies": Deadline(id="replies", date=date(2027, 4, 30))}
)


def issued(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, handle: str, source: LetterSource
) -> None:
    """A letter approved and issued."""
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk, handle, source)
    with database.reading() as session:
        ready = prepared(session, now, merger, handle)
    with database.writing() as session:
        issue(
            session,
            now,
            clerk,
            approve(session, now, clerk, ready, accepted=len(ready.findings), rules=OWN_DRAFTS),
        )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (child("corrigendum", None), {"no-parent"}),
        (child("circular"), {"parent"}),
        (child("cancellation"), {"no-reason"}),
        (child("corrigendum", more="reason: Because."), {"reason"}),
        (child("corrigendum", more=f"moves:\n{MOVED}"), {"moves"}),
        (child("reminder"), set()),
        (child("addendum", more=f"moves:\n{MOVED}"), set()),
        (child("addendum", more=f"moves:\n{MOVED}".replace("replies", "answers")), {"moves"}),
        (child("addendum", more=f"moves:\n{MOVED}".replace("04-30", "04-29")), {"moves", NOT_PRINTED}),
        (to("2027-04-30"), {"moves"}),
        (to("2027-05-30"), {NOT_PRINTED}),
        (to("2027-02-26"), {"deadline-past", NOT_PRINTED}),
        (to("2027-04-05"), {"moves-earlier", NOT_PRINTED}),
        (child("addendum", more=f"moves:\n{MOVED}deadlines:\n  - {{id: replies, date: 2027-05-31}}"), set()),
        (child("corrigendum", more="deadlines:\n  - {id: replies, date: 2027-05-31}"), {"deadline-changed"}),
        (child("revision", more="deadlines:\n  - {id: replies, date: 2027-05-31}"), {"deadline-changed"}),
        (child("revision", more=f"{HOLDS}  - {{id: forms, date: 2027-06-30}}"), set()),
    ],
)  # fmt: skip
def test_what_cannot_follow_on_a_letter_is_found(source: LetterSource, found: set[str]) -> None:
    assert codes(source, PARENT) == found


def test_a_parent_that_there_is_not_is_named_at_its_line() -> None:
    source = child("corrigendum", "CL-99")
    assert codes(source) == {"parent"}


def test_a_second_reference_may_stand_beside_the_number_and_no_third() -> None:
    source = child("corrigendum", more="references:\n  - {manual: LIB 7}")
    assert draft_references(source.facts) == {"reference": "CL-27/0001 Corr.____", "reference_2": "LIB 7"}
    with pytest.raises(ValueError, match="one reference more"):
        child("corrigendum", more="references:\n  - {manual: LIB 7}\n  - {manual: LIB 8}")


def test_an_addendum_moves_a_deadline_when_it_is_issued_and_the_old_one_stays_readable(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    issued(database, now, clerk, merger, "call", letter_source(languages=("en",)))
    with database.writing() as session:
        submitted(session, now, clerk, "more-time", child("addendum", more=f"moves:\n{MOVED}"))
    with database.reading() as session:
        ready = prepared(session, now, merger, "more-time")
    with database.writing() as session:
        letter = approve(session, now, clerk, ready, accepted=len(ready.findings), rules=OWN_DRAFTS)
        assert held(session, "call") == [date(2027, 4, 30)]
        issue(session, now + timedelta(days=1), clerk, letter)
    with database.reading() as session:
        (found,) = effective_deadlines(session, find_letter(session, "call"))
        assert found.now.date == date(2027, 5, 31)
        assert [(one.by, one.since) for one in found.history] == [
            ("CL-27/0001", now),
            ("CL-27/0001 Add.1", now + timedelta(days=1)),
        ]
        assert found.too_late_from.date() == date(2027, 5, 31)
        assert found.in_words == "2027-05-31 (was 2027-04-30)"


def test_a_reminder_of_a_plan_claims_no_copies_that_nobody_gets(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    written = letter_source(languages=("en",))
    group = CopyGroup.model_validate({"label": {"en": "Permanent missions"}})
    copied = replace(written, facts=written.facts.model_copy(update={"copies": (group,)}))
    issued(sqlite_database, now, clerk, merger, "call", copied)
    with sqlite_database.reading() as session:
        entry, letter = entry_of(session, "CL-27/0001"), find_letter(session, "call")
        day = now.date()
        reminder = reminder_folder(session, entry, letter, "first", day, None)
        corrigendum = child_files(session, entry, letter, LetterKind.CORRIGENDUM, day)
    assert b"Permanent missions" in corrigendum["letter.yaml"]
    assert b"Permanent missions" not in reminder["letter.yaml"]


def held(session: OfficeSession, handle: str) -> list[date]:
    return [one.now.date for one in effective_deadlines(session, find_letter(session, handle))]


def test_a_second_addendum_moves_on_from_the_first_and_a_cancelled_one_moves_nothing(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    issued(database, now, clerk, merger, "call", letter_source(languages=("en",)))
    issued(database, now, clerk, merger, "first", child("addendum", more=f"moves:\n{MOVED}"))
    again = "moves:\n  - {deadline: replies, was: 2027-05-31, date: 2027-06-30}"
    text = PRINTED.replace("31 May", "30 June").replace("30 April", "31 May")
    issued(database, now, clerk, merger, "second", child("addendum", more=again, english=text))
    with database.writing() as session:
        assert held(session, "call") == [date(2027, 6, 30)]
        cancel_entry(session, now, clerk, entry_of(session, "CL-27/0001 Add.2"), "Sent in error.")
        assert held(session, "call") == [date(2027, 5, 31)]
    with pytest.raises(Refused, match="is 2027-05-31 now, and not 2027-04-30"):
        issued(database, now, clerk, merger, "third", child("addendum", more=f"moves:\n{MOVED}"))


def test_a_corrigendum_of_an_addendum_stands_under_it_and_notes_have_no_children(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    issued(database, now, clerk, merger, "call", letter_source(languages=("en",)))
    plain = "---\nsubject: A word was wrong\n---\nRead “open” for “closed”.\n"
    for handle, kind, parent in (
        ("a", "addendum", "CL-27/0001"),
        ("b", "corrigendum", "CL-27/0001 Add.1"),
        ("c", "corrigendum", "CL-27/0001"),
        ("d", "corrigendum", "CL-27/0001 Corr.1"),
        ("e", "addendum", "CL-27/0001 Corr.1"),
        ("f", "reminder", "CL-27/0001 Add.1"),
    ):
        issued(database, now, clerk, merger, handle, child(kind, parent, english=plain))
    with database.reading() as session:
        numbers = [_reference(session, handle) for handle in "abcdef"]
    assert numbers == [
        "CL-27/0001 Add.1",
        "CL-27/0001 Add.1 Corr.1",
        "CL-27/0001 Corr.1",
        "CL-27/0001 Corr.2",
        "CL-27/0001 Add.2",
        "CL-27/0001 Add.1 Rem.1",
    ]


def _reference(session: OfficeSession, handle: str) -> str:
    return references_of(session, find_letter(session, handle).id)[0].printed


def test_a_reference_that_went_out_is_cancelled_by_hand_with_a_reason(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    issued(database, now, clerk, merger, "call", letter_source(languages=("en",)))
    with database.writing() as session:
        entry = entry_of(session, "CL-27/0001")
        with pytest.raises(Refused, match="Say why"):
            cancel_entry(session, now, clerk, entry, " ")
        cancel_entry(session, now, clerk, entry, "Overtaken.")
        cancel_entry(session, now, clerk, entry, "again")
        assert (entry.state, entry.reason, entry.ended_at) == (EntryState.CANCELLED, "Overtaken.", now)
        with pytest.raises(Refused, match="is cancelled: nothing can follow on it"):
            parent_in(session, "CL-27/0001", LetterKind.CORRIGENDUM)
