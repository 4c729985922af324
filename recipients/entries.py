"""Entries of the directory: a recipient with everything known of it, read for many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from recipients.among import among
from recipients.directory_state import in_force
from recipients.lists import ListMember, StakeholderList
from recipients.organisation import Organisation
from recipients.recipient import AddressRole, Recipient, RecipientAddress, RecipientKind

CHUNK: Final = 1_000
"""Recipients read with one query each of their records, addresses and lists."""

POSTAL_ADDRESS: Final = "postal_address"
"""The field that holds where somebody is written to by post, in several lines: a column `postal address`."""

_DECODER: Final = json.JSONDecoder()

Addresses = tuple[tuple[str, str], ...]
"""E-mail addresses in order, each as it goes on the wire and as its key."""


class Entry(NamedTuple):
    """One recipient: who it is, under which organisation, where it is written to.

    A named tuple and no dataclass, because they are made by the hundred thousand.
    """

    id: int
    version: int
    kind: RecipientKind
    external_id: str
    name: str
    """The person's name, or that of the holder of the post; empty for an organisation."""
    post: str
    salutation: str
    own_country: str
    own_languages: str
    fields_text: str
    """The free merge fields as canonical JSON."""
    organisation_id: int
    organisation_external_id: str
    organisation: str
    category: str
    organisation_country: str
    organisation_languages: str
    to: Addresses
    cc: Addresses
    lists: tuple[str, ...]
    """Names of the lists it is on, in order."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2: its own, else the organisation's; may be empty."""
        return self.own_country or self.organisation_country

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes in order of preference: its own, else the organisation's; may be none."""
        return split_languages(self.own_languages or self.organisation_languages)

    @property
    def fields(self) -> dict[str, Any]:
        """The free merge fields: text, or rows of text."""
        found: dict[str, Any] = _DECODER.decode(self.fields_text)
        return found

    @property
    def postal_address(self) -> str:
        """Where they are written to by post, in several lines; empty where the directory does not know it."""
        written = self.fields.get(POSTAL_ADDRESS, "")
        return written.strip() if isinstance(written, str) else ""

    @property
    def addressed_as(self) -> str:
        """The name of the person, or else the post; empty for an organisation."""
        return self.name or self.post

    @property
    def label(self) -> str:
        """How tables name it: `Ann Osei, Minister of Communications, Ministry of Communications (KE)`."""
        words = [word for word in (self.name, self.post, self.organisation) if word]
        return ", ".join(words) + (f" ({self.country})" if self.country else "")


def split_languages(text: str) -> tuple[str, ...]:
    """The codes in a column of languages (`fr,en`)."""
    return tuple(text.split(",")) if text else ()


def load_entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    """The entries of these recipients in order of id, removed ones too; ids that are none are passed over.

    Reads in chunks with three queries each, so half a million stream through little memory.
    """
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield from _load_chunk(session, ordered[start : start + CHUNK])


def _load_chunk(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    session.flush()
    connection = session.connection()
    by_role: dict[str, dict[int, list[tuple[str, str]]]] = {role.value: {} for role in AddressRole}
    for number, role, address, key in connection.execute(_addresses(session, ids)).all():
        by_role[role].setdefault(number, []).append((address, key))
    to, cc = by_role[AddressRole.TO], by_role[AddressRole.CC]
    on_lists: dict[int, list[str]] = {}
    for number, name in connection.execute(_lists(session, ids)).all():
        on_lists.setdefault(number, []).append(name)
    records = _records().where(among(session, Recipient.id, ids)).order_by(Recipient.id)
    for record in connection.execute(records).all():
        number = record[0]
        written_to = (tuple(to.get(number, ())), tuple(cc.get(number, ())), tuple(on_lists.get(number, ())))
        yield Entry._make((*record, *written_to))


def _addresses(session: Session, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    found = RecipientAddress
    return (
        select(found.recipient_id, type_coerce(found.role, Text), found.address, found.address_key)
        .where(among(session, found.recipient_id, ids))
        .order_by(found.recipient_id, found.position)
    )


def _lists(session: Session, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(ListMember.recipient_id, StakeholderList.name)
        .join(StakeholderList, StakeholderList.id == ListMember.list_id)
        .where(among(session, ListMember.recipient_id, ids), in_force(StakeholderList.import_id))
        .order_by(ListMember.recipient_id, StakeholderList.name_key)
    )


def _records() -> Select[*tuple[Any, ...]]:
    return select(
        Recipient.id,
        Recipient.version,
        Recipient.kind,
        func.coalesce(Recipient.external_id, ""),
        Recipient.name,
        Recipient.post,
        Recipient.salutation,
        Recipient.country,
        Recipient.languages,
        type_coerce(Recipient.fields, Text),
        Recipient.organisation_id,
        func.coalesce(Organisation.external_id, ""),
        Organisation.name,
        Organisation.category,
        Organisation.country,
        Organisation.languages,
    ).join(Organisation, Organisation.id == Recipient.organisation_id)
