"""What codes mean where words say nothing: enhanced ones (RFC 3463, 5248, 7505) and reply codes."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from mailer.bounces.vocabulary import Reason


class Meaning(NamedTuple):
    """What a code says: the reason, and whether the address is bad."""

    reason: Reason
    hard: bool = False


SUBJECTS: Final[dict[str, Meaning]] = {
    "1.1": Meaning(Reason.ADDRESS, hard=True),  # bad destination mailbox
    "1.2": Meaning(Reason.DOMAIN, hard=True),  # bad destination system
    "1.3": Meaning(Reason.ADDRESS, hard=True),  # bad syntax of the destination
    "1.4": Meaning(Reason.ADDRESS, hard=True),  # ambiguous
    "1.6": Meaning(Reason.ADDRESS, hard=True),  # moved
    "1.7": Meaning(Reason.POLICY),  # the sender's address
    "1.8": Meaning(Reason.POLICY),  # the sender's system
    "1.9": Meaning(Reason.POLICY),  # relayed to a mailer that does not comply
    "1.10": Meaning(Reason.DOMAIN, hard=True),  # null MX (RFC 7505)
    "2.1": Meaning(Reason.INACTIVE),
    "2.2": Meaning(Reason.FULL),
    "2.3": Meaning(Reason.SIZE),
    "2.121": Meaning(Reason.TRANSPORT),  # Exchange Online: too many to one recipient
    "2.122": Meaning(Reason.TRANSPORT),
    "3.4": Meaning(Reason.SIZE),
    "4.1": Meaning(Reason.TRANSPORT),
    "4.2": Meaning(Reason.TRANSPORT),
    "4.3": Meaning(Reason.TRANSPORT),
    "4.4": Meaning(Reason.DOMAIN, hard=True),  # no way to the domain
    "4.5": Meaning(Reason.TRANSPORT),
    "4.6": Meaning(Reason.TRANSPORT),
    "4.7": Meaning(Reason.TRANSPORT),
    "5.3": Meaning(Reason.TRANSPORT),  # too many recipients
    "6.0": Meaning(Reason.POLICY),
    "6.1": Meaning(Reason.POLICY),
    "6.2": Meaning(Reason.POLICY),
    "6.3": Meaning(Reason.POLICY),
    "6.5": Meaning(Reason.POLICY),
    "6.6": Meaning(Reason.POLICY),
    "6.7": Meaning(Reason.POLICY),
    "6.8": Meaning(Reason.POLICY),
    "6.9": Meaning(Reason.POLICY),
    "7.13": Meaning(Reason.INACTIVE),  # user account disabled
    "7.17": Meaning(Reason.ADDRESS, hard=True),  # owner of the mailbox has changed (RFC 7293)
    "7.18": Meaning(Reason.DOMAIN, hard=True),  # owner of the domain has changed
}
"""By subject and detail; of others the subject alone may tell: 7 is policy, 6 content, 4 the way."""
LATER: Final[dict[str, Meaning]] = {
    "1.0": Meaning(Reason.ADDRESS),
    "2.0": Meaning(Reason.OTHER),
    "3.0": Meaning(Reason.OTHER),
    "3.1": Meaning(Reason.OTHER),
    "3.2": Meaning(Reason.TRANSPORT),
    "3.3": Meaning(Reason.OTHER),
    "3.5": Meaning(Reason.OTHER),
    "4.0": Meaning(Reason.TRANSPORT),
    "5.0": Meaning(Reason.OTHER),
}
"""Codes that are asked after the vague wordings."""
REPLIES: Final[dict[str, Meaning]] = {
    "421": Meaning(Reason.TRANSPORT),
    "450": Meaning(Reason.TRANSPORT),
    "451": Meaning(Reason.TRANSPORT),
    "452": Meaning(Reason.FULL),
    "530": Meaning(Reason.POLICY),  # authentication (RFC 4954)
    "535": Meaning(Reason.POLICY),
    "556": Meaning(Reason.DOMAIN, hard=True),  # RFC 7504
    "551": Meaning(Reason.ADDRESS, hard=True),
    "552": Meaning(Reason.FULL),
}
"""Of plain SMTP (RFC 5321 §4.2.3), asked last."""
_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY: Final = re.compile(r"(?<![\d.#=/-])(?<!\d:)([45][0-5][0-9])(?=[ -]|:|\s|$|;|,|\))")


def enhanced_codes(text: str) -> list[str]:
    """The codes such as `5.1.1` of a text, in their order, numbers of addresses and versions left out."""
    return [".".join(found) for found in _ENHANCED.findall(text)]


def reply_codes(text: str) -> list[str]:
    """The codes such as `550` of a text, in their order."""
    return _REPLY.findall(text)


def meaning(code: str) -> Meaning | None:
    """What an enhanced code says for certain; None for one that is general or unknown."""
    subject = code[2:]
    if subject in SUBJECTS or subject in LATER:
        return SUBJECTS.get(subject)
    return {"7": Meaning(Reason.POLICY), "6": Meaning(Reason.POLICY), "4": Meaning(Reason.TRANSPORT)}.get(
        subject[0]
    )
