"""What a server's own refusal says of an address: read by the same rules as a notice that comes later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.stage import STAGES
from mailer.bounces.vocabulary import Action, Verdict
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryNews
from mailer.dispatch import DeliveryState
from mailer.wire import Stage

AFTER_THE_TEXT: Final = STAGES[0][0]
"""Where a server speaks once it has read the letter: nothing it says there is about the recipient alone."""
_SPOKEN: Final = frozenset({Stage.RCPT.value, Stage.DOT.value, Stage.BODY.value, Stage.DATA.value})


def take_refused(session: OfficeSession, limit: int) -> list[DeliveryNews]:
    """The oldest news of deliveries, kept from every other consumer until this transaction ends."""
    asked = select(DeliveryNews).order_by(DeliveryNews.id).limit(limit).with_for_update(skip_locked=True)
    return list(session.scalars(asked))


def verdicts_on(session: OfficeSession, news: Sequence[DeliveryNews]) -> dict[int, Verdict]:
    """By delivery, what the last answer says of the address; none where no server spoke of it."""
    failed = [one.delivery_id for one in news if one.what is DeliveryState.FAILED]
    asked = (
        select(DeliveryAttempt, Delivery.address)
        .join(Delivery, Delivery.id == DeliveryAttempt.delivery_id)
        .where(DeliveryAttempt.delivery_id.in_(failed))
        .order_by(DeliveryAttempt.id)
    )
    last = {attempt.delivery_id: (attempt, address) for attempt, address in session.execute(asked)}
    return {
        number: _verdict(attempt, address)
        for number, (attempt, address) in last.items()
        if attempt.code is not None and attempt.code >= 400 and attempt.stage in _SPOKEN
    }


def _verdict(attempt: DeliveryAttempt, address: str) -> Verdict:
    words = " ".join(part for part in (str(attempt.code), attempt.enhanced, attempt.reply) if part)
    said = Said(
        recipient=address,
        status=attempt.enhanced,
        action=Action.FAILED,
        diagnostic=words,
        stage="" if attempt.stage == Stage.RCPT.value else AFTER_THE_TEXT,
        server=attempt.server,
    )
    return conclude(said)
