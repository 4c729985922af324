"""What may name the delivery that a message is about; strings only, for the inbox to check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.bounces.letter import Letter
from mailer.bounces.status_report import TYPES, envelope_id
from mailer.bounces.vocabulary import Hints

MOST: Final = 20
_TOKEN: Final = re.compile(r"(?<![a-z0-9])[a-z]{2}[a-z2-7]{32}(?![a-z0-9])", re.IGNORECASE)
"""The shape of `mailer.token`: key id, serial and MAC."""
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,250}@[^<>\s]{1,250})>")
_ADDRESSED: Final = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "original-recipient",
    "x-delivered-to",
)
_RETURNED: Final = ("return-path", "x-envelope-from", "errors-to", "sender", "list-unsubscribe", "reply-to")


def hints(letter: Letter) -> Hints:
    """The tokens and Message-IDs of a message, those that are nearest to it first."""
    fields, returned = letter.message.fields, letter.notice.returned
    places = [value for name in _ADDRESSED for value in fields.all(name)]
    places += [envelope_id(leaf.text) for leaf in letter.message.leaves() if leaf.type in TYPES]
    places += [value for name in _RETURNED for value in returned.all(name)]
    tokens = (found.lower() for place in places for found in _TOKEN.findall(place))
    return Hints(tuple(dict.fromkeys(tokens))[:MOST], tuple(dict.fromkeys(_message_ids(letter)))[:MOST])


def _message_ids(letter: Letter) -> Iterator[str]:
    fields = letter.message.fields
    yield from _MESSAGE_ID.findall(letter.notice.returned.get("message-id"))
    for leaf in letter.message.leaves():
        if leaf.type == "message/disposition-notification":
            yield from _MESSAGE_ID.findall(leaf.text[:8000])
    for name in ("in-reply-to", "x-ms-exchange-organization-original-message-id", "original-message-id"):
        yield from _MESSAGE_ID.findall(fields.get(name))
    yield from reversed(_MESSAGE_ID.findall(fields.get("references")))
