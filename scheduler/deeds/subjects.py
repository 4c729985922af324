"""The human names of what the audit chain names by number: `letter:12` is the letter CL-26/12."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import select

from letters.letter import Letter
from letters.register.tables import RegisterEntry
from mailer.audit import AuditEntry
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent
from mailer.dispatch import Dispatch
from mailer.erasure import GONE
from mailer.staff import names_of
from mailer.suppression import Suppression
from recipients.directory_state import DirectoryImport
from recipients.entries import load_entries
from recipients.lists import StakeholderList
from recipients.organisation import Organisation
from scheduler.campaign import Campaign
from scheduler.outcomes.task import Task
from scheduler.replies.reply import Reply

Names = Mapping[str, str]
"""Keys, as they stand after the colon of a subject, to names."""


def names_of_subjects(session: OfficeSession, entries: Iterable[AuditEntry]) -> dict[str, str]:
    """What the entries' subjects are called by people; those that are gone keep their number."""
    keys: dict[str, set[str]] = defaultdict(set)
    found: dict[str, str] = {}
    for entry in entries:
        kind, colon, key = entry.subject.partition(":")
        if colon:
            keys[kind].add(key)
        else:
            found[kind] = _WITHOUT_NUMBER.get(kind, kind)
    for kind, wanted in keys.items():
        named = _FINDERS[kind](session, wanted) if kind in _FINDERS else {}
        what = _CALLED.get(kind, kind)
        found |= {f"{kind}:{key}": f"{what} {named.get(key) or key}" for key in wanted}
    return found


def _letters(session: OfficeSession, keys: Collection[str]) -> Names:
    """By the reference, with the handle: a reference may be void, and a letter have none."""
    asked = (
        select(Letter.id, Letter.handle, RegisterEntry.printed)
        .outerjoin(RegisterEntry, (RegisterEntry.letter_id == Letter.id) & (RegisterEntry.position == 0))
        .where(Letter.id.in_(_numbers(keys)))
        .order_by(RegisterEntry.id)
    )
    return {
        str(number): f"{printed} ({handle})" if printed and printed != handle else handle
        for number, handle, printed in session.execute(asked)
    }


def _campaigns(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(Campaign.id, Campaign.name).where(Campaign.id.in_(_numbers(keys)))
    return {str(number): name for number, name in session.execute(asked)}


def _dispatches(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(Dispatch.id, Dispatch.label).where(Dispatch.id.in_(_numbers(keys)))
    return {str(number): label for number, label in session.execute(asked)}


def _deliveries(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = (
        select(Delivery.id, Dispatch.label)
        .join(Dispatch, Dispatch.id == Delivery.dispatch_id)
        .where(Delivery.id.in_(_numbers(keys)))
    )
    return {str(number): f"{number} of {label}" for number, label in session.execute(asked)}


def _groups(session: OfficeSession, keys: Collection[str]) -> Names:
    """By the dispatches that a group of attempts or events belongs to."""
    labels: dict[str, set[str]] = defaultdict(set)
    for table in (DeliveryAttempt, DeliveryEvent):
        asked = (
            select(table.group_id, Dispatch.label)
            .join(Delivery, Delivery.id == table.delivery_id)
            .join(Dispatch, Dispatch.id == Delivery.dispatch_id)
            .where(table.group_id.in_(_numbers(keys)))
            .distinct()
        )
        for number, label in session.execute(asked):
            labels[str(number)].add(label)
    return {number: ", ".join(sorted(several)) for number, several in labels.items()}


def _staff(session: OfficeSession, keys: Collection[str]) -> Names:
    known = names_of(session)
    return {key: known[key] for key in keys if key in known}


def _suppressions(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(Suppression).where(Suppression.id.in_(_numbers(keys)))
    return {str(row.id): GONE if row.veiled else row.address_key for row in session.scalars(asked)}


def _references(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(RegisterEntry.key, RegisterEntry.printed).where(RegisterEntry.key.in_(keys))
    return dict(session.execute(asked).all())


def _lists(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(StakeholderList.id, StakeholderList.name).where(StakeholderList.id.in_(_numbers(keys)))
    return {str(number): f"“{name}”" for number, name in session.execute(asked)}


def _recipients(session: OfficeSession, keys: Collection[str]) -> Names:
    return {str(entry.id): entry.label for entry in load_entries(session, sorted(_numbers(keys)))}


def _organisations(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(Organisation.id, Organisation.name).where(Organisation.id.in_(_numbers(keys)))
    return {str(number): name for number, name in session.execute(asked)}


def _imports(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(DirectoryImport.id, DirectoryImport.file_name).where(
        DirectoryImport.id.in_(_numbers(keys))
    )
    return {str(number): f"{number}, {name}" for number, name in session.execute(asked)}


def _tasks(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = select(Task.id, Task.kind, Task.address).where(Task.id.in_(_numbers(keys)))
    return {
        str(number): f"{number}, {kind} {address or GONE}" for number, kind, address in session.execute(asked)
    }


def _replies(session: OfficeSession, keys: Collection[str]) -> Names:
    asked = (
        select(Reply.id, Organisation.name)
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Reply.id.in_(_numbers(keys)))
    )
    return {str(number): f"{number} of {name}" for number, name in session.execute(asked)}


def _numbers(keys: Collection[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal() and len(key) < 20]


_FINDERS: Final[Mapping[str, Callable[[OfficeSession, Collection[str]], Names]]] = {
    "letter": _letters,
    "campaign": _campaigns,
    "dispatch": _dispatches,
    "delivery": _deliveries,
    "group": _groups,
    "staff": _staff,
    "suppression": _suppressions,
    "reference": _references,
    "list": _lists,
    "recipient": _recipients,
    "organisation": _organisations,
    "import": _imports,
    "task": _tasks,
    "reply": _replies,
}
_WITHOUT_NUMBER: Final = {
    "came-back": "what came back",
    "contacted": "who was contacted",
    "entries": "these entries",
    "office": "the office",
    "suppression": "an address that is in the directory no more",
}
"""What has no number: lists that were exported, and the office itself."""
_CALLED: Final = {
    "delivery": "message",
    "group": "copies of",
    "suppression": "address",
    "staff": "staff",
    "inbox": "inbox, message",
}
"""What a kind of subject is called, where people have another word for it."""
