"""The deadlines of a letter as they hold now: what it set itself, and what issued addenda made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from letters.facts import Deadline, Facts
from letters.letter import Letter
from letters.register import EntryState, Modifier, RegisterEntry, children_of, references_of
from mailer.database import OfficeSession


@dataclass(frozen=True)
class DeadlineSince:
    """A deadline as it was set: by the letter of which reference, issued when.

    `since` is None while the letter has not gone out; `by` is empty while it has no number.
    """

    deadline: Deadline
    since: datetime | None
    by: str


@dataclass(frozen=True)
class EffectiveDeadline:
    """A deadline that somebody is held to, with all that it was before."""

    id: str
    time_zone: str
    """That of the letter, where the deadline names none of its own."""
    history: tuple[DeadlineSince, ...]
    """The oldest first; the last one holds."""

    @property
    def now(self) -> Deadline:
        """The deadline that holds."""
        return self.history[-1].deadline

    @property
    def in_words(self) -> str:
        """The day that holds and those it was moved from: `2027-03-15 (was 2027-03-01)`."""
        days = dict.fromkeys(step.deadline.date.isoformat() for step in self.history)
        now = self.now.date.isoformat()
        was = ", ".join(day for day in days if day != now)
        return f"{now} (was {was})" if was else now

    @property
    def too_late_from(self) -> datetime:
        """The first moment, in UTC, at which an answer is late."""
        return self.now.too_late_from(self.time_zone)


def effective_deadlines(session: OfficeSession, letter: Letter) -> tuple[EffectiveDeadline, ...]:
    """Every deadline of a letter as it holds now, in the letter's order, then those that addenda set.

    Only an issued addendum moves a deadline (letters.md 2.4, rule 9), and one that was cancelled since moves
    none. This is the one place where a deadline that was sent is read.
    """
    facts = letter.read_facts()
    references = references_of(session, letter.id)
    printed = references[0].printed if references else ""
    found = _set_by(facts, letter.issued_at, printed)
    for entry in references[:1]:
        for addendum, by in _addenda(session, entry):
            found = _after(found, addendum.read_facts(), addendum.issued_at, by.printed)
    return tuple(found.values())


def _addenda(session: OfficeSession, entry: RegisterEntry) -> Sequence[tuple[Letter, RegisterEntry]]:
    """The issued addenda of a reference whose own reference stands, in the order of their issue."""
    found = [
        (session.get_one(Letter, child.letter_id), child)
        for child in children_of(session, entry)
        if child.modifier is Modifier.ADDENDUM and child.state is EntryState.ISSUED and child.letter_id
    ]
    return sorted(found, key=lambda pair: (str(pair[1].issued_at), pair[1].id))


def _set_by(facts: Facts, since: datetime | None, by: str) -> dict[str, EffectiveDeadline]:
    return {
        one.id: EffectiveDeadline(one.id, facts.time_zone, (DeadlineSince(one, since, by),))
        for one in facts.deadlines
    }


def _after(
    before: Mapping[str, EffectiveDeadline], addendum: Facts, since: datetime | None, by: str
) -> dict[str, EffectiveDeadline]:
    """The deadlines after an addendum: those it moves, and those it sets that there were not before."""
    found = {**_set_by(addendum, since, by), **before}
    found = {name: found[name] for name in (*before, *(name for name in found if name not in before))}
    for move in addendum.moves:
        if move.deadline in before:
            known = found[move.deadline]
            step = DeadlineSince(move.applied_to(known.now), since, by)
            found[move.deadline] = replace(known, history=(*known.history, step))
    return found
