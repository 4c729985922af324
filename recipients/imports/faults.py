"""What can be wrong with a file that is to be imported, as sentences with their place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailer.errors import Place, Refused


class FaultKind(StrEnum):
    """The classes of fault in the order they are shown: the most basic alone, before all others."""

    UNREADABLE = "unreadable"
    TOO_BIG = "too big"
    NO_ROWS = "no rows"
    NO_RECIPIENT_COLUMN = "no recipient column"
    DUPLICATE_COLUMN = "duplicate column"
    MISSING_COLUMN = "missing column"
    BAD_COLUMN = "bad column"


class FileFault(Refused):
    """The file as a whole cannot be imported; the reader raises it, the report carries it."""

    def __init__(self, kind: FaultKind, message: str, *, row: int | None = None) -> None:
        super().__init__(message, place=Place(row=row) if row is not None else None)
        self.kind = kind


@dataclass(frozen=True)
class RowFault:
    """Why one row cannot be imported."""

    row: int
    """As the spreadsheet counts: the header is row 1."""
    column: str
    """The heading under which the fault lies, or empty for the row as a whole."""
    message: str

    def __str__(self) -> str:
        """`row 12, email: …`."""
        return (
            f"row {self.row}, {self.column}: {self.message}"
            if self.column
            else f"row {self.row}: {self.message}"
        )
