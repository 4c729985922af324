"""The set that a reminder's campaign means: those whom it was made for, chosen at the moment of sending."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from mailer.database import OfficeSession
from recipients.idset import IdSet
from scheduler.campaign import campaign_named
from scheduler.reminders.tables import Outcome, ReminderDue

REMINDED_BY: Final = "reminded by "
"""How the name of the set begins; the campaign's name follows."""


def reminded_by(session: OfficeSession, campaign: str) -> IdSet:
    """Whom this campaign reminds; NotFound if there is no such campaign."""
    asked = select(ReminderDue.recipient_id).where(
        ReminderDue.campaign_id == campaign_named(session, campaign).id,
        ReminderDue.outcome == Outcome.REMINDED,
    )
    return IdSet(session.scalars(asked.execution_options(yield_per=10_000)))
