"""What keeps workers from the mail server: noted by them, told to who asks why nothing goes out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mailer.database import OfficeSession
from mailer.delivery import DeliveryAttempt, Worker


def note_trouble(session: OfficeSession, now: datetime, worker_id: int, why: str) -> None:
    """What keeps the worker from the mail server since now; nothing when it is over."""
    noted = {"trouble": why, "trouble_at": now if why else None}
    session.execute(update(Worker).where(Worker.id == worker_id).values(noted))


def latest_trouble(session: OfficeSession) -> Worker | None:
    """The worker that was kept from the mail server last; None if it, or another one, got there since."""
    troubled = select(Worker).where(Worker.trouble_at.is_not(None)).order_by(Worker.trouble_at.desc())
    noted = session.scalars(troubled.limit(1)).first()
    if noted is None or noted.trouble_at is None:
        return None
    tried = session.scalar(select(DeliveryAttempt.began_at).order_by(DeliveryAttempt.id.desc()).limit(1))
    return None if tried is not None and tried > noted.trouble_at else noted
