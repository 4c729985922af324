"""A filling: what one copy adds to a blueprint to become a message."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from mailer.blueprint.parts import PartRef
from mailer.merge import Values


class Filling(NamedTuple):
    """One copy: whose it is, by which names it is known, when it is dated, and its merge values.

    `serial` is 16 characters a-z2-7; Message-ID and boundaries follow from it. The tokens stand in the return
    path, in the unsubscribe and in the reply address. `address` has its domain in A-labels; `name` may be
    empty. `dated_at` is aware. `extra_parts` are parts of this copy alone, with their bytes; `headers` are
    headers of its own, such as References, after those of the blueprint.
    """

    serial: str
    return_token: str
    unsubscribe_token: str
    address: str
    name: str
    dated_at: datetime
    values: Values
    extra_parts: tuple[tuple[PartRef, bytes], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    reply_token: str = ""
