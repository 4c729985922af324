"""Whom a letter means that follows on another: by itself, exactly those who got its parent."""

from __future__ import annotations

from dataclasses import dataclass

from letters.letter import Letter
from letters.register import RegisterEntry, references_of
from mailer.database import OfficeSession
from recipients.idset import IdSet
from recipients.members import evaluate
from scheduler.frozen import CopyKind
from scheduler.reached import whom_it_reached


@dataclass(frozen=True)
class Following:
    """What a letter follows on, and the audience expressions that follow from it (letters.md 2.4, rule 8)."""

    parent: RegisterEntry
    """The reference that its number stands under."""

    @property
    def addressed(self) -> str:
        """Those to whom the parent was addressed, and whom it reached."""
        return f'set "got {self.parent.key}"'

    @property
    def copied(self) -> str:
        """Those who got a copy of the parent."""
        return f'set "got a copy of {self.parent.key}"'

    @property
    def joined(self) -> str:
        """Those whom the parent would mean today, and did not mean then."""
        return f'set "joined since {self.parent.key}"'


def following(session: OfficeSession, letter: Letter) -> Following | None:
    """What a letter follows on; None for one with a number of its own."""
    for entry in references_of(session, letter.id):
        if entry.parent_id is not None:
            return Following(session.get_one(RegisterEntry, entry.parent_id))
    return None


@dataclass(frozen=True)
class BesideParent:
    """Whom a letter that follows on another goes to, beside those who got the other."""

    parent: str
    without: int
    """How many got the parent and would not get this letter."""
    added: int
    """How many would get this letter and did not get the parent."""
    gone: int
    """How many got the parent and are in the directory no more."""


def beside_parent(session: OfficeSession, follows: Following, everybody: IdSet) -> BesideParent | None:
    """How everybody whom a letter means differs from those who got its parent."""
    letter = session.get(Letter, follows.parent.letter_id or 0)
    if letter is None:
        return None
    got = whom_it_reached(session, letter, tuple(CopyKind))
    there = evaluate(session, "all").members
    return BesideParent(
        parent=follows.parent.printed,
        without=len((got & there) - everybody),
        added=len(everybody - got),
        gone=len(got - there),
    )
