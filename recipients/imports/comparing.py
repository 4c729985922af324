"""What a row changes about the recipient it means: each field from its old value to its new one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from mailer.canonical import canonical_json
from recipients.entries import Entry
from recipients.history import merge_field_changes
from recipients.imports.columns import Columns
from recipients.imports.file_organisations import FileOrganisations
from recipients.imports.organisation_matching import OrganisationChange
from recipients.imports.rows import Addresses, ImportRow
from recipients.names import name_key


class Changed(NamedTuple):
    """A recipient as the file wants it, and how it comes to differ."""

    id: int
    external_id: str
    place: int
    """The place of its organisation in the file if it is new to the directory, else -1."""
    organisation_id: int
    """Its organisation in the directory, or 0."""
    name: str
    post: str
    salutation: str
    country: str
    languages: str
    fields: str
    """Canonical JSON."""
    to: Addresses
    cc: Addresses
    new_lists: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    """Field, old, new."""


class Comparison:
    """Compares the rows of one file with the entries they mean."""

    def __init__(
        self,
        columns: Columns,
        organisations: FileOrganisations,
        organisation_ids: Sequence[int],
        organisation_changes: Mapping[int, OrganisationChange],
    ) -> None:
        self._columns = columns
        self._names = [name for name, _ in columns.fields] + [group.name for group in columns.groups]
        same = [name for name in ("name", "post", "salutation", "cc") if name in columns.known]
        same += ["to", "external_id" if "id" in columns.known else "to"]
        self._said = itemgetter(*map(ImportRow._fields.index, same))
        self._stored = itemgetter(*map(Entry._fields.index, same))
        self._found = organisations.found
        self._ids = organisation_ids
        self._after = organisation_changes

    def compare(self, row: ImportRow, entry: Entry) -> Changed | None:
        """The recipient as it will be; None if the row says what the directory says."""
        if self._says_the_same(row, entry):
            return None
        known = self._columns.known
        organisation_id = self._ids[row.organisation]
        country, languages = self._own_facts(row, entry, organisation_id)
        on_lists = {name_key(name) for name in entry.lists}
        wanted = Changed(
            entry.id,
            row.external_id or entry.external_id,
            -1 if organisation_id else row.organisation,
            organisation_id,
            row.name if "name" in known else entry.name,
            row.post if "post" in known else entry.post,
            row.salutation if "salutation" in known else entry.salutation,
            country,
            languages,
            self._fields(row, entry),
            row.to,
            row.cc if "cc" in known else entry.cc,
            tuple([name for name in row.lists if name_key(name) not in on_lists]),
            (),
        )
        changes = tuple(self._differences(row, entry, wanted))
        return wanted._replace(changes=changes) if changes else None

    def _says_the_same(self, row: ImportRow, entry: Entry) -> bool:
        """A quick look that settles most rows; where it says no, `compare` looks closely."""
        organisation_id = self._ids[row.organisation]
        return (
            self._said(row) == self._stored(entry)
            and organisation_id == entry.organisation_id
            and not self._after[organisation_id].changes
            and (not row.country or row.country == entry.country)
            and (not row.languages or row.languages == (entry.own_languages or entry.organisation_languages))
            and (not row.lists or row.lists == entry.lists)
            and self._fields(row, entry) == entry.fields_text
        )

    def _own_facts(self, row: ImportRow, entry: Entry, organisation_id: int) -> tuple[str, str]:
        """The recipient's own country and languages: what the row says where its organisation says otherwise.

        An empty cell says nothing.
        """
        one = self._after[organisation_id].after if organisation_id else self._found[row.organisation]
        country = row.country or entry.own_country
        languages = row.languages or entry.own_languages
        return "" if country == one.country else country, "" if languages == one.languages else languages

    def _fields(self, row: ImportRow, entry: Entry) -> str:
        """The merge fields as they will be: those of columns that the file lacks stay."""
        stored = entry.fields
        merged = dict(stored)
        for name, value in zip(self._names, (*row.values, *row.groups), strict=True):
            if value:
                merged[name] = value
            elif name in merged:
                del merged[name]
        return entry.fields_text if merged == stored else canonical_json(merged)

    def _differences(self, row: ImportRow, entry: Entry, wanted: Changed) -> list[tuple[str, str, str]]:
        found = []
        if wanted.organisation_id != entry.organisation_id:
            found.append(("organisation", entry.organisation, self._found[row.organisation].name))
        found += [
            (field, old, new)
            for field, old, new in (
                ("id", entry.external_id, wanted.external_id),
                ("name", entry.name, wanted.name),
                ("post", entry.post, wanted.post),
                ("salutation", entry.salutation, wanted.salutation),
                ("email", _joined(entry.to), _joined(wanted.to)),
                ("cc", _joined(entry.cc), _joined(wanted.cc)),
            )
            if old != new
        ]
        if wanted.country != entry.own_country:
            shown = entry.country if entry.country != row.country else entry.own_country
            found.append(("country", shown, row.country or wanted.country))
        if wanted.languages != entry.own_languages:
            spoken = ",".join(entry.languages)
            shown = spoken if spoken != row.languages else entry.own_languages
            found.append(("languages", shown, row.languages or wanted.languages))
        if wanted.fields != entry.fields_text:
            changes = merge_field_changes(entry.fields, json.loads(wanted.fields))
            found += [(change.field, change.old, change.new) for change in changes]
        return found + [("lists", "", name) for name in wanted.new_lists]


def _joined(addresses: Addresses) -> str:
    return "; ".join([address for address, _ in addresses])
