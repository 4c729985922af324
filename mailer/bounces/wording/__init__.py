"""The table of wordings, in the order in which its rules are asked."""

from __future__ import annotations

from typing import Final

from mailer.bounces.wording.address import MOVED, NOBODY, NOT_FOUND, WEAK
from mailer.bounces.wording.mailbox import MAILBOX
from mailer.bounces.wording.policy import CONTENT_REFUSED, RIGHT_REFUSED, SENDER_REFUSED
from mailer.bounces.wording.provider import GATEWAY_LABELS, PROVIDERS
from mailer.bounces.wording.rule import Rule
from mailer.bounces.wording.transport import (
    DOMAIN,
    HARDLY_REACHED,
    MACHINERY,
    NOT_REACHED,
    TOO_MANY_WRONG,
    TOO_MUCH,
)
from mailer.bounces.wording.user import UNKNOWN

STRONG: Final[tuple[Rule, ...]] = (
    *PROVIDERS,
    *MAILBOX,
    *SENDER_REFUSED,
    *TOO_MANY_WRONG,
    *MOVED,
    *UNKNOWN,
    *DOMAIN,
    *NOT_FOUND,
    *TOO_MUCH,
    *CONTENT_REFUSED,
    *NOBODY,
)
"""Wordings that say more than any status."""
VAGUE: Final[tuple[Rule, ...]] = (*NOT_REACHED, *RIGHT_REFUSED, *MACHINERY, *WEAK, *HARDLY_REACHED)
"""Wordings that are asked when the status says nothing in particular."""

__all__ = ["GATEWAY_LABELS", "STRONG", "VAGUE"]
