"""Places a letter in its family: whose reference names the calendar entries, and which text is newer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select

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


def place_in_family(session: OfficeSession, letter: Letter) -> tuple[str, int]:
    """The first reference of the family that the letter is numbered in, and how many came before its own.

    For a letter that is numbered under none: its own reference, or its handle, and 0. Numbers that became
    void count too, so that what was sent once keeps its place for ever.
    """
    entries = references_of(session, letter.id)
    if not entries:
        return letter.handle, 0
    own, first = entries[0], first_of(session, entries[0])
    if own is first:
        return first.key, 0
    return first.key, 1 + sum(number < own.id for number in _numbered_under(session, first))


def _numbered_under(session: OfficeSession, first: RegisterEntry) -> Iterator[int]:
    """The ids of all entries that are numbered under one, or under one of those."""
    above: Sequence[int] = [first.id]
    while above:
        above = session.scalars(select(RegisterEntry.id).where(RegisterEntry.parent_id.in_(above))).all()
        yield from above


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
