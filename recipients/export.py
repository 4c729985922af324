"""Handing out the directory as a file that an import reads back without any change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mailer.address import Address, parse
from recipients.entries import Addresses, Entry, load_entries
from recipients.recipient import Recipient, in_directory
from recipients.spreadsheet import write_csv, write_xlsx

KNOWN = (
    "id",
    "organisation id",
    "organisation",
    "category",
    "country",
    "languages",
    "name",
    "post",
    "salutation",
    "email",
    "cc",
    "lists",
)
"""The columns every export has, in order; merge fields follow by name."""


@dataclass
class _MergeColumns:
    """The merge fields that the entries hold, and how many rows those have that hold rows."""

    single: set[str] = field(default_factory=set)
    heights: dict[str, int] = field(default_factory=dict)
    inner: dict[str, set[str]] = field(default_factory=dict)

    def take(self, fields: dict[str, Any]) -> None:
        """See what one entry holds."""
        for name, value in fields.items():
            if isinstance(value, str):
                self.single.add(name)
                continue
            self.heights[name] = max(self.heights.get(name, 0), len(value))
            self.inner.setdefault(name, set()).update(key for row in value for key in row)

    def places(self) -> list[tuple[str, int, str]]:
        """Each column: the field, and for one that holds rows the number of the row and the field within."""
        places = [(name, -1, "") for name in sorted(self.single)]
        for name, height in sorted(self.heights.items()):
            places += [(name, row, key) for row in range(height) for key in sorted(self.inner[name])]
        return places


def export_csv(session: Session, stream: IO[str], ids: list[int] | None = None) -> int:
    """Write the directory, or some recipients of it, as CSV; how many recipients.

    Open the stream with `encoding="utf-8-sig"` and `newline=""`. No cell can act as a formula.
    """
    header, rows = _table(session, ids)
    return write_csv(stream, header, rows)


def export_xlsx(session: Session, target: Path | IO[bytes], ids: list[int] | None = None) -> int:
    """Write the directory, or some recipients of it, as an XLSX sheet; how many recipients."""
    header, rows = _table(session, ids)
    return write_xlsx(target, header, rows)


def _table(session: Session, ids: list[int] | None) -> tuple[list[str], Iterator[list[str]]]:
    if ids is None:
        ids = list(session.scalars(select(Recipient.id).where(in_directory())))
    columns = _MergeColumns()
    for entry in load_entries(session, ids):
        columns.take(entry.fields)
    places = columns.places()
    header = [*KNOWN, *(f"{name}.{key}" if row >= 0 else name for name, row, key in places)]
    return header, (_row(entry, places) for entry in load_entries(session, ids))


def _row(entry: Entry, places: list[tuple[str, int, str]]) -> list[str]:
    fields = entry.fields
    return [
        entry.external_id,
        entry.organisation_external_id,
        entry.organisation,
        entry.category,
        entry.country,
        ", ".join(entry.languages),
        entry.name,
        entry.post,
        entry.salutation,
        _shown(entry.to),
        _shown(entry.cc),
        "; ".join(entry.lists),
        *(_cell(fields.get(name, ""), row, key) for name, row, key in places),
    ]


def _cell(value: Any, row: int, key: str) -> str:
    """What stands in a column of a merge field: its text, or one field of one of its rows."""
    if row < 0:
        return value if isinstance(value, str) else ""
    return str(value[row].get(key, "")) if isinstance(value, list) and row < len(value) else ""


def _shown(addresses: Addresses) -> str:
    """Addresses as people read them: international domains in their own letters."""
    shown = []
    for wire, _ in addresses:
        address = parse(wire) if "xn--" in wire else None
        shown.append(address.display if isinstance(address, Address) else wire)
    return "; ".join(shown)
