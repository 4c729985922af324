"""Entering and changing recipients one at a time, each change written down with its old and new value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mailer.address import Address, AddressProblem, parse
from mailer.audit import Actor, record
from mailer.errors import NotFound, Place, Refused
from recipients.category import Category
from recipients.countries import country_code
from recipients.courtesy import fault_of_courtesy
from recipients.directory_state import in_force, raise_revision
from recipients.entries import POSTAL_ADDRESS, Entry, load_entries
from recipients.history import Change, merge_field_changes, note_changes
from recipients.imports.cells import fault_in_cell, tidy
from recipients.imports.columns import RESERVED, field_name, heading_key, known_headings
from recipients.languages import read_languages
from recipients.names import did_you_mean, name_key
from recipients.organisation import Organisation
from recipients.recipient import AddressRole, Recipient, RecipientAddress, in_directory, kind_of


@dataclass(frozen=True)
class RecipientFacts:
    """A recipient as somebody writes it down; addresses, country and languages as they are typed."""

    to: Sequence[str]
    name: str = ""
    post: str = ""
    salutation: str = ""
    country: str = ""
    """Only if it is not the organisation's."""
    languages: str = ""
    """Only if they are not the organisation's."""
    cc: Sequence[str] = ()
    external_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def add_organisation(
    session: Session,
    now: datetime,
    by: Actor,
    name: str,
    category: str,
    *,
    country: str = "",
    languages: str = "",
    external_id: str = "",
) -> int:
    """Enter an organisation; its id. Refused with a sentence if something about it cannot be."""
    name = _line(name, "name of the organisation")
    if not name:
        raise Refused("An organisation needs a name.")
    codes = list(session.scalars(select(Category.code)))
    if category not in codes:
        raise Refused(f"There is no category “{category}”.{did_you_mean(category, codes)}")
    if external_id and _organisation_with(session, external_id):
        raise Refused(f"There is already an organisation with the id {external_id}.")
    made = Organisation(
        external_id=external_id or None,
        name=name,
        name_key=name_key(name),
        category=category,
        country=_country(country),
        languages=_languages(languages),
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    raise_revision(session)
    record(session, now, by, "organisation.add", f"organisation:{made.id}", {"name": name})
    return made.id


def add_recipient(
    session: Session, now: datetime, by: Actor, organisation_id: int, facts: RecipientFacts
) -> int:
    """Enter a recipient under an organisation; its id. Refused with a sentence if it cannot be."""
    if session.get(Organisation, organisation_id) is None:
        raise NotFound(f"There is no organisation {organisation_id}.")
    if facts.external_id and _recipient_with(session, facts.external_id):
        raise Refused(f"There is already a recipient with the id {facts.external_id}.")
    to, cc = _addresses(facts.to), _addresses(facts.cc)
    _refuse_unreachable(to, facts)
    _refuse_unknown_courtesy(facts)
    made = Recipient(version=1, created_at=now, organisation_id=organisation_id)
    _write(made, facts, now)
    session.add(made)
    session.flush()
    _write_addresses(session, made.id, to, cc)
    raise_revision(session)
    record(session, now, by, "recipient.add", f"recipient:{made.id}", {}, {"name": made.name})
    return made.id


def _refuse_unreachable(to: Sequence[object], facts: RecipientFacts) -> None:
    """Everybody can be written to: by e-mail, or by post."""
    if not to and not str(facts.fields.get(POSTAL_ADDRESS, "")).strip():
        raise Refused("A recipient needs an address to be written to, or a postal address.")


def _refuse_unknown_courtesy(facts: RecipientFacts) -> None:
    for name, value in facts.fields.items():
        if isinstance(value, str) and (message := fault_of_courtesy(name, value)):
            raise Refused(message, place=Place(field=name))


def change_recipient(
    session: Session, now: datetime, by: Actor, recipient_id: int, facts: RecipientFacts, *, version: int
) -> list[Change]:
    """Make a recipient what the facts say; what that changed, which is also its history.

    `version` is that of the entry which was looked at: Refused if somebody changed it since.
    """
    held = session.get(Recipient, recipient_id, with_for_update=True)
    before = _entry_of(session, recipient_id)
    if held is None or before is None or held.removed_at is not None:
        raise NotFound(f"There is no recipient {recipient_id} in the directory.")
    if held.version != version:
        raise Refused(f"Recipient {recipient_id} was changed by somebody else meanwhile; look at it again.")
    if facts.external_id not in ("", before.external_id) and _recipient_with(session, facts.external_id):
        raise Refused(f"There is already a recipient with the id {facts.external_id}.")
    to, cc = _addresses(facts.to), _addresses(facts.cc)
    _refuse_unreachable(to, facts)
    _refuse_unknown_courtesy(facts)
    _write(held, facts, now)
    session.execute(delete(RecipientAddress).where(RecipientAddress.recipient_id == recipient_id))
    _write_addresses(session, recipient_id, to, cc)
    session.flush()
    after = _entry_of(session, recipient_id)
    changes = _differences(before, after) if after else []
    if changes:
        held.version += 1
        note_changes(session, now, by.pseudonym, [(recipient_id, None, change) for change in changes])
        raise_revision(session)
        fields = {"fields": [change.field for change in changes]}
        record(session, now, by, "recipient.change", f"recipient:{recipient_id}", fields)
    return changes


def remove_recipient(session: Session, now: datetime, by: Actor, recipient_id: int, reason: str) -> None:
    """Take a recipient out of the directory; what was sent to it stays known. NotFound if it is not in it."""
    found = session.scalars(
        select(Recipient).where(Recipient.id == recipient_id, in_directory()).with_for_update()
    ).first()
    if found is None:
        raise NotFound(f"There is no recipient {recipient_id} in the directory.")
    found.removed_at = found.changed_at = now
    found.version += 1
    session.flush()
    note_changes(session, now, by.pseudonym, [(recipient_id, None, Change("removed", "", reason))])
    raise_revision(session)
    record(session, now, by, "recipient.remove", f"recipient:{recipient_id}", {}, {"reason": reason})


def _write(held: Recipient, facts: RecipientFacts, now: datetime) -> None:
    held.name, held.post = _line(facts.name, "name"), _line(facts.post, "post")
    held.kind = kind_of(held.name, held.post)
    held.salutation = _line(facts.salutation, "salutation")
    held.country, held.languages = _country(facts.country), _languages(facts.languages)
    held.external_id = _line(facts.external_id, "id") or None
    held.fields = _fields(facts.fields)
    held.changed_at = now


def _write_addresses(
    session: Session, recipient_id: int, to: Sequence[Address], cc: Sequence[Address]
) -> None:
    keys: set[str] = set()
    for role, addresses in ((AddressRole.TO, to), (AddressRole.CC, cc)):
        for position, address in enumerate(addresses):
            if address.key not in keys:
                keys.add(address.key)
                session.add(
                    RecipientAddress(
                        recipient_id=recipient_id,
                        address_key=address.key,
                        address=address.wire,
                        role=role,
                        position=position,
                    )
                )
    session.flush()


def _addresses(texts: Sequence[str]) -> list[Address]:
    found = []
    for text in texts:
        address = parse(text)
        if isinstance(address, AddressProblem):
            raise Refused(f"{address.message} ({text[:80]})")
        found.append(address)
    return found


def _differences(before: Entry, after: Entry) -> list[Change]:
    pairs = (
        ("id", before.external_id, after.external_id),
        ("name", before.name, after.name),
        ("post", before.post, after.post),
        ("salutation", before.salutation, after.salutation),
        ("country", before.own_country, after.own_country),
        ("languages", before.own_languages, after.own_languages),
        ("email", _joined(before.to), _joined(after.to)),
        ("cc", _joined(before.cc), _joined(after.cc)),
    )
    found = [Change(name, old, new) for name, old, new in pairs if old != new]
    return found + merge_field_changes(before.fields, after.fields)


def _joined(addresses: Sequence[tuple[str, str]]) -> str:
    return "; ".join(wire for wire, _ in addresses)


def _entry_of(session: Session, recipient_id: int) -> Entry | None:
    return next(load_entries(session, [recipient_id]), None)


def _line(text: str, what: str) -> str:
    if fault := fault_in_cell(text, lines=False, what=what):
        raise Refused(fault)
    return tidy(text)


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in fields.items():
        if field_name(name) != name or heading_key(name) in known_headings() or name in RESERVED:
            raise Refused(f"“{name}” cannot name a merge field.")
        for text in [value] if isinstance(value, str) else [cell for row in value for cell in row.values()]:
            if fault := fault_in_cell(text, lines=True, what=f"field {name}"):
                raise Refused(fault)
    return {name: value for name, value in fields.items() if value}


def _country(text: str) -> str:
    code = country_code(text) if text.strip() else ""
    if code is None:
        raise Refused(f"“{text}” is no country: write its two letters (ISO 3166-1) or its name.")
    return code


def _languages(text: str) -> str:
    found = read_languages(text)
    if isinstance(found, str):
        raise Refused(f"“{found}” is no language: write its two letters (ISO 639) or its name.")
    return ",".join(found)


def _organisation_with(session: Session, external_id: str) -> bool:
    found = select(Organisation.id).where(Organisation.external_id == external_id)
    return session.scalars(found.where(in_force(Organisation.import_id))).first() is not None


def _recipient_with(session: Session, external_id: str) -> bool:
    found = select(Recipient.id).where(Recipient.external_id == external_id, in_directory())
    return session.scalars(found).first() is not None
