"""Soft failures counted: a score for each address, which decays, and ends with a success."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from mailer.bounce_settings import BounceSettings
from mailer.bounces.vocabulary import Action, Reason, Sort
from mailer.database import Base, Id, OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.inbox.record import InboundMessage
from scheduler.outcomes.about import AffectedCopy

DELAY: Final = "delay"
"""What a notice of delay is called among the weights."""
WEIGHTS: Final[Mapping[str, float]] = {
    Reason.ADDRESS: 1.0,  # soft as it was not proved, or the server said "not now"
    Reason.DOMAIN: 1.0,
    Reason.INACTIVE: 1.0,
    Reason.FULL: 1.0,
    Reason.TRANSPORT: 0.5,
    Reason.OTHER: 0.5,
    Reason.SIZE: 0.0,  # these two say something of the letter or of the office, and nothing of the address
    Reason.POLICY: 0.0,
    DELAY: 0.25,
}
"""What a soft failure counts by its reason, unless the settings say otherwise."""
A_DAY: Final = timedelta(days=1)
HEARD_FROM: Final = (Sort.REPLY, Sort.RECEIPT)
"""Mail by which an address shows that it is read."""


class SoftScore(Base):
    """How much failed softly at an address lately, as it was when it was last counted."""

    __tablename__ = "soft_score"
    id: Mapped[Id]
    address_key: Mapped[str] = mapped_column(unique=True)
    score: Mapped[float]
    counted_at: Mapped[datetime]


def weight_of(rules: BounceSettings, reason: Reason | None, action: Action | None) -> float:
    """What a soft failure counts, by the settings or else as usual."""
    name = DELAY if action is Action.DELAYED else (reason or Reason.OTHER).value
    own: Mapping[str, float] = {str(key): weight for key, weight in rules.weights.items()}
    return own.get(name, WEIGHTS[name])


def decayed(score: float, since: timedelta, rules: BounceSettings) -> float:
    """What is left of a score after a time: half of it after each half-life."""
    return float(score * 0.5 ** (since / timedelta(days=rules.half_life_days)))


def count_failure(
    session: OfficeSession, now: datetime, rules: BounceSettings, copy: AffectedCopy, weight: float
) -> float | None:
    """Count a soft failure of an address; its score now, or None where it does not count.

    It counts once a day at most, however many notices come. A success since the last one ends the old score.
    """
    if not weight:
        return None
    asked = select(SoftScore).where(SoftScore.address_key == copy.address_key).with_for_update()
    held = session.scalars(asked).first()
    if held is None:
        held = SoftScore(address_key=copy.address_key, score=0.0, counted_at=now)
        session.add(held)
    elif now - held.counted_at < A_DAY:
        return None
    elif _succeeded(session, now, rules, held):
        held.score = 0.0
    held.score = decayed(held.score, now - held.counted_at, rules) + weight
    held.counted_at = now
    session.flush()
    return held.score


def forget(session: OfficeSession, address_key: str) -> None:
    """End the score of an address: mail to it was received, or it is held by now."""
    held = session.scalars(select(SoftScore).where(SoftScore.address_key == address_key)).first()
    if held is not None:
        session.delete(held)


def _succeeded(session: OfficeSession, now: datetime, rules: BounceSettings, held: SoftScore) -> bool:
    """Whether mail came through since the last failure: a copy that did not come back in time, or an answer.

    A copy that was taken lately is no success yet, for its notice may be on the way.
    """
    taken = exists().where(
        Delivery.address_key == held.address_key,
        Delivery.state == DeliveryState.SENT,
        Delivery.tried_at > held.counted_at,
        Delivery.tried_at < now - timedelta(days=rules.success_days),
    )
    heard = exists().where(
        InboundMessage.delivery_id == Delivery.id,
        Delivery.address_key == held.address_key,
        InboundMessage.sort.in_(HEARD_FROM),
        InboundMessage.stored_at > held.counted_at,
    )
    return session.scalar(select(or_(taken, heard))) is True
