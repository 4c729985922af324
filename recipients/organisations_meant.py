"""Which organisation a word means: a name, an id of another system, or an address of somebody there."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mailer.address import Address, parse
from mailer.errors import NotFound, Refused
from recipients.directory_state import in_force
from recipients.names import did_you_mean, name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, in_directory

_SHOWN: Final = 6
"""How many of those that a word may mean are named in a sentence."""


def organisation_meant(session: Session, word: str) -> Organisation:
    """The one organisation of this name, id or address; NotFound if there is none, Refused if several are.

    The id may be its own or that of one of its recipients, as another system knows them.
    """
    found = organisations_meant(session, word)
    if not found:
        known = list(session.scalars(select(Organisation.name).where(in_force(Organisation.import_id))))
        raise NotFound(f"There is no organisation “{word}” in the directory.{did_you_mean(word, known)}")
    if len(found) > 1:
        some = "; ".join(f"{one.external_id or 'without id'} {labelled(one)}" for one in found[:_SHOWN])
        raise Refused(f"“{word}” may mean several organisations, name one by its id: {some}.")
    return found[0]


def organisations_meant(session: Session, word: str) -> list[Organisation]:
    """Every organisation that a word may mean, by the surest of its meanings: id, then address, then name."""
    text = word.strip()
    for found in (by_id(session, text), by_address(session, text), by_name(session, text)):
        if found:
            return found
    return []


def by_id(session: Session, external_id: str) -> list[Organisation]:
    """Those known to another system by this id, or of whom a recipient is."""
    own = select(Organisation).where(
        Organisation.external_id == external_id, in_force(Organisation.import_id)
    )
    return list(session.scalars(own)) or _of(session, Recipient.external_id == external_id)


def by_address(session: Session, address: str) -> list[Organisation]:
    """Those of whom somebody is written to at this address, however it is written."""
    parsed = parse(address)
    if not isinstance(parsed, Address):
        return []
    holders = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == parsed.key)
    return _of(session, Recipient.id.in_(holders))


def by_name(session: Session, name: str) -> list[Organisation]:
    """Those of this name, in whatever country."""
    named = select(Organisation).where(
        Organisation.name_key == name_key(name), in_force(Organisation.import_id)
    )
    return list(session.scalars(named.order_by(Organisation.id)))


def labelled(organisation: Organisation) -> str:
    """How sentences name it: `Ministry of Communications (KE)`."""
    return organisation.name + (f" ({organisation.country})" if organisation.country else "")


def _of(session: Session, condition: ColumnElement[bool]) -> list[Organisation]:
    """The organisations of those recipients in the directory of whom a condition is true."""
    of_them = select(Recipient.organisation_id).where(condition, in_directory())
    asked = select(Organisation).where(Organisation.id.in_(of_them)).order_by(Organisation.id)
    return list(session.scalars(asked))
