"""Groups of evidence: attempts and events are written in groups, and the chain keeps a digest of each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final

from mailer.canonical import digest

ATTEMPTS: Final = "deliveries.record"
"""The deed of the entry that vouches for a group of attempts."""
EVENTS: Final = "deliveries.change"
"""The same for a group of events."""
GROUP: Final = "group:"
"""How the subject of such an entry begins; the number of the group follows."""

Evidence = Sequence[Any]
"""One attempt or event as the digest of its group covers it: the delivery first; moments as canonical text,
a commitment in the place of what may be erased, and last the hash of the bytes where they are fixed by it."""


def new_group() -> int:
    """A number for a group, by which it is found again where nobody knows if it was kept."""
    return secrets.randbits(62)


def digest_of_group(rows: Sequence[Evidence]) -> str:
    """The digest of a group, in whatever order it is given; 64 hexadecimal digits."""
    return digest(sorted(rows, key=itemgetter(0, 1)))
