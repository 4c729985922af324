"""Set phrases under the seals: sealed with an approval, and part of what an office clears."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from letters.clearance import clearances_of, content_hash
from letters.facts import Language
from letters.languages.library import shipped_library
from letters.letter import Letter, approval_of, letter_called
from letters.seal import changed_formulas, verify_seal
from mailer.audit import Actor
from mailer.database import Database
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import approved


def the_letter(session: Any) -> Letter:
    found = letter_called(session, "reading-rooms")
    assert found is not None
    return found


def test_formulas_are_sealed_and_a_change_is_named_and_breaks_nothing(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    approved(sqlite_database, now, clerk, merger)
    hashes = dict(shipped_library().hashes())
    with sqlite_database.reading() as session:
        letter = the_letter(session)
        approval = approval_of(session, letter)
        assert approval is not None
        assert approval.manifest["the fr formulas"] == hashes[Language.FR]
        assert changed_formulas(approval, hashes) == []
        assert changed_formulas(approval, {**hashes, Language.FR: "x", Language.ZH: "y"}) == [
            "the fr formulas"
        ]
        assert verify_seal(session, letter) is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_cleared_is_every_language_and_its_formulas(
    sqlite_database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, language: str
) -> None:
    approved(sqlite_database, now, clerk, merger)
    hashes = dict(shipped_library().hashes())
    with sqlite_database.reading() as session:
        letter = the_letter(session)
        assert clearances_of(session, letter) == []
        before = content_hash(letter, hashes)
        assert content_hash(letter, {**hashes, Language(language): "others"}) != before
        assert content_hash(letter, {**hashes, Language.ZH: "others"}) == before
        session.expunge(letter)
        letter.source_hash = "others"
        assert content_hash(letter, hashes) != before
