"""Mailboxes as they stand in a header: which addresses may, and which of them need SMTPUTF8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mailer.errors import Refused

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_DOMAIN.pattern})")
_UNSEEN: Final = re.compile(
    "[\\s\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]"
)
"""Blanks and characters that show nothing or turn the direction of reading, in addresses only a disguise."""
_LOCAL_LIMIT: Final = 64
_PATH_LIMIT: Final = 254


@dataclass(frozen=True)
class Mailbox:
    """A display name, which may be empty, and an address."""

    name: str
    address: str


def needs_smtputf8(address: str) -> bool:
    """Whether a server must offer SMTPUTF8 to take this address: the address alone decides (RFC 6531)."""
    return not address.isascii()


def usable_domain(domain: str) -> bool:
    """Whether this is a domain name of two labels or more, international ones as A-labels (RFC 5890)."""
    return len(domain) <= _PATH_LIMIT and _DOMAIN.fullmatch(domain) is not None


def check_address(address: str) -> None:
    """Refused for all but one plain address: dot-atom, `@`, domain in A-labels (RFC 5322 section 3.4.1).

    Quoted local parts, comments, routes and address literals are refused too: no stakeholder has one, and
    each reader of mail reads them differently. Lengths are those of RFC 5321 section 4.5.3.1, in octets.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or (not address.isascii() and _UNSEEN.search(address)):
        raise Refused("The address is not one plain address such as name@organisation.example.")
    if len(found[1].encode()) > _LOCAL_LIMIT or len(address.encode()) > _PATH_LIMIT:
        raise Refused("The address is longer than mail allows.")
