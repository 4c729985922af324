"""Rate limits as token buckets in the database, shared by every process that sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Float, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.database import Base

EVERYTHING: Final = "*"
"""The bucket of the global limit; the others are named by their domain."""


class Bucket(Base):
    """The letters that may still go out to a domain, or to anybody, as of a moment."""

    __tablename__ = "bucket"
    name: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float] = mapped_column(Float)
    filled_at: Mapped[datetime]


@dataclass(frozen=True)
class Limits:
    """Letters a second: in all, to any one domain, and to domains named; None for no limit.

    A bucket holds one second's worth, and at least one letter.
    """

    overall: float | None = None
    per_domain: float | None = None
    domains: Mapping[str, float] = field(default_factory=dict)

    def rate(self, domain: str) -> float | None:
        """The limit for a domain, letters a second."""
        return self.domains.get(domain, self.per_domain)


def take(session: Session, now: datetime, rates: Mapping[str, tuple[float, int]]) -> dict[str, int]:
    """Take tokens from buckets: name to (letters a second, wanted); how many each one grants.

    The buckets are locked in one order until the transaction ends, so that processes share them exactly.
    """
    locked = select(Bucket).where(Bucket.name.in_(sorted(rates))).order_by(Bucket.name).with_for_update()
    found = {bucket.name: bucket for bucket in session.scalars(locked)}
    granted = {}
    for name, (rate, wanted) in sorted(rates.items()):
        capacity = max(1.0, rate)
        bucket = found.get(name)
        if bucket is None:
            bucket = Bucket(name=name, tokens=capacity, filled_at=now)
            session.add(bucket)
        elapsed = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.tokens = min(capacity, bucket.tokens + elapsed * rate)
        bucket.filled_at = max(now, bucket.filled_at)
        granted[name] = min(wanted, int(bucket.tokens + 1e-9))
        bucket.tokens -= granted[name]
    session.flush()
    return granted


def pause(rate: float, missing: int) -> timedelta:
    """How long until a bucket of this rate has so many tokens more."""
    return timedelta(seconds=min(missing, max(1.0, rate)) / rate)
