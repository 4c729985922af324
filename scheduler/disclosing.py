"""Disclosing to a person all that is held of them: every row as it stands, and every message to them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import inspect, select

from mailer.audit import Actor, AuditDetail, AuditEntry, head_of, record
from mailer.clock import iso
from mailer.database import Base, OfficeSession
from mailer.delivery import Delivery
from mailer.errors import Refused
from mailer.token import Keyring
from recipients.files import whole_file
from recipients.lists import ListMember, StakeholderList
from scheduler.person import KEYS, Held, Person
from scheduler.rebuilding import rebuild
from scheduler.replies.original import original_of
from scheduler.replies.reply import Reply

DEED: Final = "person.disclose"
PAGE: Final = "held.json"
"""What lists everything, in a ZIP beside the messages."""
SECRET: Final = frozenset({"salt"})
"""Columns that say nothing of anybody, and whose worth is that nobody knows them."""


def disclose(
    session: OfficeSession, now: datetime, keyring: Keyring, person: Person, held: Held, target: Path
) -> int:
    """Write all that is held of a person into a .json, or into a .zip with their messages; how many rows.

    In a reading transaction. The file is complete or it is not there. Refused for a file of another sort,
    Unreachable if it cannot be written.
    """
    kind = target.suffix.lower()
    if kind not in (".json", ".zip"):
        raise Refused(f"{target.name} should end in .json or .zip.")
    rows = {table.__tablename__: list(_rows(session, table, held)) for table in held.rows if held.rows[table]}
    page = {
        "addresses": person.addresses,
        "addresses shared with others": person.shared,
        "held": rows,
        "as of": now,
        "audit head": str(head_of(session)),
    }
    text = json.dumps(page, ensure_ascii=False, indent=2, default=_plain)
    with whole_file(target) as part:
        if kind == ".json":
            part.write_text(text, encoding="utf-8")
        else:
            _write_zip(session, keyring, held, part, text)
    return sum(map(len, rows.values()))


def note_disclosure(session: OfficeSession, now: datetime, by: Actor, person: Person, rows: int) -> None:
    """Write down that somebody was told what is held of them."""
    subject = f"recipient:{person.recipients[0]}" if person.recipients else "suppression"
    record(session, now, by, DEED, subject, {"rows": rows})


def _write_zip(session: OfficeSession, keyring: Keyring, held: Held, target: Path, text: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAGE, text)
        for number in held.ids(Delivery):
            try:
                message = rebuild(session, keyring, number).message
            except Refused as refused:
                archive.writestr(f"message-{number}.txt", f"{refused}\n")
            else:
                archive.writestr(f"message-{number}.eml", message)
        for number in held.ids(Reply):
            reply = session.get_one(Reply, number)
            if reply.file_sha256 is not None and reply.erased_at is None:
                name = f"reply-{number}-{Path(reply.file_name).name}"
                archive.writestr(name, original_of(session, reply))


def _rows(session: OfficeSession, table: type[Base], held: Held) -> Iterator[dict[str, Any]]:
    """The rows of a table as they stand, by column."""
    ids = held.ids(table)
    if table is ListMember:
        names = select(StakeholderList.name, ListMember.added_at).join(
            ListMember, ListMember.list_id == StakeholderList.id
        )
        for name, added_at in session.execute(names.where(ListMember.recipient_id.in_(ids))):
            yield {"list": name, "added_at": added_at}
        return
    if table is AuditDetail:
        entries = select(AuditEntry, AuditDetail.details).join(
            AuditDetail, AuditDetail.number == AuditEntry.number
        )
        for entry, details in session.execute(entries.where(AuditEntry.number.in_(ids))):
            yield {"entry": entry.number, "at": entry.at, "deed": entry.deed, "details": details}
        return
    columns = [column.key for column in inspect(table).column_attrs if column.key not in SECRET]
    for found in session.scalars(select(table).where(KEYS[table].in_(ids)).order_by(KEYS[table])):
        yield {name: getattr(found, name) for name in columns}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)
