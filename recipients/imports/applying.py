"""Applying the changes of an accepted import: made ready beforehand, so that the flip only has to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.database import insert_rows, run_many
from recipients.among import among
from recipients.history import Change, note_changes
from recipients.imports.comparing import Changed
from recipients.imports.filling import ADDRESS_COLUMNS, Filling, address_rows
from recipients.imports.report import Report
from recipients.imports.spool import Spool
from recipients.lists import ListMember
from recipients.names import name_key
from recipients.recipient import RecipientAddress, kind_of

_COLUMNS: Final = {
    "kind": "text",
    "external_id": "text",
    "organisation_id": "bigint",
    "name": "text",
    "post": "text",
    "salutation": "text",
    "country": "text",
    "languages": "text",
    "fields": "text",
}
"""What may be rewritten of a recipient, and of which type it is on PostgreSQL."""
_COLUMNS_OF: Final = {
    "id": ("external_id",),
    "organisation": ("organisation_id",),
    "name": ("kind", "name"),
    "post": ("kind", "post"),
    "salutation": ("salutation",),
    "country": ("country",),
    "languages": ("languages",),
    "email": (),
    "cc": (),
    "lists": (),
}
"""The columns in which a change of a field lies; those of all other fields, the merge fields, in `fields`."""
_ELSEWHERE: Final = frozenset({"email", "cc", "lists"})
_BESIDES: Final = """version = recipient.version + 1,
    changed_at = (SELECT begun_at FROM directory_import WHERE id = {import_id})"""
_UPDATE_ORGANISATION: Final = """
    UPDATE organisation SET external_id = :external_id, name = :name, name_key = :name_key,
        category = :category, country = :country, languages = :languages, changed_at = :now
    WHERE id = :id
"""


def note_recipient_changes(
    session: Session, now: datetime, by: Actor, import_id: int, changed: Sequence[Changed]
) -> None:
    """Write down each old and new value; nobody sees it before the import comes into force."""
    changes = [(one.id, None, Change(*change)) for one in changed for change in one.changes]
    note_changes(session, now, by.pseudonym, changes, import_id)


class Rewrites:
    """What will be written of recipients that change, kept in private files until the flip.

    Then a column that changes costs some three microseconds of a row, and one that does not costs nothing.
    """

    def __init__(self, filling: Filling) -> None:
        self._filling = filling
        self._columns = Spool()
        """For each set of columns that change together, their values row by row, the id last."""
        self._elsewhere = Spool()
        """`Changed` as tuples: those that change in other tables too."""

    def add(self, changed: Sequence[Changed]) -> None:
        """Make a chunk ready; the organisations it names are stored by now."""
        alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        elsewhere = []
        for one in changed:
            fields = tuple([field for field, _, _ in one.changes])
            columns = _columns_of(fields)
            row = (*[_value(name, one, self._filling) for name in columns], one.id)
            alike.setdefault(columns, []).append(row)
            if not _ELSEWHERE.isdisjoint(fields):
                elsewhere.append(one)
        self._columns.write(list(alike.items()))
        self._elsewhere.write(elsewhere)

    def apply(self, session: Session, now: datetime, import_id: int) -> None:
        """Write all of it."""
        for chunk in self._columns.chunks():
            for columns, rows in chunk:
                _rewrite_columns(session, import_id, columns, rows)
        for some in self._elsewhere.chunks():
            changed = [Changed._make(row) for row in some]
            _rewrite_addresses(session, changed)
            _join_lists(session, now, changed, self._filling)


@lru_cache(maxsize=1_000)
def _columns_of(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The columns in which changes of these fields lie, in the order of _COLUMNS."""
    written = {column for field in fields for column in _COLUMNS_OF.get(field, ("fields",))}
    return tuple(name for name in _COLUMNS if name in written)


def _value(column: str, one: Changed, filling: Filling) -> Any:
    if column == "kind":
        return kind_of(one.name, one.post).value
    if column == "external_id":
        return one.external_id or None
    if column == "organisation_id":
        return one.organisation_id or filling.organisation_ids[one.place]
    return getattr(one, column)


def _rewrite_columns(
    session: Session, import_id: int, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Values in the order of the columns, then the id: one statement for all of them on PostgreSQL."""
    connection, besides = session.connection(), _BESIDES.format(import_id=int(import_id))
    if connection.dialect.name == "sqlite":
        settings = "".join(f"{name} = ?, " for name in columns)
        run_many(session, f"UPDATE recipient SET {settings}{besides} WHERE id = ?", rows)
        return
    settings = "".join(f"{name} = new.{name}, " for name in columns)
    arrays = ", ".join(f"CAST(%s AS {kind}[])" for kind in (*map(_COLUMNS.__getitem__, columns), "bigint"))
    statement = (
        f"UPDATE recipient SET {settings}{besides} "
        f"FROM unnest({arrays}) AS new({', '.join((*columns, 'id'))}) WHERE recipient.id = new.id"
    )
    connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))


def _rewrite_addresses(session: Session, changed: Sequence[Changed]) -> None:
    moved = [one for one in changed if any(field in ("email", "cc") for field, _, _ in one.changes)]
    if not moved:
        return
    ids = [one.id for one in moved]
    session.execute(delete(RecipientAddress).where(among(session, RecipientAddress.recipient_id, ids)))
    insert_rows(
        session,
        RecipientAddress,
        ADDRESS_COLUMNS,
        [row for one in moved for row in address_rows(one.id, one.to, one.cc)],
    )


def _join_lists(session: Session, now: datetime, changed: Sequence[Changed], filling: Filling) -> None:
    members = [
        (filling.list_ids[key], one.id, now)
        for one in changed
        for key in sorted({name_key(name) for name in one.new_lists})
    ]
    insert_rows(session, ListMember, ("list_id", "recipient_id", "added_at"), members)


def rewrite_organisations(session: Session, now: datetime, by: Actor, import_id: int, report: Report) -> None:
    """Write the organisations that change, and note what becomes of them."""
    found = report.organisation_changes
    run_many(
        session,
        _UPDATE_ORGANISATION,
        [
            {
                "id": one.after.id,
                "external_id": one.after.external_id or None,
                "name": one.after.name,
                "name_key": one.after.name_key,
                "category": one.after.category,
                "country": one.after.country,
                "languages": one.after.languages,
                "now": now,
            }
            for one in found
        ],
    )
    changes = [(None, one.after.id, change) for one in found for change in one.changes]
    note_changes(session, now, by.pseudonym, changes, import_id)
