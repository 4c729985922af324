"""The exact message that somebody got, rebuilt from the ledger and compared with the hash of that time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from mailer.blueprint import Blueprint, PartRef
from mailer.composing import filling_for
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import dispatch_of
from mailer.errors import NotFound, Refused
from mailer.outbox import blueprint_spec, part_bytes
from mailer.token import Keyring


@dataclass(frozen=True)
class Rebuilt:
    """A message as it is rebuilt now, beside the hash that was recorded when its bytes first went out."""

    message: bytes
    recorded: str
    """Empty where no byte of it went out yet."""
    found: str

    @property
    def matches(self) -> bool:
        """Whether these are the very bytes that went out."""
        return self.recorded == self.found

    def __str__(self) -> str:
        """The comparison, aloud."""
        if not self.recorded:
            return f"Nothing of it went out yet, so there is no hash to compare. It would be {self.found}."
        if self.matches:
            return f"The hash matches: {self.found}."
        return f"THE HASH DIFFERS: {self.recorded} was sent, {self.found} is what the records give now."


def rebuild(session: OfficeSession, keyring: Keyring, delivery_id: int) -> Rebuilt:
    """The message of a delivery, byte for byte as it was sent.

    NotFound if there is no such delivery; Refused if its recipient was erased, if it has no date yet, or a
    part, blueprint or key of it is gone or altered.
    """
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound(f"There is no delivery {delivery_id}.")
    if delivery.erased_at is not None:
        sent = f" The hash of what was sent stays: {delivery.bytes_hash}." if delivery.bytes_hash else ""
        raise Refused(
            f"Whom message {delivery_id} was for was erased on {delivery.erased_at:%Y-%m-%d}, so it cannot be"
            f" put together any more.{sent}"
        )
    if delivery.dated_at is None:
        raise Refused(f"The delivery to {delivery.address} was never tried: its message has no date yet.")
    spec = blueprint_spec(session, delivery.blueprint_id)
    blueprint = Blueprint(spec, {part.sha256: part_bytes(session, part.sha256) for part in spec.parts})
    own = [PartRef(**part) for part in json.loads(delivery.extra_parts or "[]")]
    filling = filling_for(
        delivery,
        blueprint,
        keyring,
        dispatch_of(session, delivery.dispatch_id).key_id,
        delivery.dated_at,
        tuple((part, part_bytes(session, part.sha256)) for part in own),
    )
    message = blueprint.fill(filling)
    return Rebuilt(message, delivery.bytes_hash or "", hashlib.sha256(message).hexdigest())
