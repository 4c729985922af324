"""Whoever writes to the signed address for it gets no more voluntary mail of that sort (RFC 2369)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mailer.audit import Actor
from mailer.bounces import Sort
from mailer.bounces.headers import Fields
from mailer.database import OfficeSession
from mailer.dispatch import MailKind, dispatch_of
from mailer.inbox.matching import Match
from mailer.inbox.record import InboundMessage
from mailer.suppression import Scope, suppress
from mailer.token import Keyring, Purpose

LOCAL: Final = "unsubscribe+"
ASKED: Final = "asked by mail to get no more of it"
SORTS: Final = frozenset({Sort.REPLY, Sort.AUTO_REPLY})
"""What such a message looks like; some mail programs write it by themselves. A notice that quotes the address
asks for nothing."""
_ADDRESSED: Final = ("to", "delivered-to", "x-original-to", "envelope-to")


def is_to_unsubscribe(fields: Fields, keyring: Keyring) -> bool:
    """Whether a message is addressed to the office's signed address for it, as the letter printed it."""
    for value in (value.lower() for name in _ADDRESSED for value in fields.all(name)):
        token = value.partition(LOCAL)[2].partition("@")[0]
        if token and keyring.read(Purpose.UNSUBSCRIBE, token) is not None:
            return True
    return False


def unsubscribe(
    session: OfficeSession, now: datetime, by: Actor, message: InboundMessage, match: Match
) -> bool:
    """Stop voluntary mail of the copy's stream to its address, as a message to that address asks.

    False where the token is another one, for a notice, and for official mail, which goes on.
    """
    delivery = match.delivery
    if delivery is None or match.purpose is not Purpose.UNSUBSCRIBE or message.sort not in SORTS:
        return False
    dispatch = dispatch_of(session, delivery.dispatch_id)
    if dispatch.kind is not MailKind.VOLUNTARY or not delivery.address_key:
        return False
    scope = f"stream:{dispatch.stream}" if dispatch.stream else Scope.VOLUNTARY
    evidence = f"message {message.id} of the inbox"
    suppress(session, now, by, address_key=delivery.address_key, scope=scope, reason=ASKED, evidence=evidence)
    return True
