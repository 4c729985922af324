"""A person as the records know one: entries of the directory, addresses, names, and all that is held."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, false, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from mailer.address import Address, parse
from mailer.audit import AuditDetail, AuditEntry
from mailer.database import Base, OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent
from mailer.dispatch import DispatchEvent
from mailer.errors import NotFound
from mailer.inbox.record import InboundMessage, InboundReading
from mailer.staff import MACHINE
from mailer.suppression import Suppression
from recipients.history import DirectoryChange
from recipients.lists import ListMember
from recipients.recipient import Recipient, RecipientAddress
from scheduler.campaign import CampaignEvent
from scheduler.frozen import CampaignRecipient
from scheduler.items import Item
from scheduler.outcomes.softness import SoftScore
from scheduler.outcomes.task import Task
from scheduler.reminders.tables import ReminderDue
from scheduler.replies.reply import Reply

_TESTED: Final = "campaign.test"
KEYS: Final[Mapping[type[Base], InstrumentedAttribute[int]]] = {
    Recipient: Recipient.id,
    RecipientAddress: RecipientAddress.recipient_id,
    ListMember: ListMember.recipient_id,
    DirectoryChange: DirectoryChange.id,
    Item: Item.id,
    Task: Task.id,
    SoftScore: SoftScore.id,
    CampaignRecipient: CampaignRecipient.id,
    Delivery: Delivery.id,
    DeliveryAttempt: DeliveryAttempt.id,
    DeliveryEvent: DeliveryEvent.id,
    InboundMessage: InboundMessage.id,
    InboundReading: InboundReading.id,
    Reply: Reply.id,
    Suppression: Suppression.id,
    ReminderDue: ReminderDue.recipient_id,
    CampaignEvent: CampaignEvent.id,
    DispatchEvent: DispatchEvent.id,
    AuditDetail: AuditDetail.number,
}
"""Where something is held of a person, and the column by which its rows are named here."""


@dataclass(frozen=True)
class Person:
    """Whom somebody means by a number, an id of another system, or an address."""

    recipients: tuple[int, ...]
    """Their entries in the directory, removed ones too."""
    addresses: tuple[str, ...]
    """The keys of addresses that are theirs alone."""
    shared: tuple[str, ...]
    """The keys of addresses that others are written to as well: those stay."""
    names: tuple[str, ...]
    """Names they have, or had; only those of several words are looked for in what people wrote."""


@dataclass(frozen=True)
class Held:
    """All rows that tell of a person, by table; `tests` are messages to colleagues with their values."""

    rows: Mapping[type[Base], Sequence[int]]
    tests: Sequence[int]

    def ids(self, table: type[Base]) -> Sequence[int]:
        """The ids of one table's rows."""
        return self.rows.get(table, ())


def person_meant(session: OfficeSession, who: str) -> Person:
    """The person of a recipient's number, an id of another system, or an address; NotFound if nobody is.

    An address means everybody who is, or was, written to there.
    """
    parsed = parse(who)
    if isinstance(parsed, Address):
        recipients = _at(session, parsed.key)
        keys = {parsed.key, *_keys_of(session, recipients)}
        if not recipients and not _suppressed(session, parsed.key):
            raise NotFound(f"Nothing is held of anybody at {who}.")
    else:
        recipients = _numbered(session, who.strip())
        keys = _keys_of(session, recipients)
    shared = {key for key in keys if set(_at(session, key)) - set(recipients)}
    return Person(
        tuple(recipients),
        tuple(sorted(keys - shared)),
        tuple(sorted(shared)),
        tuple(sorted(_names_of(session, recipients))),
    )


def held_of(session: OfficeSession, person: Person) -> Held:
    """All that is held of a person, found across the floors."""
    copies = _ids(session, CampaignRecipient, CampaignRecipient.recipient_id.in_(person.recipients))
    named = select(CampaignRecipient.delivery_id).where(CampaignRecipient.id.in_(copies))
    messages = [number for number in session.scalars(named.order_by(CampaignRecipient.id)) if number]
    suppressions = _ids(session, Suppression, Suppression.address_key.in_(person.addresses))
    mentioned = partial(_mentioned, person)
    came = _ids(
        session,
        InboundMessage,
        or_(InboundMessage.delivery_id.in_(messages), mentioned(InboundMessage.sender)),
    )
    answers = _ids(
        session,
        Reply,
        or_(
            Reply.recipient_id.in_(person.recipients),
            Reply.message_id.in_(came),
            mentioned(Reply.sender),
            mentioned(Reply.note),
        ),
    )
    conditions = {
        Recipient: Recipient.id.in_(person.recipients),
        RecipientAddress: RecipientAddress.recipient_id.in_(person.recipients),
        ListMember: ListMember.recipient_id.in_(person.recipients),
        DirectoryChange: DirectoryChange.recipient_id.in_(person.recipients),
        Item: Item.recipient_id.in_(person.recipients),
        Task: or_(
            Task.recipient_id.in_(person.recipients),
            Task.address_key.in_(person.addresses),
            *(mentioned(told) for told in (Task.proposed, Task.line, Task.why)),
        ),
        SoftScore: SoftScore.address_key.in_(person.addresses),
        CampaignRecipient: CampaignRecipient.id.in_(copies),
        Delivery: Delivery.id.in_(messages),
        DeliveryAttempt: DeliveryAttempt.delivery_id.in_(messages),
        DeliveryEvent: or_(
            DeliveryEvent.delivery_id.in_(messages),
            (DeliveryEvent.actor != MACHINE) & mentioned(DeliveryEvent.why),
        ),
        InboundMessage: InboundMessage.id.in_(came),
        InboundReading: InboundReading.message_id.in_(came),
        Reply: Reply.id.in_(answers),
        Suppression: Suppression.id.in_(suppressions),
        ReminderDue: ReminderDue.recipient_id.in_(person.recipients),
        CampaignEvent: mentioned(CampaignEvent.why),
        DispatchEvent: mentioned(DispatchEvent.why),
        AuditDetail: AuditDetail.erased_at.is_(None)
        & or_(
            _told_in(person, messages, suppressions, answers),
            mentioned(type_coerce(AuditDetail.details, Text)),
        ),
    }
    rows = {table: _ids(session, table, condition) for table, condition in conditions.items()}
    return Held(rows, _tests(session, person))


def _told_in(
    person: Person, messages: Sequence[int], suppressions: Sequence[int], replies: Sequence[int]
) -> ColumnElement[bool]:
    """The condition that a detail is of an entry about them, a message to or from them, a suppression."""
    subjects = [f"recipient:{number}" for number in person.recipients]
    subjects += [f"delivery:{number}" for number in messages]
    subjects += [f"reply:{number}" for number in replies]
    subjects += [f"suppression:{number}" for number in suppressions]
    return AuditDetail.number.in_(select(AuditEntry.number).where(AuditEntry.subject.in_(subjects)))


def _ids(session: OfficeSession, table: type[Base], condition: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(select(KEYS[table]).where(condition).order_by(KEYS[table])))


def _numbered(session: OfficeSession, who: str) -> list[int]:
    named: ColumnElement[bool] = Recipient.external_id == who
    if who.isdecimal() and len(who) < 19:
        named = or_(named, Recipient.id == int(who))
    found = _ids(session, Recipient, named)
    if not found:
        raise NotFound(f"Nobody was ever in the directory by the number, id or address “{who}”.")
    return found


def _at(session: OfficeSession, key: str) -> list[int]:
    """Recipients who are, or were, written to at an address."""
    now = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == key)
    before = select(CampaignRecipient.recipient_id).where(CampaignRecipient.address_key == key)
    found = {*session.scalars(now), *session.scalars(before)}
    return sorted(number for number in found if number is not None)


def _suppressed(session: OfficeSession, key: str) -> bool:
    return session.scalars(select(Suppression.id).where(Suppression.address_key == key)).first() is not None


def _changes(session: OfficeSession, recipients: Collection[int], *fields: str) -> Iterator[str]:
    """The values that fields of recipients had, and were given."""
    asked = select(DirectoryChange.old, DirectoryChange.new).where(
        DirectoryChange.recipient_id.in_(recipients), DirectoryChange.field.in_(fields)
    )
    for pair in session.execute(asked):
        yield from pair


def _keys_of(session: OfficeSession, recipients: Collection[int]) -> set[str]:
    now = select(RecipientAddress.address_key).where(RecipientAddress.recipient_id.in_(recipients))
    frozen = select(CampaignRecipient.address_key).where(CampaignRecipient.recipient_id.in_(recipients))
    past = (text for listed in _changes(session, recipients, "email", "cc") for text in listed.split(";"))
    parsed = (parse(text) for text in past if text.strip())
    found = {*session.scalars(now), *session.scalars(frozen)}
    return {key for key in found if "@" in key} | {one.key for one in parsed if isinstance(one, Address)}


def _names_of(session: OfficeSession, recipients: Collection[int]) -> set[str]:
    """Their names; not the posts they hold, which others hold after them."""
    now = select(Recipient.name).where(Recipient.id.in_(recipients))
    frozen = select(CampaignRecipient.name).where(CampaignRecipient.recipient_id.in_(recipients))
    posts = select(Recipient.post).where(Recipient.id.in_(recipients))
    found = {*session.scalars(now), *session.scalars(frozen), *_changes(session, recipients, "name")}
    held = {*session.scalars(posts), *_changes(session, recipients, "post")}
    return {name for name in found - held if " " in name.strip()}


def _mentioned(person: Person, column: Any) -> ColumnElement[bool]:
    """The condition that a text says one of their addresses or names."""
    said = [func.lower(column).contains(key, autoescape=True) for key in person.addresses]
    said += [column.contains(name, autoescape=True) for name in person.names]
    return or_(false(), *said)


def _tests(session: OfficeSession, person: Person) -> list[int]:
    """Messages to colleagues that were filled with the values of this person."""
    asked = select(AuditEntry.facts).where(AuditEntry.deed == _TESTED)
    dispatches = [
        facts["dispatch"] for facts in session.scalars(asked) if facts.get("in_place_of") in person.recipients
    ]
    return _ids(session, Delivery, Delivery.dispatch_id.in_(dispatches))
