"""Reading the directory for pages and tables: some recipients, one of them whole, those a word may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from mailer.address import AddressProblem, parse
from mailer.errors import NotFound
from recipients.conditions import is_in_country, prefers_language
from recipients.entries import Entry, load_entries
from recipients.history import DirectoryChange, changes_of
from recipients.lists import ListMember, list_named
from recipients.names import name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, RecipientKind, in_directory

PAGE = 50
"""Recipients on a page unless told otherwise."""
MAX_PAGE = 1_000


@dataclass(frozen=True)
class Filter:
    """What a page is narrowed down to; empty fields narrow nothing."""

    text: str = ""
    """Part of an organisation's, person's or post's name, or of an address."""
    category: str = ""
    """The code of one."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    language: str = ""
    """The code of the one preferred most."""
    list_name: str = ""
    kind: RecipientKind | None = None


@dataclass(frozen=True)
class DirectoryPage:
    """Some recipients in order of organisation, and where the next ones begin."""

    entries: tuple[Entry, ...]
    after: int | None
    """The number to ask for the next page with; None on the last one."""


@dataclass(frozen=True)
class Card:
    """Everything the directory knows of one recipient."""

    entry: Entry
    history: tuple[DirectoryChange, ...]
    """The newest change first."""
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None
    import_id: int | None
    """The import that brought it, if one did."""


def directory_page(
    session: Session, wanted: Filter = Filter(), after: int = 0, limit: int = PAGE
) -> DirectoryPage:
    """A page of the directory in order of organisation; `after` is the last recipient of the page before.

    Costs the same on every page. NotFound for an unknown list, or if there never was such a recipient.
    """
    limit = max(1, min(limit, MAX_PAGE))
    place = (Organisation.name_key, Organisation.id, Recipient.id)
    found = _filtered(session, select(*place), wanted).order_by(*place).limit(limit + 1)
    if after:
        found = found.where(tuple_(*place) > tuple_(*_place_of(session, after)))
    rows = session.execute(found).all()
    shown = rows[:limit]
    entries = {entry.id: entry for entry in load_entries(session, [number for *_, number in shown])}
    following = shown[-1][-1] if len(rows) > limit else None
    return DirectoryPage(tuple(entries[number] for *_, number in shown), following)


def count_recipients(session: Session, wanted: Filter = Filter()) -> int:
    """How many recipients in the directory a filter leaves."""
    count: int = session.execute(_filtered(session, select(func.count()), wanted)).scalar_one()
    return count


def card_of(session: Session, recipient_id: int) -> Card:
    """One recipient whole, also one removed; NotFound if there never was one of that id."""
    record = session.get(Recipient, recipient_id)
    if record is None:
        raise NotFound(f"There is no recipient {recipient_id}.")
    entry = next(load_entries(session, [recipient_id]))
    return Card(
        entry,
        tuple(changes_of(session, recipient_id)),
        record.created_at,
        record.changed_at,
        record.removed_at,
        record.import_id,
    )


def recipients_meant(session: Session, word: str, limit: int = PAGE) -> list[Entry]:
    """The recipients that a word may mean: an id, one of another system, an address, or part of a name."""
    word = _storable(word).strip()
    exact = [Recipient.external_id == word]
    if word.isdecimal() and len(word) < 19:
        exact.append(Recipient.id == int(word))
    address = parse(word)
    if not isinstance(address, AddressProblem):
        holders = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == address.key)
        exact.append(Recipient.id.in_(holders))
    ids = session.scalars(
        select(Recipient.id).where(or_(*exact), in_directory()).order_by(Recipient.id).limit(limit)
    ).all()
    if not ids and word:
        return list(directory_page(session, Filter(text=word), limit=limit).entries)
    return list(load_entries(session, ids))


def _filtered(session: Session, found: Select[*tuple[Any, ...]], wanted: Filter) -> Select[*tuple[Any, ...]]:
    found = found.select_from(Recipient).join(Organisation, Organisation.id == Recipient.organisation_id)
    found = found.where(in_directory())
    if wanted.category:
        found = found.where(Organisation.category == wanted.category)
    if wanted.country:
        found = found.where(is_in_country(wanted.country))
    if wanted.language:
        found = found.where(prefers_language(wanted.language))
    if wanted.kind is not None:
        found = found.where(Recipient.kind == wanted.kind)
    if wanted.list_name:
        on_list = ListMember.list_id == list_named(session, wanted.list_name).id
        found = found.where(Recipient.id.in_(select(ListMember.recipient_id).where(on_list)))
    text = _storable(wanted.text).strip()
    if text:
        found = found.where(_mentions(text))
    return found


def _storable(text: str) -> str:
    """The text without what no database holds: NUL, and octets that were no characters."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")


def _mentions(text: str) -> Any:
    key = name_key(text)
    at_address = select(RecipientAddress.recipient_id).where(
        RecipientAddress.address_key.contains(key, autoescape=True)
    )
    return or_(
        Organisation.name_key.contains(key, autoescape=True),
        Recipient.name.icontains(text, autoescape=True),
        Recipient.post.icontains(text, autoescape=True),
        Recipient.id.in_(at_address),
    )


def _place_of(session: Session, number: int) -> tuple[str, int, int]:
    """Where a recipient stands in the order of pages, though it may have been removed since."""
    asked = select(Organisation.name_key, Organisation.id, Recipient.id)
    found = session.execute(
        asked.join(Organisation, Organisation.id == Recipient.organisation_id).where(Recipient.id == number)
    ).first()
    if found is None:
        raise NotFound(f"There is no recipient {number} after whom to go on.")
    key, organisation_id, recipient_id = found
    return key, organisation_id, recipient_id
