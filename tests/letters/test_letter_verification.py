"""Letters held against the audit chain: whatever is altered of editions, clearances or approvals is named."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from letters.circuit import object_to
from letters.verification import verify_letters
from letters.withdrawal import withdraw
from mailer.audit import Actor
from mailer.database import Database
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import VERSIONS, letter_source
from tests.letters.test_circuit import (
    HASHES,
    RULES,
    approves,
    clears,
    enter_people,
    people_of,
    put_in,
    the_letter,
)
from tests.rig.stages import Begin
from tests.rig.tampering import tamper


def go_the_whole_way(database: Database, now: datetime, clerk: Actor, merger: LimitedMerger) -> None:
    """A letter submitted, objected to, submitted again, cleared by two offices, and approved."""
    enter_people(database, now, clerk)
    people = people_of(database)
    put_in(database, now, people["d"])
    clears(database, now + timedelta(minutes=1), people["k"], "legal", comment="as agreed")
    with database.writing() as session:
        object_to(
            session, now + timedelta(minutes=2), people["f"], the_letter(session), "finance", "no budget",
            rules=RULES, formulas=HASHES,
        )  # fmt: skip
    again = letter_source(english=VERSIONS["en"].replace("Please", "Kindly"))
    put_in(database, now + timedelta(minutes=3), people["d"], again)
    clears(database, now + timedelta(minutes=4), people["k"], "legal", comment="as agreed again")
    clears(database, now + timedelta(minutes=5), people["f"], "finance")
    approves(database, now + timedelta(minutes=6), people["s"], merger)


@pytest.fixture
def whole_way(begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger) -> Database:
    return begin(go_the_whole_way, now, clerk, merger)


def named(database: Database) -> str:
    with database.reading() as session:
        return str(verify_letters(session) or "")


def test_a_letter_that_went_the_whole_way_is_whole_and_so_is_one_withdrawn(
    whole_way: Database, now: datetime
) -> None:
    assert named(whole_way) == ""
    with whole_way.writing() as session:
        withdraw(
            session, now + timedelta(hours=1), people_of(whole_way)["s"], the_letter(session), "another date"
        )
    assert named(whole_way) == ""


CLEARED = "verdict = 'cleared' AND voided_at IS NULL"


@pytest.mark.parametrize(
    ("tampering", "says"),
    [
        ("UPDATE letter SET state = 'issued'", "it is issued, and the record left it approved"),
        ("UPDATE letter SET drafter = 'x'", "its drafter is not the one of its last submission"),
        ("UPDATE letter_version SET body = 'x'", "its texts, facts or annexes are not those that were"),
        ("UPDATE letter_edition SET drafter = 'x'", "its edition 1 is not the one that was submitted"),
        ("UPDATE letter_edition SET texts = '{}'", "the texts of its edition 1 are not those"),
        ("DELETE FROM letter_edition WHERE edition = 1", "its edition 1 is gone"),
        ("UPDATE letter_edition SET edition = 7 WHERE edition = 1", "its edition 7 stands under no audit"),
        (f"UPDATE clearance SET content = 'x' WHERE {CLEARED}", "was said of another text"),
        (f"UPDATE clearance SET comment = 'yes' WHERE {CLEARED}", "is not what was said"),
        (f"UPDATE clearance SET office = 'press' WHERE office = 'legal' AND {CLEARED}", "what press said of"),
        (
            "UPDATE clearance SET verdict = 'cleared' WHERE verdict = 'objected'",
            "stands under no audit entry",
        ),
        ("DELETE FROM clearance WHERE verdict = 'objected'", "what finance said of edition 1 (objected) is"),
        (
            f"UPDATE clearance SET voided_at = at WHERE office = 'legal' AND {CLEARED}",
            "whether what legal said of edition 2 still holds is not as",
        ),
        (
            "UPDATE clearance SET voided_at = '2030-01-01 00:00:00.000000' WHERE verdict = 'objected'",
            "whether what finance said of edition 1 still holds is not as",
        ),
        ("UPDATE approval SET approver = 'x'", "stands under no audit entry, or another"),
        ("UPDATE approval SET voided_at = at", "whether its approval of 2027-"),
        (
            "UPDATE letter_rendition SET text = 'x' WHERE mark = 'original'",
            "what was approved is not what is",
        ),
    ],
)
def test_a38_what_is_altered_of_a_letter_is_named(whole_way: Database, tampering: str, says: str) -> None:
    tamper(whole_way, tampering)
    assert says in named(whole_way)
