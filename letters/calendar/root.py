"""Finds the first letter of a family, under whose reference all of them call their calendar entries."""

from __future__ import annotations

from typing import Final

from letters.facts import Facts, RelationKind
from letters.letter import Letter
from letters.register import RegisterEntry, entry_of, references_of
from mailer.database import OfficeSession
from mailer.errors import NotFound

_FOLLOWS: Final = frozenset(
    {
        RelationKind.REMINDER_OF,
        RelationKind.ADDENDUM_TO,
        RelationKind.CORRIGENDUM_TO,
        RelationKind.REVISION_OF,
    }
)
"""The relations in which a letter speaks of the very deadlines and events of the other."""


def root_of(session: OfficeSession, facts: Facts) -> str:
    """The reference of the first of the letters that this one follows on; empty where it follows on none.

    One that is not in the register counts as it is named.
    """
    root, seen = "", set[str]()
    while (named := _followed(facts)) and named not in seen:
        seen.add(named)
        entry = _entry(session, named)
        root = first_of(session, entry).key if entry else named
        letter = session.get(Letter, entry.letter_id) if entry and entry.letter_id else None
        if letter is None:
            break
        facts = letter.read_facts()
    return root


def family_name(session: OfficeSession, letter: Letter) -> str:
    """The key of the first reference that the letter's own is numbered under; its handle where it has none."""
    entries = references_of(session, letter.id)
    return first_of(session, entries[0]).key if entries else letter.handle


def first_of(session: OfficeSession, entry: RegisterEntry) -> RegisterEntry:
    """The entry under which all of its parents are numbered; itself where it has none."""
    while entry.parent_id is not None:
        entry = session.get_one(RegisterEntry, entry.parent_id)
    return entry


def _followed(facts: Facts) -> str:
    """The reference of the letter that this one follows on at once."""
    for relation in facts.relations:
        if relation.kind in _FOLLOWS and relation.reference:
            return relation.reference.get(facts.languages[0]) or ""
    return ""


def _entry(session: OfficeSession, named: str) -> RegisterEntry | None:
    try:
        return entry_of(session, named)
    except NotFound:
        return None
