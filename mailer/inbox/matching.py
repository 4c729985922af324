"""Which copy a message is about: named by a signed token, by a Message-ID, or by an address in its text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mailer.bounces import Reading
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.inbox.record import MatchedBy
from mailer.inbox.weighing import key_of
from mailer.token import SERIAL_LENGTH, Keyring, Purpose

_SERIAL: Final = re.compile(rf"([a-z2-7]{{{SERIAL_LENGTH}}})@", re.IGNORECASE)
_GENUINE: Final = (Purpose.RETURN_PATH, Purpose.REPLY, Purpose.UNSUBSCRIBE)
"""What a token may be for, whose holder has seen the copy or was answered by its server."""
MOST_NAMED: Final = 5
"""Addresses of one message that are looked up."""


@dataclass(frozen=True)
class Match:
    """A copy and what named it; no copy where nothing did."""

    delivery: Delivery | None
    by: MatchedBy
    purpose: Purpose | None = None
    """What the token was made for, where one named the copy."""

    @property
    def is_sure(self) -> bool:
        """Whether it was named by what only those know who have seen the copy, or by a person."""
        return self.by in (MatchedBy.TOKEN, MatchedBy.MESSAGE_ID, MatchedBy.PERSON)

    @property
    def proves_failure(self) -> bool:
        """Whether a notice of failure is genuine: it came to the signed return path, or a person says so.

        A token that the letter shows to its readers is no proof of what a mail server says (A42).
        """
        return self.by is MatchedBy.PERSON or self.purpose is Purpose.RETURN_PATH


@dataclass(frozen=True)
class Named:
    """What names the copy of one message, believed as far as it is signed."""

    tokens: tuple[tuple[str, Purpose], ...]
    """Serials out of tokens whose signature holds; of the return path first."""
    serials: tuple[str, ...]
    """Serials out of Message-IDs."""
    addresses: tuple[str, ...]
    """Address keys out of the text."""


def named_in(reading: Reading, keyring: Keyring, addressed: Sequence[str] = ()) -> Named:
    """What a reading names; `addressed` are addresses of people, such as the From, beside the verdicts'."""
    signed = [
        (serial, purpose)
        for purpose in _GENUINE
        for token in reading.hints.tokens
        if (serial := keyring.read(purpose, token)) is not None
    ]
    found = [_SERIAL.match(message_id) for message_id in reading.hints.message_ids]
    told = [told for verdict in reading.verdicts for told in (verdict.recipient, verdict.final)]
    keys = [key for one in (*told, *addressed) if (key := key_of(one))]
    return Named(
        tuple(signed),
        tuple(one[1].lower() for one in found if one),
        tuple(dict.fromkeys(keys))[:MOST_NAMED],
    )


def match_all(session: OfficeSession, named: Sequence[Named]) -> list[Match]:
    """The copy that each message is about, locked against others until the end of the transaction."""
    serials = {serial for one in named for serial in (*(s for s, _ in one.tokens), *one.serials)}
    known = _by_serial(session, serials)
    unnamed = [one for one in named if _sure(one, known) is None]
    latest = _latest_to(session, {key for one in unnamed for key in one.addresses})
    return [_sure(one, known) or _by_text(one, latest) for one in named]


def _sure(named: Named, known: Mapping[str, Delivery]) -> Match | None:
    for serial, purpose in named.tokens:
        if serial in known:
            return Match(known[serial], MatchedBy.TOKEN, purpose)
    for serial in named.serials:
        if serial in known:
            return Match(known[serial], MatchedBy.MESSAGE_ID)
    return None


def _by_text(named: Named, latest: Mapping[str, Delivery]) -> Match:
    for key in named.addresses:
        if key in latest:
            return Match(latest[key], MatchedBy.TEXT)
    return Match(None, MatchedBy.NOTHING)


def _by_serial(session: OfficeSession, serials: Collection[str]) -> dict[str, Delivery]:
    if not serials:
        return {}
    asked = select(Delivery).where(Delivery.serial.in_(serials)).order_by(Delivery.id).with_for_update()
    return {delivery.serial: delivery for delivery in session.scalars(asked)}


def _latest_to(session: OfficeSession, keys: Iterable[str]) -> dict[str, Delivery]:
    found = {key: latest_copy_to(session, key) for key in sorted(keys)}
    return {key: delivery for key, delivery in found.items() if delivery is not None}


def latest_copy_to(session: OfficeSession, address_key: str) -> Delivery | None:
    """The last copy to an address that a worker ever took up; None if there is none."""
    asked = (
        select(Delivery)
        .where(Delivery.address_key == address_key, Delivery.dated_at.is_not(None))
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    return session.scalars(asked).first()
