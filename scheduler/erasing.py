"""Erasing a person: what names them goes, what an auditor counts stays, and the chain says what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Text, select, type_coerce, update

from letters.letter import LetterDocument
from letters.reason import checked_reason
from mailer.audit import Actor, AuditDetail, erase_details
from mailer.commitment import commit
from mailer.database import OfficeSession, run_many
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent
from mailer.dispatch import OPEN_STATES, DeliveryState, Dispatch, DispatchEvent
from mailer.erasure import (
    GONE,
    erase_attempts,
    erase_deliveries,
    erase_events,
    erase_own_parts,
    erase_values,
    record_erasure,
    veil_addresses,
)
from mailer.errors import Refused
from mailer.inbox.erasure import erase_messages
from mailer.inbox.record import InboundMessage
from mailer.staff import Role, require
from mailer.token import Keyring
from recipients.erasure import erase_recipients
from scheduler.audience_digest import NAMING, blank
from scheduler.campaign import ENDED, Campaign, CampaignEvent, OnPaper
from scheduler.frozen import CampaignRecipient
from scheduler.items import erase_items
from scheduler.outcomes.softness import forget
from scheduler.outcomes.task import Task, erase_tasks
from scheduler.person import Held, Person, held_of, person_meant
from scheduler.reminders.erasure import forget_words
from scheduler.replies.original import erase_replies
from scheduler.replies.reply import Reply

_STILL: Final = (*OPEN_STATES, DeliveryState.UNCERTAIN)
_COLUMNS: Final = ", ".join(f'"{name}" = :{name}' for name in NAMING)
_BLANK: Final = f"UPDATE campaign_recipient SET {_COLUMNS}, salt = NULL, erased = :erased WHERE id = :id"
_PROVED: Final = frozenset(
    {
        CampaignRecipient,
        Delivery,
        DeliveryAttempt,
        DeliveryEvent,
        InboundMessage,
        CampaignEvent,
        DispatchEvent,
        AuditDetail,
    }
)
"""Tables that verification holds against the chain: an entry must say which of their rows are blank."""


def erase_person(
    session: OfficeSession, now: datetime, by: Actor, keyring: Keyring, who: str, reason: str
) -> Held:
    """Erase the person meant by a number, an id or an address; the rows that told of them.

    The directory, frozen rows, messages, documents of their own, attempts, reasons and the details of audit
    entries lose what names them and the salts; hashes, states and counts stay. They are not written to again
    by accident: a veil of each address that was theirs alone keeps that. Refused without a reason, while
    something is still to happen to a copy of theirs, and for who is no administrator; NotFound if nobody is
    meant.
    """
    require(by, Role.ADMINISTRATOR, "erase a person")
    why = checked_reason(reason, "erase them, without naming them")
    person = person_meant(session, who)
    held = held_of(session, person)
    _refuse_while_under_way(session, held)
    erase_recipients(session, now, person.recipients)
    erase_items(session, person.recipients)
    erase_tasks(session, now, by, held.ids(Task), person.recipients, person.addresses)
    for key in person.addresses:
        forget(session, key)
    _erase_rows(session, held.ids(CampaignRecipient))
    erase_deliveries(session, now, held.ids(Delivery))
    erase_values(session, now, held.tests)
    _erase_documents(session, [*held.ids(Delivery), *held.tests])
    erase_attempts(session, held.ids(DeliveryAttempt))
    erase_events(session, held.ids(DeliveryEvent))
    erase_messages(session, held.ids(InboundMessage))
    erase_replies(session, now, held.ids(Reply))
    _erase_words(session, person, held)
    erase_details(session, now, held.ids(AuditDetail))
    veil_addresses(session, now, by, keyring, person.addresses)
    rows = {table.__tablename__: list(ids) for table, ids in held.rows.items() if table in _PROVED}
    rows[Delivery.__tablename__] = [*held.ids(Delivery), *held.tests]
    subject = f"recipient:{person.recipients[0]}" if person.recipients else "suppression"
    record_erasure(session, now, by, subject, rows, why)
    return held


def _refuse_while_under_way(session: OfficeSession, held: Held) -> None:
    """Refused while a copy waits, is under way, or is uncertain."""
    waiting = (
        select(Campaign.name)
        .join(CampaignRecipient, CampaignRecipient.freeze_id == Campaign.freeze_id)
        .where(CampaignRecipient.id.in_(held.ids(CampaignRecipient)), Campaign.state.not_in(ENDED))
    )
    names = sorted(set(session.scalars(waiting)))
    if names:
        raise Refused(
            f"They are in the audience of {', '.join(names)}, which has not ended. Stop it, cancel it, or"
            " wait; a suppression keeps mail from them meanwhile."
        )
    still = select(Delivery.id).where(
        Delivery.id.in_([*held.ids(Delivery), *held.tests]), Delivery.state.in_(_STILL)
    )
    number = session.scalars(still.order_by(Delivery.id).limit(1)).first()
    if number is not None:
        raise Refused(
            f"Message {number} has not come to its end, or is uncertain. Settle it first: nobody can do that"
            " any more without an address."
        )


def _erase_rows(session: OfficeSession, ids: Sequence[int]) -> None:
    """Blank frozen rows; the commitment stays, by which the digest of the audience still holds."""
    naming = [type_coerce(getattr(CampaignRecipient, name), Text) for name in NAMING]
    asked = select(CampaignRecipient.id, CampaignRecipient.salt, *naming).where(
        CampaignRecipient.id.in_(ids), CampaignRecipient.erased.is_(None)
    )
    rows = [
        {
            "id": number,
            "erased": commit(salt or "", *texts),
            **dict(zip(NAMING, blank(number), strict=True)),
        }
        for number, salt, *texts in session.execute(asked).all()
    ]
    run_many(session, _BLANK, rows)


def _erase_documents(session: OfficeSession, messages: Sequence[int]) -> None:
    """Take away documents that were set for them alone, but no document of record."""
    dispatches = select(Campaign.dispatch_id).where(Campaign.document == OnPaper.PERSONAL)
    beside = [number for number in session.scalars(dispatches) if number is not None]
    erase_own_parts(session, messages, beside, set(session.scalars(select(LetterDocument.sha256))))


def _erase_words(session: OfficeSession, person: Person, held: Held) -> None:
    """Blank reasons of campaigns and dispatches that name them; take them out of audience expressions."""
    connection = session.connection()
    for table in (CampaignEvent, DispatchEvent):
        connection.execute(update(table).where(table.id.in_(held.ids(table))).values(why=""))
    named = re.compile("|".join(map(re.escape, (*person.addresses, *person.names))) or r"(?!)", re.IGNORECASE)
    for dispatch in session.scalars(select(Dispatch)):
        dispatch.why = named.sub(GONE, dispatch.why)
    for campaign in session.scalars(select(Campaign)):
        campaign.why = named.sub(GONE, campaign.why)
        campaign.expression = named.sub(GONE, campaign.expression)
    forget_words(session, named)
    session.flush()
