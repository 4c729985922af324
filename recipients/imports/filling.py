"""Storing the new rows of an import, unseen by anybody until all of it comes into force at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mailer.canonical import canonical_json
from mailer.database import fresh_ids, insert_rows
from recipients.imports.columns import Columns
from recipients.imports.report import Report
from recipients.imports.rows import ImportRow
from recipients.lists import ListMember, StakeholderList
from recipients.names import name_key
from recipients.organisation import Organisation
from recipients.recipient import AddressRole, Recipient, RecipientAddress, kind_of

_ORGANISATION = (
    "id",
    "external_id",
    "name",
    "name_key",
    "category",
    "country",
    "languages",
    "import_id",
    "created_at",
    "changed_at",
)
_RECIPIENT = (
    "id",
    "kind",
    "external_id",
    "organisation_id",
    "name",
    "post",
    "salutation",
    "country",
    "languages",
    "fields",
    "version",
    "import_id",
    "created_at",
    "changed_at",
)
ADDRESS_COLUMNS = ("recipient_id", "address_key", "address", "role", "position")


class Filling:
    """Stores what a report adds, under the id of its import."""

    def __init__(self, report: Report, columns: Columns) -> None:
        self._report = report
        self._field_names = [name for name, _ in columns.fields]
        self._group_names = [group.name for group in columns.groups]
        self.organisation_ids = array("q", report.organisation_ids)
        """For each organisation of the file its id in the directory, once it is stored."""
        self.list_ids: dict[str, int] = {}

    def store_lists(self, session: Session, now: datetime, import_id: int) -> None:
        """Begin the lists that are new, and find those that are not."""
        wanted = self._report.lists
        for found in session.scalars(
            select(StakeholderList).where(StakeholderList.name_key.in_(list(wanted)))
        ):
            self.list_ids[found.name_key] = found.id
        for key in sorted(wanted.keys() - self.list_ids.keys()):
            made = StakeholderList(
                name=wanted[key], name_key=key, description="", created_at=now, import_id=import_id
            )
            session.add(made)
            session.flush()
            self.list_ids[key] = made.id

    def store_organisations(
        self, session: Session, now: datetime, import_id: int, places: Sequence[int]
    ) -> None:
        """Store the organisations at these places of the file."""
        ids = fresh_ids(session, Organisation, len(places))
        rows = []
        for organisation_id, place in zip(ids, places, strict=True):
            one = self._report.organisations.found[place]
            self.organisation_ids[place] = organisation_id
            facts = (one.name, name_key(one.name), one.category, one.country, one.languages)
            rows.append((organisation_id, one.external_id or None, *facts, import_id, now, now))
        insert_rows(session, Organisation, _ORGANISATION, rows)

    def new_rows(self) -> Iterator[list[ImportRow]]:
        """The rows that mean nobody in the directory yet, chunk by chunk."""
        start = 0
        for chunk in self._report.good_rows.chunks():
            matches = self._report.matches[start : start + len(chunk)]
            yield [ImportRow._make(row) for row, known in zip(chunk, matches, strict=True) if not known]
            start += len(chunk)

    def store_recipients(
        self, session: Session, now: datetime, import_id: int, rows: Sequence[ImportRow]
    ) -> None:
        """Store recipients with their addresses and their places on lists."""
        ids = fresh_ids(session, Recipient, len(rows))
        insert_rows(
            session,
            Recipient,
            _RECIPIENT,
            [self._record(number, row, import_id, now) for number, row in zip(ids, rows, strict=True)],
        )
        addresses = [
            address
            for number, row in zip(ids, rows, strict=True)
            for address in address_rows(number, row.to, row.cc)
        ]
        insert_rows(session, RecipientAddress, ADDRESS_COLUMNS, addresses)
        members = [
            (self.list_ids[key], number, now)
            for number, row in zip(ids, rows, strict=True)
            for key in {name_key(name) for name in row.lists}
        ]
        insert_rows(session, ListMember, ("list_id", "recipient_id", "added_at"), members)

    def _record(self, number: int, row: ImportRow, import_id: int, now: datetime) -> tuple[Any, ...]:
        one = self._report.facts_of(row.organisation)
        return (
            number,
            kind_of(row.name, row.post).value,
            row.external_id or None,
            self.organisation_ids[row.organisation],
            row.name,
            row.post,
            row.salutation,
            "" if row.country == one.country else row.country,
            "" if row.languages == one.languages else row.languages,
            self._fields(row),
            1,
            import_id,
            now,
            now,
        )

    def _fields(self, row: ImportRow) -> str:
        found: dict[str, Any] = {
            name: value for name, value in zip(self._field_names, row.values, strict=True) if value
        }
        found |= {name: rows for name, rows in zip(self._group_names, row.groups, strict=True) if rows}
        return canonical_json(found) if found else "{}"


def address_rows(
    number: int, to: Sequence[tuple[str, str]], cc: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, str, str, str, int]]:
    """The rows of `recipient_address` for a recipient, in the order of their columns."""
    for role, addresses in ((AddressRole.TO.value, to), (AddressRole.CC.value, cc)):
        for position, (wire, key) in enumerate(addresses):
            yield number, key, wire, role, position
