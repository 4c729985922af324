"""Rate limits as token buckets in the database, shared by every process that sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Float, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.database import Base, run_many

LARGEST_SKEW: Final = timedelta(minutes=1)
"""How far the clocks of machines that send may be apart."""
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
    _lay_missing(session, now, rates)
    # Two processes may find a bucket missing at once; one of them founds it.
    run_many(
        session,
        "INSERT INTO bucket (name, tokens, filled_at) VALUES (:name, :tokens, :filled_at)"
        " ON CONFLICT (name) DO NOTHING",
        [
            {"name": name, "tokens": max(1.0, rate), "filled_at": now}
            for name, (rate, _) in sorted(rates.items())
        ],
    )
    locked = select(Bucket).where(Bucket.name.in_(sorted(rates))).order_by(Bucket.name).with_for_update()
    granted = {}
    for bucket in session.scalars(locked).all():
        name = bucket.name
        rate, wanted = rates[name]
        capacity = max(1.0, rate)
        elapsed = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.tokens = min(capacity, bucket.tokens + elapsed * rate)
        # A clock may be a little behind that of another machine; far behind, it was this one that jumped.
        jumped = bucket.filled_at - now > LARGEST_SKEW
        bucket.filled_at = now if jumped else max(now, bucket.filled_at)
        granted[name] = min(wanted, int(bucket.tokens + 1e-9))
        bucket.tokens -= granted[name]
    session.flush()
    return granted


def _lay_missing(session: Session, now: datetime, rates: Mapping[str, tuple[float, int]]) -> None:
    """Full buckets for those that have none yet; another process may lay the same one at the same moment."""
    known = set(session.scalars(select(Bucket.name).where(Bucket.name.in_(sorted(rates)))))
    missing = [
        {"name": name, "tokens": max(1.0, rate), "now": now}
        for name, (rate, _) in sorted(rates.items())
        if name not in known
    ]
    run_many(
        session,
        "INSERT INTO bucket (name, tokens, filled_at) VALUES (:name, :tokens, :now) ON CONFLICT DO NOTHING",
        missing,
    )


def pause(rate: float, missing: int) -> timedelta:
    """How long until a bucket of this rate has so many tokens more."""
    return timedelta(seconds=min(missing, max(1.0, rate)) / rate)
