"""Applying the changes of an accepted import to recipients and organisations that are in the directory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.database import insert_rows, run_many
from recipients.history import Change, note_changes
from recipients.imports.comparing import Changed
from recipients.imports.filling import ADDRESS_COLUMNS, Filling, address_rows
from recipients.imports.report import Report
from recipients.lists import ListMember
from recipients.names import name_key
from recipients.recipient import RecipientAddress, kind_of

_UPDATE_RECIPIENT: Final = """
    UPDATE recipient SET kind = :kind, external_id = :external_id, organisation_id = :organisation_id,
        name = :name, post = :post, salutation = :salutation, country = :country, languages = :languages,
        fields = :fields, version = version + 1, changed_at = :now
    WHERE id = :id
"""
_UPDATE_ORGANISATION: Final = """
    UPDATE organisation SET external_id = :external_id, name = :name, name_key = :name_key,
        category = :category, country = :country, languages = :languages, changed_at = :now
    WHERE id = :id
"""


def apply_changes(
    session: Session, now: datetime, by: Actor, import_id: int, report: Report, filling: Filling
) -> None:
    """Rewrite what the report says will change, and write down each field's old and new value."""
    for rows in report.changed_rows.chunks():
        changed = [Changed._make(row) for row in rows]
        _rewrite_recipients(session, now, changed, filling)
        _rewrite_addresses(session, changed)
        _join_lists(session, now, changed, filling)
        changes = [(one.id, None, Change(*change)) for one in changed for change in one.changes]
        note_changes(session, now, by.pseudonym, changes, import_id)
    _rewrite_organisations(session, now, by, import_id, report)


def _rewrite_recipients(
    session: Session, now: datetime, changed: Sequence[Changed], filling: Filling
) -> None:
    run_many(
        session,
        _UPDATE_RECIPIENT,
        [
            {
                "id": one.id,
                "kind": kind_of(one.name, one.post).value,
                "external_id": one.external_id or None,
                "organisation_id": one.organisation_id or filling.organisation_ids[one.place],
                "name": one.name,
                "post": one.post,
                "salutation": one.salutation,
                "country": one.country,
                "languages": one.languages,
                "fields": one.fields,
                "now": now,
            }
            for one in changed
        ],
    )


def _rewrite_addresses(session: Session, changed: Sequence[Changed]) -> None:
    moved = [one for one in changed if any(field in ("email", "cc") for field, _, _ in one.changes)]
    if not moved:
        return
    ids = [one.id for one in moved]
    session.execute(delete(RecipientAddress).where(RecipientAddress.recipient_id.in_(ids)))
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
