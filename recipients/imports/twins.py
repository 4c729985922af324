"""Rows of one file that mean the same recipient, or write to the same address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recipients.imports.rows import ImportRow


class TwinKind(StrEnum):
    """How a row is like an earlier one."""

    SAME_ID = "same id"  # refused: one of the two is wrong
    SAME_RECIPIENT = "same recipient"  # left out: it says the same party again
    SHARED_ADDRESS = "shared address"  # taken, with a warning: two parties at one mailbox


@dataclass(frozen=True)
class Twin:
    """A row that is like an earlier one."""

    kind: TwinKind
    row: int
    earlier_row: int
    what: str
    """The id or the address they share."""


class Twins:
    """Remembers the rows of one file by id and address."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._addresses: dict[str, tuple[int, str, int, str, str]] = {}

    def check(self, row: ImportRow) -> Twin | None:
        """How the row is like an earlier one, the gravest first; it is remembered unless it is left out."""
        external_id = row.external_id
        if external_id and external_id in self._ids:
            return Twin(TwinKind.SAME_ID, row.row, self._ids[external_id], external_id)
        shared = None
        person = (row.row, external_id, row.organisation, row.name, row.post)
        for wire, key in row.to:
            earlier = self._addresses.setdefault(key, person)
            if earlier is person:
                continue
            if earlier[2:] == person[2:] and not (external_id and earlier[1]):
                return Twin(TwinKind.SAME_RECIPIENT, row.row, earlier[0], wire)
            shared = shared or Twin(TwinKind.SHARED_ADDRESS, row.row, earlier[0], wire)
        if external_id:
            self._ids[external_id] = row.row
        return shared
