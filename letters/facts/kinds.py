"""What sort of letter it is, and which sorts follow on an earlier one."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LetterKind(StrEnum):
    """What sort of letter it is; the last five follow on an earlier one, their parent."""

    CIRCULAR = "circular"
    NOTE_VERBALE = "note-verbale"
    REMINDER = "reminder"
    CORRIGENDUM = "corrigendum"  # the text was wrong
    ADDENDUM = "addendum"  # new matter, or a deadline set or moved
    REVISION = "revision"  # takes the place of the whole
    CANCELLATION = "cancellation"  # takes the whole back

    @property
    def needs_parent(self) -> bool:
        """Whether such a letter is nothing without its parent; a reminder may have a number of its own."""
        return self in FOLLOWING and self is not LetterKind.REMINDER


FOLLOWING: Final = frozenset(
    {
        LetterKind.REMINDER,
        LetterKind.CORRIGENDUM,
        LetterKind.ADDENDUM,
        LetterKind.REVISION,
        LetterKind.CANCELLATION,
    }
)
"""The sorts that are numbered under the reference of their parent (letters.md 2.4, rule 8)."""
