"""Applying the changes of an accepted import to recipients and organisations that are in the directory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.database import insert_rows, run_many
from recipients.among import among
from recipients.history import Change, note_changes
from recipients.imports.comparing import Changed
from recipients.imports.filling import ADDRESS_COLUMNS, Filling, address_rows
from recipients.imports.report import Report
from recipients.lists import ListMember
from recipients.names import name_key
from recipients.recipient import RecipientAddress, kind_of

_COLUMNS: Final = {
    "id": "bigint",
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
"""What is rewritten of a recipient, the id first, and of which type it is on PostgreSQL."""

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


def apply_changes(
    session: Session, now: datetime, by: Actor, import_id: int, report: Report, filling: Filling
) -> None:
    """Rewrite what the report says will change; some ten microseconds for each recipient."""
    for rows in report.changed_rows.chunks():
        changed = [Changed._make(row) for row in rows]
        _rewrite_recipients(session, import_id, changed, filling)
        _rewrite_addresses(session, changed)
        _join_lists(session, now, changed, filling)
    _rewrite_organisations(session, now, by, import_id, report)


def _rewrite_recipients(
    session: Session, import_id: int, changed: Sequence[Changed], filling: Filling
) -> None:
    """One statement for a chunk on PostgreSQL, one prepared statement run many times on SQLite."""
    rows = [
        (
            one.id,
            kind_of(one.name, one.post).value,
            one.external_id or None,
            one.organisation_id or filling.organisation_ids[one.place],
            one.name,
            one.post,
            one.salutation,
            one.country,
            one.languages,
            one.fields,
        )
        for one in changed
    ]
    besides = _BESIDES.format(import_id=int(import_id))
    connection = session.connection()
    names = list(_COLUMNS)
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        settings = ", ".join(f"{name} = ?" for name in names[1:])
        statement = f"UPDATE recipient SET {settings}, {besides} WHERE id = ?"
        connection.exec_driver_sql(statement, [(*row[1:], row[0]) for row in rows])
        return
    settings = ", ".join(f"{name} = new.{name}" for name in names[1:])
    arrays = ", ".join(f"CAST(%s AS {kind}[])" for kind in _COLUMNS.values())
    statement = (
        f"UPDATE recipient SET {settings}, {besides} "
        f"FROM unnest({arrays}) AS new({', '.join(names)}) WHERE recipient.id = new.id"
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


def _rewrite_organisations(
    session: Session, now: datetime, by: Actor, import_id: int, report: Report
) -> None:
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
