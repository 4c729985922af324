"""Reads a spreadsheet of rows that belong to recipients, each row naming its own by id or by address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from mailer.address import AddressProblem, parse
from recipients.among import among
from recipients.imports.cells import fault_in_cell, tidy
from recipients.imports.columns import MAX_GROUP_ROWS, field_name, heading_key, known_headings
from recipients.imports.faults import FaultKind, FileFault, RowFault
from recipients.imports.opening import open_sheet
from recipients.imports.sample import Sample
from recipients.imports.sheet import FileFacts, Sheet
from recipients.imports.spool import CHUNK, Spool
from recipients.names import listed
from recipients.recipient import Recipient, RecipientAddress, in_directory
from recipients.spreadsheet import rearm

KEYS: Final = ("id", "email")
"""The columns by which a row names its recipient; the id counts where a row has both."""


@dataclass(frozen=True)
class Layout:
    """Where the columns of a file of own rows stand, counted from 0; -1 for a key that it lacks."""

    header: tuple[str, ...]
    keys: tuple[int, int]
    columns: tuple[tuple[str, int], ...]
    """Each column of the field, with its place, in the order in which the letter names them."""

    @property
    def ignored(self) -> list[str]:
        """Headings of columns that are not read."""
        read = {*self.keys, *(place for _, place in self.columns)}
        return [heading for place, heading in enumerate(self.header) if place not in read and heading]


@dataclass
class OwnRows:
    """What a file holds for each recipient. Its rows lie in a private file that goes with this object."""

    facts: FileFacts
    layout: Layout
    counts: Counter[int] = field(default_factory=Counter)
    """How many rows each recipient has, by their ids."""
    unknown: Sample[RowFault] = field(default_factory=Sample)
    """Rows whose id or address is nobody's in the directory: they are left out."""
    faults: Sample[RowFault] = field(default_factory=Sample)
    """Rows that have to be corrected before anything is taken."""
    spool: Spool = field(default_factory=Spool)
    """`(recipient, row number, cells)` for each sound row, in the order of the file."""

    @property
    def rows(self) -> int:
        """Rows that belong to somebody in the directory."""
        return self.spool.rows

    def close(self) -> None:
        """Let go of the private file."""
        self.spool.close()


def read_own_rows(session: Session, path: Path, name: str, columns: Collection[str]) -> OwnRows:
    """What a CSV, XLSX or ODS file holds for recipients of the directory, for a field of rows `name`.

    A column is headed by its name, or by the field's and its own (`entries.title`). At most 500 rows are
    taken for one recipient; an empty row is passed over. Reads the directory and stores nothing. FileFault
    for a file that is no table, or lacks a column or a key.
    """
    sheet = open_sheet(path)
    found = OwnRows(sheet.facts, _layout(sheet.header, name, columns))
    rows = _sound_rows(sheet, found)
    while chunk := list(islice(rows, CHUNK)):
        _take(session, found, chunk)
    if not found.rows and not found.faults.total and not found.unknown.total:
        raise FileFault(FaultKind.NO_ROWS, "The file has no rows below its header.")
    return found


def _layout(header: Sequence[str], name: str, columns: Collection[str]) -> Layout:
    header = tuple(" ".join(cell.split()) for cell in header)
    named = [field_name(heading) or "" for heading in header]
    places = {column: [i for i, one in enumerate(named) if one in (column, f"{name}_{column}")]
              for column in columns}  # fmt: skip
    synonyms = known_headings()
    taken = {place for found in places.values() for place in found}
    for key in KEYS:
        places[key] = [
            i for i, one in enumerate(header) if i not in taken and synonyms.get(heading_key(one)) == key
        ]
    for column, found in places.items():
        if len(found) > 1:
            headings = listed([header[place] for place in found])
            message = f"{len(found)} columns mean “{column}”: {headings}. Keep one of them."
            raise FileFault(FaultKind.DUPLICATE_COLUMN, message)
    there = f"Its columns are: {listed([cell for cell in header if cell]) or 'none'}."
    if not any(places[key] for key in KEYS):
        message = f"The file needs a column “id” or “email”, which says whose each row is. {there}"
        raise FileFault(FaultKind.NO_RECIPIENT_COLUMN, message)
    missing = [column for column in columns if not places[column]]
    if missing:
        words = "columns" if len(missing) > 1 else "a column"
        message = f"The file lacks {words} called {listed(missing)}, which the letter prints. {there}"
        raise FileFault(FaultKind.MISSING_COLUMN, message)
    by_id, by_address = (next(iter(places[key]), -1) for key in KEYS)
    return Layout(header, (by_id, by_address), tuple((column, places[column][0]) for column in columns))


@dataclass(frozen=True)
class _Row:
    """A row whose cells are sound, before it is known whose it is."""

    number: int
    external_id: str
    address_key: str
    cells: tuple[str, ...]


def _sound_rows(sheet: Sheet, found: OwnRows) -> Iterator[_Row]:
    """The rows that can be read; what is wrong with others is noted."""
    for number, cells in sheet.rows():
        if not any(map(str.strip, cells)):
            continue
        row, faults = _read(number, cells, found.layout, sheet.cell_faults.get(number, ()))
        for fault in faults:
            found.faults.add(fault)
        if row is not None and not faults:
            yield row


def _read(
    number: int, cells: Sequence[str], layout: Layout, broken: Sequence[tuple[int, str]]
) -> tuple[_Row | None, list[RowFault]]:
    width, texts = len(layout.header), [tidy(rearm(cell)) for cell in cells]
    faults = [RowFault(number, layout.header[place], said) for place, said in broken if place < width]
    if any(texts[width:]):
        faults.append(RowFault(number, "", f"The row has more cells than the {width} columns."))
    texts = [*texts, *[""] * width][:width]
    for _, place in layout.columns:
        if said := fault_in_cell(texts[place], lines=True):
            faults.append(RowFault(number, layout.header[place], said))
    external_id, address = (texts[place] if place >= 0 else "" for place in layout.keys)
    if not external_id and not address:
        return None, [*faults, RowFault(number, "", "The row does not say whose it is.")]
    parsed = parse(address) if address and not external_id else None
    if isinstance(parsed, AddressProblem):
        heading = layout.header[layout.keys[1]]
        return None, [*faults, RowFault(number, heading, f"{parsed.message} ({address[:80]})")]
    own = tuple(texts[place] for _, place in layout.columns)
    return _Row(number, external_id, parsed.key if parsed else "", own), faults


def _take(session: Session, found: OwnRows, chunk: Sequence[_Row]) -> None:
    """Find out whose the rows are, with a query for ids and one for addresses, and keep them."""
    by_id = _with_ids(session, {row.external_id for row in chunk if row.external_id})
    by_address = _at(session, {row.address_key for row in chunk if row.address_key})
    kept = []
    for row in chunk:
        owners = by_id.get(row.external_id, []) if row.external_id else by_address.get(row.address_key, [])
        named = row.external_id or row.address_key
        if not owners:
            said = f"Nobody in the directory is known by “{named}”."
            found.unknown.add(RowFault(row.number, "", said))
        elif len(owners) > 1:
            said = f"{named} is the address of {len(owners)} recipients: say by the id whose row it is."
            found.faults.add(RowFault(row.number, "", said))
        elif found.counts[owners[0]] == MAX_GROUP_ROWS:
            said = f"“{named}” has more than {MAX_GROUP_ROWS} rows, which no letter lists."
            found.faults.add(RowFault(row.number, "", said))
        else:
            found.counts[owners[0]] += 1
            kept.append((owners[0], row.number, row.cells))
    found.spool.write(kept)


def _with_ids(session: Session, ids: Collection[str]) -> dict[str, list[int]]:
    asked = select(Recipient.external_id, Recipient.id).where(
        among(session, Recipient.external_id, ids), in_directory()
    )
    return {str(external_id): [number] for external_id, number in session.execute(asked)}


def _at(session: Session, keys: Collection[str]) -> dict[str, list[int]]:
    asked = (
        select(RecipientAddress.address_key, RecipientAddress.recipient_id)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(among(session, RecipientAddress.address_key, keys), in_directory())
    )
    found: dict[str, list[int]] = {}
    for key, number in session.execute(asked):
        found.setdefault(key, []).append(number)
    return found
