"""What a worker has in hand: a job, which is a delivery under a claim, and the letter that it becomes."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from mailer.blueprint import Blueprint, PartRef
from mailer.claims import Claimed
from mailer.composing import filling_for
from mailer.errors import Refused
from mailer.recording import Mark
from mailer.token import Keyring
from mailer.wire import Envelope


class Job(NamedTuple):
    """A delivery to be sent, and the claim under which it is ours."""

    claim_id: int
    claimed: Claimed


class Letter(NamedTuple):
    """A job made ready for the wire: its envelope, its bytes, and the mark to be committed before the dot."""

    job: Job
    envelope: Envelope
    message: bytes
    mark: Mark


def make_ready(
    job: Job, blueprint: Blueprint, keyring: Keyring, extra_parts: tuple[tuple[PartRef, bytes], ...] = ()
) -> Letter:
    """The letter of a job; a MailerError with a sentence where this copy cannot be filled."""
    claimed = job.claimed
    filling = filling_for(claimed, blueprint, keyring, claimed.key_id, claimed.dated_at, extra_parts)
    message = blueprint.fill(filling)
    bytes_hash = hashlib.sha256(message).hexdigest()
    if claimed.bytes_hash not in (None, bytes_hash):
        raise Refused(
            f"Its bytes are not those of the first attempt: {claimed.bytes_hash} went out then, {bytes_hash}"
            " is what the records give now."
        )
    envelope = Envelope(blueprint.return_path(filling), claimed.address, claimed.serial)
    return Letter(job, envelope, message, Mark(claimed.id, job.claim_id, bytes_hash))
