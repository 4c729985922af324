"""Who sends the letters of an office: the mailboxes and the domain that its settings give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mailer.blueprint import Mailbox
from mailer.settings import OfficeSettings


@dataclass(frozen=True)
class Sender:
    """Who sends, and where answers go; `domain` is the office's own, for Message-ID and return path."""

    mailbox: Mailbox
    domain: str
    reply_to: Mailbox | None = None


SAMPLE: Final = Sender(Mailbox("Secretariat", "letters@secretariat.example"), "secretariat.example")
"""Where there is no office."""


def sender_of(office: OfficeSettings) -> Sender:
    """The sender that the settings give."""
    return Sender(
        Mailbox(office.sender_name or office.name, office.sender),
        office.domain,
        Mailbox("", office.reply_to) if office.reply_to else None,
    )
