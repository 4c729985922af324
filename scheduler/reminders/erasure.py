"""Erasing from the reminders: reasons that people wrote lose what names somebody."""

from __future__ import annotations

import re

from sqlalchemy import select

from mailer.database import OfficeSession
from mailer.erasure import GONE
from scheduler.extension import DeadlineExtension
from scheduler.reminders.tables import ReminderEvent, ReminderPlan, ReminderRung


def forget_words(session: OfficeSession, named: re.Pattern[str]) -> None:
    """Take what the pattern finds out of reasons; of an event, which is evidence, the whole reason goes."""
    for extension in session.scalars(select(DeadlineExtension)):
        extension.reason = named.sub(GONE, extension.reason)
    for plan in session.scalars(select(ReminderPlan).where(ReminderPlan.why != "")):
        plan.why = named.sub(GONE, plan.why)
    for rung in session.scalars(select(ReminderRung).where(ReminderRung.why != "")):
        rung.why = named.sub(GONE, rung.why)
    for event in session.scalars(select(ReminderEvent).where(ReminderEvent.why != "")):
        if named.search(event.why):
            event.why = ""
