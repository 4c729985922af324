"""Whom a letter means that follows on another: by itself, exactly those who got its parent."""

from __future__ import annotations

from dataclasses import dataclass

from letters.letter import Letter
from letters.register import RegisterEntry, references_of
from mailer.database import OfficeSession


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
