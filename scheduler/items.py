"""Items: rows of a spreadsheet that a campaign lists in the letter of the recipient whose they are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import ForeignKey, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from letters.facts import MergeField
from letters.letter import Letter
from mailer.canonical import canonical_json
from mailer.database import Base, BigId, Id, OfficeSession, insert_rows
from mailer.errors import Misused, Refused
from mailer.merge import Value
from mailer.merge.language import COLUMN_LIMIT
from recipients.among import among
from recipients.idset import IdSet
from recipients.imports.own_rows import OwnRows

STORED_AT_ONCE: Final = 2_000
"""Items stored in one transaction."""
FORGOTTEN: Final = timedelta(days=1)
"""After so long a list that no campaign took is cleared away."""

ItemValues = Mapping[str, Value]
"""The field of rows by its name, with a recipient's own items."""


class ItemList(Base):
    """One file of items. It counts only once a campaign has it; one that was given up is cleared away."""

    __tablename__ = "item_list"
    id: Mapped[Id]
    campaign_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("campaign.id"), unique=True)
    field: Mapped[str]
    """The letter's field of rows that the items fill."""
    file: Mapped[str]
    sha256: Mapped[str]
    items: Mapped[int]
    recipients: Mapped[int]
    made_at: Mapped[datetime]


class Item(Base):
    """One row of the file, for one recipient; their order is that of the file."""

    __tablename__ = "item"
    __table_args__ = (Index(None, "list_id", "recipient_id", "id"),)
    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_list.id"))
    recipient_id: Mapped[int] = mapped_column(BigId, ForeignKey("recipient.id"), index=True)
    row: Mapped[int]
    """As the spreadsheet counts: the header is row 1."""
    cells: Mapped[str]
    """Canonical text of the row: its columns by name."""


def field_for_items(letter: Letter, named: str = "") -> MergeField:
    """The letter's field that items fill: the one named, or the only one that holds rows.

    Refused for a letter without any; Misused where several could be meant, or the one named is none of them.
    """
    fields = {one.name: one for one in letter.read_facts().fields if one.rows}
    if not fields:
        raise Refused(
            f"The letter “{letter.handle}” has no field that holds rows, which items would fill. Name one"
            " with its `rows` under `fields` in letter.yaml, and go through it in the text."
        )
    if named and named not in fields:
        raise Misused(f"“{named}” is no field of rows of this letter. It has: {', '.join(fields)}.")
    if not named and len(fields) > 1:
        raise Misused(f"Say with --items-field which field the items fill: {', '.join(fields)}.")
    found = fields[named] if named else next(iter(fields.values()))
    if len(found.rows) > COLUMN_LIMIT:
        raise Refused(
            f"The field “{found.name}” has {len(found.rows)} columns; an item has {COLUMN_LIMIT} at most."
        )
    return found


def refuse_unfit(own: OwnRows) -> None:
    """Refused for a file with rows to be corrected, or none of anybody in the directory."""
    if own.faults.total:
        raise Refused(f"{own.faults.total:,} rows of {own.facts.name} have to be corrected first.")
    if not own.rows:
        raise Refused(f"No row of {own.facts.name} belongs to anybody in the directory.")


def begin_items(session: Session, now: datetime, field: str, own: OwnRows) -> int:
    """Begin a list of items that nobody sees yet; its id. Refused for an unfit file."""
    refuse_unfit(own)
    made = ItemList(
        field=field,
        file=own.facts.name,
        sha256=own.facts.sha256,
        items=own.rows,
        recipients=len(own.counts),
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def chunks_to_store(list_id: int, own: OwnRows) -> Iterator[list[tuple[int, int, int, str]]]:
    """The rows of the table, so many at a time as one transaction takes."""
    columns = [name for name, _ in own.layout.columns]
    rows = (
        (list_id, recipient, number, canonical_json(dict(zip(columns, cells, strict=True))))
        for chunk in own.spool.chunks()
        for recipient, number, cells in chunk
    )
    while chunk := list(islice(rows, STORED_AT_ONCE)):
        yield chunk


def store_some(session: Session, chunk: Sequence[tuple[int, int, int, str]]) -> None:
    """Add a chunk of items to the list that was begun."""
    insert_rows(session, Item, ("list_id", "recipient_id", "row", "cells"), chunk)


def give_to(session: Session, list_id: int, campaign_id: int) -> ItemList:
    """Make a list the campaign's own, whole as it is; Refused if it was cleared away or given meanwhile."""
    meant = update(ItemList).where(ItemList.id == list_id, ItemList.campaign_id.is_(None))
    if not session.connection().execute(meant.values(campaign_id=campaign_id)).rowcount:
        raise Refused("The items are gone meanwhile; make the campaign anew.")
    return session.get_one(ItemList, list_id, populate_existing=True)


def clear_forgotten(session: Session, now: datetime, limit: int = 20_000) -> int:
    """Remove items of lists that were given up; how many. Repeat until it is none."""
    forgotten = select(ItemList.id).where(ItemList.campaign_id.is_(None), ItemList.made_at < now - FORGOTTEN)
    some = select(Item.id).where(Item.list_id.in_(forgotten)).limit(limit)
    cleared = session.connection().execute(delete(Item).where(Item.id.in_(some.scalar_subquery()))).rowcount
    if not cleared:
        session.connection().execute(delete(ItemList).where(ItemList.id.in_(forgotten)))
    return cleared


def erase_items(session: Session, recipients: Collection[int]) -> None:
    """Take away the items of recipients who are erased; what was frozen of them is blanked elsewhere."""
    session.execute(delete(Item).where(Item.recipient_id.in_(recipients)))


@dataclass(frozen=True)
class CampaignItems:
    """The items of one campaign, asked for by recipients."""

    list_id: int
    field: str

    def of(self, session: OfficeSession, recipients: Collection[int]) -> dict[int, ItemValues]:
        """The items of those who have any, as values of the letter's field, with one query."""
        asked = (
            select(Item.recipient_id, Item.cells)
            .where(Item.list_id == self.list_id, among(session, Item.recipient_id, recipients))
            .order_by(Item.recipient_id, Item.id)
        )
        found: dict[int, list[dict[str, str]]] = {}
        for recipient, cells in session.execute(asked):
            found.setdefault(recipient, []).append(json.loads(cells))
        return {recipient: {self.field: rows} for recipient, rows in found.items()}

    def everybody(self, session: OfficeSession) -> IdSet:
        """Who has an item."""
        asked = select(Item.recipient_id).where(Item.list_id == self.list_id).distinct()
        return IdSet(session.scalars(asked.execution_options(yield_per=10_000)))


def items_of(session: OfficeSession, campaign_id: int) -> CampaignItems | None:
    """The items of a campaign; None for one that lists none."""
    asked = select(ItemList.id, ItemList.field).where(ItemList.campaign_id == campaign_id)
    found = session.execute(asked).one_or_none()
    return CampaignItems(*found) if found else None
