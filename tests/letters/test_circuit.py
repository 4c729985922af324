"""The way of a letter through the house: who may clear, object and approve, when, and what voids it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from letters.approval import approve
from letters.circuit import clear, object_to
from letters.clearance import clearances_of
from letters.editions import changes_between
from letters.facts import ClearanceWanted, Language
from letters.languages.library import shipped_library
from letters.letter import Letter, LetterState, letter_called
from letters.source import LetterSource
from letters.stand_ins import enter_stand_in
from letters.standing import standing_of
from letters.submission import submit
from mailer.audit import Actor, AuditEntry
from mailer.database import Database, OfficeSession
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from mailer.settings import ApprovalSettings, OwnDraft
from mailer.staff import EVERY_ROLE, Role, act_as, add_staff, machine
from tests.letters.letter_factory import VERSIONS, a_series, letter_source, prepared
from tests.rig.stages import Begin

HANDLE = "reading-rooms"
RULES = ApprovalSettings(circuit=("legal", "finance"), offices={"legal": ("k.mori",), "finance": ("f.lima",)})
HASHES = dict(shipped_library().hashes())
PEOPLE = ("d.haas", "k.mori", "f.lima", "s.duarte", "n.ende")


def enter_people(database: Database, now: datetime, clerk: Actor) -> None:
    """A drafter, two who clear, a signatory, and somebody else; each holds every role."""
    with database.writing() as session:
        for name in PEOPLE:
            add_staff(session, now, machine("tester"), name=name, roles=EVERY_ROLE)
        a_series(session, now, clerk)


def people_of(database: Database) -> dict[str, Actor]:
    """They by the letter that their names begin with."""
    with database.reading() as session:
        return {name.partition(".")[0]: act_as(session, name, "tester") for name in PEOPLE}


@pytest.fixture
def database(begin: Begin, now: datetime, clerk: Actor) -> Database:
    """An office with these people and a series."""
    return begin(enter_people, now, clerk)


@pytest.fixture
def people(database: Database) -> dict[str, Actor]:
    return people_of(database)


def refused(says: str) -> Any:
    """Expects a refusal that says this."""
    return pytest.raises(Refused, match=re.escape(says))


def put_in(database: Database, now: datetime, drafter: Actor, source: LetterSource | None = None) -> None:
    with database.writing() as session:
        submit(session, now, drafter, source or letter_source(), HANDLE, [])


def the_letter(session: OfficeSession) -> Letter:
    found = letter_called(session, HANDLE)
    assert found is not None
    return found


def clears(database: Database, now: datetime, actor: Actor, office: str, **changed: Any) -> None:
    given = {"rules": RULES, "formulas": HASHES, **changed}
    with database.writing() as session:
        clear(session, now, actor, the_letter(session), office, **given)


def approves(
    database: Database, now: datetime, actor: Actor, merger: LimitedMerger, rules: ApprovalSettings = RULES
) -> None:
    with database.reading() as session:
        ready = prepared(session, now, merger, HANDLE)
    with database.writing() as session:
        approve(session, now, actor, ready, rules=rules)


def signed_by(name: str, *clearances: ClearanceWanted) -> LetterSource:
    source = letter_source()
    assert source.facts.signatory is not None
    signatory = source.facts.signatory.model_copy(update={"staff": name})
    facts = source.facts.model_copy(update={"signatory": signatory, "clearances": clearances})
    return LetterSource(facts, source.versions, source.annexes)


def test_a_letter_is_cleared_in_order_and_then_approved_each_step_an_entry(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    put_in(database, now, people["d"])
    with refused("waits for legal; finance comes after it"):
        clears(database, now, people["f"], "finance")
    with refused("not cleared yet by legal, finance"):
        approves(database, now, people["s"], merger)
    clears(database, now + timedelta(hours=1), people["k"], "legal", comment="article 4 was looked at")
    clears(database, now + timedelta(hours=2), people["f"], "finance")
    approves(database, now + timedelta(hours=3), people["s"], merger)
    with database.reading() as session:
        assert the_letter(session).state is LetterState.APPROVED
        deeds = list(session.query(AuditEntry.deed).order_by(AuditEntry.number))
    assert [deed for (deed,) in deeds][-4:] == [
        "letter.submit",
        "letter.clear",
        "letter.clear",
        "letter.approve",
    ]


def test_only_who_speaks_for_an_office_clears_for_it(
    database: Database, now: datetime, people: dict[str, Actor]
) -> None:
    put_in(database, now, people["d"])
    with refused("n.ende may not clear “reading-rooms” for legal: that is for k.mori"):
        clears(database, now, people["n"], "legal")
    with refused("is not to be cleared by “press”. It is to be cleared by: legal, finance"):
        clears(database, now, people["k"], "press")


def test_a_drafter_decides_nothing_of_their_own_letter_unless_the_settings_say_so(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    put_in(database, now, people["k"])
    with refused("k.mori submitted “reading-rooms” and may not clear it too"):
        clears(database, now, people["k"], "legal")
    with refused("and may not approve it too"):
        approves(database, now, people["k"], merger, ApprovalSettings())
    approves(database, now, people["k"], merger, ApprovalSettings(own_draft=OwnDraft.WARN))


def test_nobody_speaks_in_two_capacities_unless_the_letter_names_them(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    both = ApprovalSettings(
        circuit=("legal", "finance"), offices={"legal": ("k.mori",), "finance": ("k.mori",)}
    )
    put_in(database, now, people["d"])
    clears(database, now, people["k"], "legal", rules=both)
    with refused("k.mori cleared “reading-rooms” for legal already"):
        clears(database, now, people["k"], "finance", rules=both)
    only_legal = ApprovalSettings(circuit=("legal",), offices=both.offices)
    with refused("k.mori cleared"):
        approves(database, now, people["k"], merger, only_legal)
    named = signed_by(
        "k.mori",
        ClearanceWanted(office="legal", staff="k.mori"),
        ClearanceWanted(office="finance", staff="k.mori"),
    )
    put_in(database, now, people["d"], named)
    clears(database, now, people["k"], "legal")
    clears(database, now, people["k"], "finance")
    approves(database, now, people["k"], merger)


def test_a_newer_edition_voids_the_clearances_and_says_why(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    put_in(database, now, people["d"])
    clears(database, now, people["k"], "legal")
    english = VERSIONS["en"].replace("Please fill in", "Kindly fill in")
    put_in(database, now + timedelta(days=1), people["d"], letter_source(english=english))
    with database.reading() as session:
        letter = the_letter(session)
        assert clearances_of(session, letter) == []
        assert [one.voided_why for one in clearances_of(session, letter, void=True)] == [
            "edition 2 took its place"
        ]
        lines = changes_between(session, letter)
        assert [line for line in lines if line.startswith(("-Please", "+Kindly"))]
        assert "--- en.md, edition 1" in lines
        assert not [line for line in lines if "fr.md" in line]
        with refused("no edition 3 to compare: there are 1 to 2"):
            changes_between(session, letter, 3)
    with refused("not cleared yet by legal"):
        approves(database, now, people["s"], merger)


def test_a_clearance_of_other_formulas_does_not_hold(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    rules = ApprovalSettings(circuit=("legal",), offices={"legal": ("k.mori",)})
    put_in(database, now, people["d"])
    clears(database, now, people["k"], "legal", rules=rules, formulas={**HASHES, Language.FR: "others"})
    with refused("legal cleared “reading-rooms” when the text or the formulas were others"):
        approves(database, now, people["s"], merger, rules)


def test_an_objection_sends_the_letter_back_and_voids_what_was_cleared(
    database: Database, now: datetime, people: dict[str, Actor]
) -> None:
    put_in(database, now, people["d"])
    clears(database, now, people["k"], "legal")
    with database.writing() as session:
        object_to(
            session, now, people["f"], the_letter(session), "finance", "no money for it",
            rules=RULES, formulas=HASHES,
        )  # fmt: skip
    with database.reading() as session:
        letter = the_letter(session)
        assert letter.state is LetterState.DRAFT
        told = [(one.office, one.voided_why) for one in clearances_of(session, letter, void=True)]
    assert told == [("legal", "finance objected"), ("finance", "the letter went back to its drafter")]
    with refused("only one in review can be cleared"):
        clears(database, now, people["k"], "legal")


def test_a_stand_in_acts_within_the_days_and_not_outside(
    database: Database, now: datetime, people: dict[str, Actor], merger: LimitedMerger
) -> None:
    put_in(database, now, people["d"], signed_by("s.duarte"))
    with database.reading() as session:
        ready = prepared(session, now, merger, HANDLE)
    only_s = refused("is signed by s.duarte: only")
    for first, allowed in ((-1, True), (0, True), (1, False)):
        start = now.date() + timedelta(days=first)
        days = {"first_day": start, "last_day": start + timedelta(days=1)}
        with broken_off(database) as session:
            enter_stand_in(session, now, people["s"], absent="s.duarte", by="n.ende", **days)
            with only_s:
                approve(session, now, people["k"], ready, rules=ApprovalSettings())
            with nullcontext() if allowed else only_s:
                approve(session, now, people["n"], ready, rules=ApprovalSettings())
            found = the_letter(session).state
            assert (found is LetterState.APPROVED) == allowed, f"{first} days from today"


@contextmanager
def broken_off(database: Database) -> Iterator[OfficeSession]:
    """A transaction of which nothing stays."""
    with suppress(BrokenOff), database.writing() as session:
        yield session
        raise BrokenOff


class BrokenOff(Exception):
    """Nothing went wrong."""


def test_a_stand_in_that_cannot_be(database: Database, now: datetime, people: dict[str, Actor]) -> None:
    for absent, by, days, says in (
        ("s.duarte", "nobody", (1, 2), "There is no active member of staff called “nobody”"),
        ("s.duarte", "n.ende", (2, 1), "comes before the first"),
        ("s.duarte", "s.duarte", (1, 2), "cannot stand in for themselves"),
    ):
        first, last = (date(2027, 3, day) for day in days)
        with database.writing() as session, refused(says):
            enter_stand_in(session, now, people["s"], absent=absent, by=by, first_day=first, last_day=last)


def test_only_the_absent_and_the_administrator_enter_a_stand_in_and_no_two_for_one_day(
    database: Database, now: datetime, people: dict[str, Actor]
) -> None:
    plain = Actor("s00", "p.lain", "tester", frozenset({Role.APPROVER}))
    days = {"first_day": date(2027, 3, 1), "last_day": date(2027, 3, 9)}
    with database.writing() as session:
        with refused("needs the role “administrator”"):
            enter_stand_in(session, now, plain, absent="s.duarte", by="n.ende", **days)
        enter_stand_in(session, now, people["s"], absent="s.duarte", by="n.ende", **days)
        with refused("Somebody stands in for s.duarte from 2027-03-01 to 2027-03-09 already"):
            enter_stand_in(session, now, people["s"], absent="s.duarte", by="k.mori", **days)


def test_the_circuit_says_whom_a_letter_waits_for_and_since_when(
    database: Database, now: datetime, people: dict[str, Actor]
) -> None:
    put_in(database, now, people["d"])
    later = now + timedelta(hours=5)
    clears(database, later, people["k"], "legal", comment="seen")
    with database.reading() as session:
        lines = standing_of(session, later, the_letter(session), RULES)
    assert [(one.step, one.who, one.state, one.when) for one in lines] == [
        ("draft", "d.haas", "edition 1", now),
        ("legal", "k.mori", "cleared", later),
        ("finance", "f.lima", "waits", later),
        ("approval", "any approver", "", None),
    ]
