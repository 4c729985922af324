"""Duplicates in the directory: one address under several recipients, and organisations with near names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recipients.directory_state import in_force
from recipients.entries import Entry, load_entries
from recipients.names import loose_key
from recipients.organisation import Organisation
from recipients.recipient import AddressRole, Recipient, RecipientAddress, in_directory

NEAR: Final = 88.0
"""From which likeness (0 to 100) two names are near."""
SMALL_GROUP: Final = 150
"""Up to so many names of one country each is compared with each, beyond that with its neighbours in order."""
NEIGHBOURS: Final = 4

_DIGITS: Final = re.compile(r"\d+")
_NO_DIGIT: Final = re.compile(r"\D*")


@dataclass(frozen=True)
class SharedMailbox:
    """An address that several recipients are written to at: often right, never to be merged unasked."""

    address: str
    recipients: tuple[Entry, ...]


@dataclass(frozen=True)
class NearNames:
    """Two names in one country that may mean the same."""

    one: str
    other: str
    country: str
    likeness: float
    """0 to 100; 100 is the same but for case, accents, punctuation and the order of words."""


def shared_mailboxes(session: Session, limit: int = 50) -> tuple[int, list[SharedMailbox]]:
    """How many addresses several recipients share, and the first of them in order of address key."""
    shared = (
        select(RecipientAddress.address_key)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(RecipientAddress.role == AddressRole.TO, in_directory())
        .group_by(RecipientAddress.address_key)
        .having(func.count() > 1)
    )
    total = session.scalars(select(func.count()).select_from(shared.subquery())).one()
    keys = session.scalars(shared.order_by(RecipientAddress.address_key).limit(limit)).all()
    pairs = session.execute(
        select(RecipientAddress.address_key, RecipientAddress.recipient_id)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(
            RecipientAddress.address_key.in_(keys), RecipientAddress.role == AddressRole.TO, in_directory()
        )
        .order_by(RecipientAddress.address_key, RecipientAddress.recipient_id)
    ).all()
    entries = {entry.id: entry for entry in load_entries(session, [number for _, number in pairs])}
    return total, [
        SharedMailbox(key, tuple(entries[number] for found, number in pairs if found == key)) for key in keys
    ]


def near_organisations(session: Session) -> Iterator[NearNames]:
    """Pairs of organisations of one country whose names are near."""
    names = session.execute(
        select(Organisation.name, Organisation.country).where(in_force(Organisation.import_id))
    )
    yield from near_names((name, country) for name, country in names)


def near_names(
    names: Iterable[tuple[str, str]], concerns: Callable[[str, str], bool] = lambda _name, _country: True
) -> Iterator[NearNames]:
    """Pairs of names (each with its country) that are near, within a country, each pair once.

    `concerns(name, country)` says which names matter: a pair needs one that does. Names whose numbers
    differ (“Branch 1”, “Branch 2”) are not near.
    """
    groups: dict[str, dict[str, tuple[str, str]]] = {}
    for name, country in names:
        known = groups.setdefault(country, {})
        if name not in known:
            key = loose_key(name)
            known[name] = (key, "" if _NO_DIGIT.fullmatch(key) else " ".join(_DIGITS.findall(key)))
    for country, keyed in sorted(groups.items()):
        for one, other in _pairs(keyed):
            (key, numbers), (other_key, other_numbers) = keyed[one], keyed[other]
            if numbers != other_numbers or not (concerns(one, country) or concerns(other, country)):
                continue
            likeness = fuzz.ratio(key, other_key, score_cutoff=NEAR)
            if likeness:
                yield NearNames(one, other, country, likeness)


def _pairs(keyed: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs worth comparing: all of a small group, neighbours in two orders of a big one."""
    names = sorted(keyed, key=lambda name: keyed[name][0])
    reach = NEIGHBOURS if len(names) > SMALL_GROUP else len(names)
    for at, one in enumerate(names):
        for other in names[at + 1 : at + 1 + reach]:
            yield one, other
    if reach == len(names):
        return
    place = {name: at for at, name in enumerate(names)}
    backwards = sorted(keyed, key=lambda name: keyed[name][0][::-1])
    for at, one in enumerate(backwards):
        for other in backwards[at + 1 : at + 1 + reach]:
            if abs(place[one] - place[other]) > reach:
                yield one, other
