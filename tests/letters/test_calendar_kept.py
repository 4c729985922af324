"""Calendars under the seal: made at the approval, sent as a part of every copy, one family under one name."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import icalendar

from letters.approval import approve
from letters.calendar.calendar import uid
from letters.calendar.family import place_in_family
from letters.compile import blueprints_for
from letters.correspondence import find_letter
from letters.facts import Language, Relation, RelationKind, Text
from letters.layout.tree import CopyMark
from letters.register import EntryState, RegisterEntry, references_of
from letters.source import LetterSource
from mailer.audit import Actor
from mailer.blueprint import Blueprint, Filling
from mailer.database import Database, OfficeSession
from mailer.merge import LimitedMerger
from mailer.outbox import part_bytes
from tests.letters.letter_factory import (
    OFFICE,
    OWN_DRAFTS,
    a_series,
    approved,
    letter_source,
    prepared,
    submitted,
)
from tests.rig.stages import Begin

VALUES = {"organisation": "Harbour Library", "category": "governments", "salutation": ""}


def with_facts(source: LetterSource, **facts: Any) -> LetterSource:
    return LetterSource(source.facts.model_copy(update=facts), source.versions, source.annexes)


def message_of(
    session: OfficeSession, now: datetime, letter: str, language: Language, mark: CopyMark = CopyMark.ORIGINAL
) -> EmailMessage:
    spec = blueprints_for(session, find_letter(session, letter), OFFICE)[language, mark]
    parts = {part.sha256: part_bytes(session, part.sha256) for part in spec.parts}
    filling = Filling("a" * 16, "t", "t", "desk@harbour.example", "", now, VALUES)
    message = email.message_from_bytes(Blueprint(spec, parts).fill(filling), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def entry_in(message: EmailMessage) -> Any:
    """The only entry of the calendar in a message, as another program reads it."""
    *_, part = message.iter_attachments()
    (found,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    return found


def test_every_copy_carries_the_calendar_of_its_language_behind_letter_and_annexes(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.reading() as session:
        for mark in CopyMark:
            english = message_of(session, now, "reading-rooms", Language.EN, mark)
            french = message_of(session, now, "reading-rooms", Language.FR, mark)
            assert [part.get_content_type() for part in english.iter_parts()] == [
                "multipart/alternative",
                "text/plain",
                "text/calendar",
            ]
            *_, part = french.iter_parts()
            assert dict(part["Content-Type"].params) == {
                "charset": "utf-8",
                "method": "PUBLISH",
                "name": "CL-27-0001-fr.ics",
            }
            assert part.get_content_disposition() == "attachment"
            ours, theirs = entry_in(english), entry_in(french)
            assert str(ours["UID"]) == str(uid("libraries.example", "CL-27-0001", "deadline replies"))
            assert (ours["UID"], ours["DTSTART"].dt) == (theirs["UID"], theirs["DTSTART"].dt)
            assert "Ref: CL-27/0001\nby 30 April 2027" in ours["DESCRIPTION"]
            assert "Réf.: CL-27/0001\nd'ici au 30 avril 2027" in theirs["DESCRIPTION"]


def test_a_letter_that_says_no_or_sets_no_date_carries_no_calendar(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(sqlite_database, now, clerk, merger, source=with_facts(letter_source(), calendar=False))
    with sqlite_database.reading() as session:
        message = message_of(session, now, "reading-rooms", Language.EN)
    assert [part.get_filename() for part in message.iter_attachments()] == ["form-en.txt"]


def test_reminders_call_the_entries_by_the_name_of_the_first_letter(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    chain = {"first": (), "second": ("CL-27/0001",), "third": ("CL-27-0002",), "other": ("OLD 12",)}
    with database.writing() as session:
        a_series(session, now, clerk)
    for handle, named in chain.items():
        relations = tuple(Relation(kind=RelationKind.REMINDER_OF, reference=Text(one)) for one in named)
        with database.writing() as session:
            submitted(session, now, clerk, handle, with_facts(letter_source(), relations=relations))
        with database.reading() as session:
            ready = prepared(session, now, merger, handle)
        with database.writing() as session:
            approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        first, second, third, other = (
            entry_in(message_of(session, now, handle, Language.EN)) for handle in chain
        )
    assert first["UID"] == second["UID"] == third["UID"] != other["UID"]
    assert str(other["UID"]) == str(uid("libraries.example", "OLD 12", "deadline replies"))
    assert "Ref: CL-27/0003" in third["DESCRIPTION"]


def test_a_letter_numbered_under_another_takes_its_name_for_the_entries_and_a_higher_number_each_time(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(sqlite_database, now, clerk, merger)
    with sqlite_database.writing() as session:
        (first,) = references_of(session, find_letter(session, "reading-rooms").id)
        numbers = ("CL-27-0001.Add.1", "CL-27-0001.Add.1.Corr.1", "CL-27-0001.Add.2")
        above, places = first.id, []
        for number in numbers:
            child = submitted(session, now, clerk, number)
            entry = RegisterEntry(
                scope="", period="", printed=number, compared=number, key=number, sort_key=number,
                legacy=False, state=EntryState.RESERVED, letter_id=child.id, position=0, parent_id=above,
                unit="", initials="", issue_date=first.issue_date, reason="", actor="s1", reserved_at=now,
            )  # fmt: skip
            session.add(entry)
            session.flush()
            above = entry.id if number.endswith("Add.1") else first.id
            places.append(place_in_family(session, child))
        assert places == [("CL-27-0001", 1), ("CL-27-0001", 2), ("CL-27-0001", 3)]
        assert place_in_family(session, find_letter(session, "reading-rooms")) == ("CL-27-0001", 0)
