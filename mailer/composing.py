"""From a row of the ledger to the bytes of its message, the same ones whenever it is asked."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Protocol

from mailer.blueprint import Blueprint, Filling, PartRef
from mailer.dispatch import MailKind
from mailer.token import Keyring, Purpose


class Copy(Protocol):
    """What of a delivery goes into its message; a claimed one and a stored one both have it."""

    @property
    def serial(self) -> str:
        """Its random name."""

    @property
    def address(self) -> str:
        """Where it goes."""

    @property
    def name(self) -> str:
        """The display name of its recipient."""

    @property
    def values(self) -> str:
        """Canonical JSON of its merge values."""

    @property
    def headers(self) -> str | None:
        """Canonical JSON of headers of its own, by name; None for most."""


def filling_for(
    copy: Copy,
    blueprint: Blueprint,
    keyring: Keyring,
    key_id: str,
    dated_at: datetime,
    extra_parts: tuple[tuple[PartRef, bytes], ...] = (),
) -> Filling:
    """What a copy adds to its blueprint; Refused if the signing key it was enqueued with is missing."""
    unsubscribe = ""
    if blueprint.spec.kind is MailKind.VOLUNTARY:
        unsubscribe = keyring.mint(Purpose.UNSUBSCRIBE, copy.serial, key_id)
    reply = ""
    if blueprint.spec.signed_replies:
        reply = keyring.mint(Purpose.REPLY, copy.serial, key_id)
    return Filling(
        serial=copy.serial,
        return_token=keyring.mint(Purpose.RETURN_PATH, copy.serial, key_id),
        unsubscribe_token=unsubscribe,
        address=copy.address,
        name=copy.name,
        dated_at=dated_at,
        values=json.loads(copy.values),
        extra_parts=extra_parts,
        headers=tuple(json.loads(copy.headers).items()) if copy.headers else (),
        reply_token=reply,
    )
