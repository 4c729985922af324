"""Whether the attempts in the ledger are the ones that the audit chain vouches for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from mailer.audit import AuditEntry
from mailer.database import OfficeSession
from mailer.delivery import DeliveryAttempt
from mailer.recording import stored_group_digest

RECORDED: Final = "deliveries.record"
GROUP: Final = "group:"


def verify_attempts(session: OfficeSession) -> tuple[int, str] | None:
    """The first audit entry whose group of attempts was altered, with the reason; None if all are as written.

    Each group is read once. An attempt that no entry vouches for is named by the entry before it.
    """
    recorded = select(AuditEntry.number, AuditEntry.subject, AuditEntry.facts)
    vouched = 0
    for number, subject, facts in session.execute(
        recorded.where(AuditEntry.deed == RECORDED).order_by(AuditEntry.number)
    ):
        group_id = int(subject.removeprefix(GROUP))
        if stored_group_digest(session, group_id) != facts["digest"]:
            return number, "the attempts that it vouches for were altered, removed or added to"
        vouched += facts["attempts"]
    attempts = session.scalar(select(func.count()).select_from(DeliveryAttempt)) or 0
    if attempts != vouched:
        last = session.scalar(select(func.max(AuditEntry.number))) or 0
        return last, f"{attempts - vouched} attempts stand in the ledger that no entry vouches for"
    return None
