"""Reading one row of a file: what it says of a recipient, or every reason why it cannot be taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from mailer.address import AddressProblem, parse, plain_forms
from recipients.courtesy import GENDER_FIELD, RANK_FIELD, fault_of_courtesy
from recipients.entries import POSTAL_ADDRESS
from recipients.imports.cells import fault_in_cell, tidy
from recipients.imports.columns import Columns, picker
from recipients.imports.facts import FactsReader
from recipients.imports.faults import RowFault
from recipients.imports.limits import MAX_CELL
from recipients.lists import fault_of_list_name
from recipients.spreadsheet import rearm

MAX_ADDRESSES: Final = 50
"""Addresses in one cell."""

Addresses = tuple[tuple[str, str], ...]
"""E-mail addresses, each as it goes on the wire and as its key."""

_NO_ADDRESS: Final = (
    "The address is missing. Whoever is written to by post only needs a postal address, and an id."
)
_BETWEEN: Final = re.compile(r"\s*;\s*")


class ImportRow(NamedTuple):
    """What one row says. Text of columns that the file lacks is empty; `Columns` knows which those are."""

    row: int
    external_id: str
    organisation: int
    """Its place among the file's organisations."""
    country: str
    languages: str
    name: str
    post: str
    salutation: str
    to: Addresses
    cc: Addresses
    lists: tuple[str, ...]
    values: tuple[str, ...]
    """The free merge fields, in the order of `Columns.fields`."""
    groups: tuple[list[dict[str, str]], ...]
    """The merge fields that hold rows, in the order of `Columns.groups`."""


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, columns: Columns, facts: FactsReader) -> None:
        self.warnings: list[RowFault] = []
        """What a person should look at, though the row was taken."""
        self._columns = columns
        self._facts = facts
        self._width = len(columns.header)
        known = columns.known
        self._email, self._cc, self._lists = known["email"], known.get("cc", -1), known.get("lists", -1)
        self._postal = dict(columns.fields).get(POSTAL_ADDRESS, -1)
        self._greeting = [
            (name, column) for name, column in columns.fields if name in (RANK_FIELD, GENDER_FIELD)
        ]
        self._plain = picker([known.get(name, -1) for name in ("id", "name", "post", "salutation")])
        self._values = picker([column for _, column in columns.fields])
        in_groups = {column for group in columns.groups for row in group.rows for _, column in row}
        self._lines_allowed = in_groups.union(column for _, column in columns.fields)
        self._list_cells: dict[str, tuple[str, ...]] = {"": ()}

    def read(
        self, number: int, cells: Sequence[str], cell_faults: Sequence[tuple[int, str]] = ()
    ) -> ImportRow | tuple[RowFault, ...] | None:
        """What the row says; or everything that is wrong with it; or None for an empty row."""
        joined = "".join(cells)
        if not joined or joined.isspace():
            return None
        faults = [self._fault(number, *fault) for fault in cell_faults] if cell_faults else []
        clean = self._clean(number, cells, joined, faults)
        to = self._addresses(number, self._email, clean, faults)
        clean.append("")  # where a column that the file lacks (-1) is read
        cc = self._addresses(number, self._cc, clean, faults) if clean[self._cc] else ()
        lists = self._lists_in(number, clean, faults) if clean[self._lists] else ()
        faults += self._unknown_courtesies(number, clean)
        facts = self._facts.read(number, clean, sound=not faults)
        if isinstance(facts, list):
            known = self._columns.known
            faults += [self._fault(number, known.get(name), message) for name, message in facts]
        if faults or isinstance(facts, list):
            return tuple(faults)
        external_id, name, post, salutation = self._plain(clean)
        if not name and not post:
            self._facts.organisations.take_own_row(*facts)
        if cc:
            keys = {key for _, key in to}
            cc = tuple([address for address in cc if address[1] not in keys])
        groups = self._groups_in(clean) if self._columns.groups else ()
        values = self._values(clean)
        return ImportRow(number, external_id, *facts, name, post, salutation, to, cc, lists, values, groups)

    def lists_named(self) -> list[str]:
        """Every list that a row named, each spelling once."""
        return sorted({name for names in self._list_cells.values() for name in names})

    def _fault(self, number: int, column: int | None, message: str) -> RowFault:
        header = self._columns.header
        heading = header[column] if column is not None and column < len(header) else ""
        return RowFault(number, heading, message)

    def _clean(self, number: int, cells: Sequence[str], joined: str, faults: list[RowFault]) -> list[str]:
        """The cells without what does not matter; a row as plain as most costs one look at all of it."""
        clean = [*map(str.strip, cells)]
        if len(clean) != self._width:
            if any(clean[self._width :]):
                faults.append(RowFault(number, "", f"The row has more cells than the {self._width} columns."))
            clean = (clean + [""] * self._width)[: self._width]
        if "'" in joined:
            clean = [rearm(cell) for cell in clean]
        if joined.isprintable() and len(joined) <= MAX_CELL:
            if not (joined.isascii() or unicodedata.is_normalized("NFC", joined)):
                clean = [unicodedata.normalize("NFC", cell) for cell in clean]
            return clean
        for column, cell in enumerate(clean):
            message = fault_in_cell(cell, lines=column in self._lines_allowed)
            if message:
                faults.append(self._fault(number, column, message))
        return [tidy(cell) for cell in clean]

    def _addresses(self, number: int, column: int, cells: list[str], faults: list[RowFault]) -> Addresses:
        """The addresses in a cell, several parted by semicolons, each once."""
        cell = cells[column]
        if ";" in cell:
            return self._several_addresses(number, column, cell, faults)
        if not cell:
            if column == self._email and not self._by_post(cells):
                faults.append(self._fault(number, column, _NO_ADDRESS))
            return ()
        forms = plain_forms(cell)
        if forms is not None:
            return (forms,)
        address = parse(cell)
        if isinstance(address, AddressProblem):
            faults.append(self._fault(number, column, f"{address.message} ({cell[:80]})"))
            return ()
        self.warnings += [self._fault(number, column, warning) for warning in address.warnings]
        return ((address.wire, address.key),)

    def _unknown_courtesies(self, number: int, cells: Sequence[str]) -> list[RowFault]:
        said = ((column, fault_of_courtesy(name, cells[column])) for name, column in self._greeting)
        return [self._fault(number, column, message) for column, message in said if message]

    def _by_post(self, cells: Sequence[str]) -> bool:
        """Whether the row is of somebody who is written to on paper only, and is found again by its id."""
        wanted = (self._postal, self._columns.known.get("id", -1))
        return all(column >= 0 and cells[column] for column in wanted)

    def _several_addresses(self, number: int, column: int, cell: str, faults: list[RowFault]) -> Addresses:
        parts = [part for part in _BETWEEN.split(cell) if part]
        if len(parts) > MAX_ADDRESSES:
            faults.append(self._fault(number, column, f"The cell holds more than {MAX_ADDRESSES} addresses."))
            return ()
        found: dict[str, str] = {}
        for part in parts or [""]:
            for wire, key in self._addresses(number, column, [*[""] * column, part], faults):
                found.setdefault(key, wire)
        return tuple((wire, key) for key, wire in found.items())

    def _lists_in(self, number: int, cells: list[str], faults: list[RowFault]) -> tuple[str, ...]:
        cell = cells[self._lists]
        names = self._list_cells.get(cell)
        if names is None:
            names = tuple(" ".join(name.split()) for name in _BETWEEN.split(cell) if name.strip())
            fault = next(filter(None, map(fault_of_list_name, names)), "")
            if fault:
                faults.append(self._fault(number, self._lists, fault))
                return ()
            self._list_cells[cell] = names
        return names

    def _groups_in(self, cells: list[str]) -> tuple[list[dict[str, str]], ...]:
        """The rows of each merge field that holds rows, without the empty ones."""
        found = []
        for group in self._columns.groups:
            rows = [{name: cells[column] for name, column in row} for row in group.rows]
            found.append([row for row in rows if any(row.values())])
        return tuple(found)
