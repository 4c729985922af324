"""Every table of the house in one metadata: who writes one has to know those that it names."""

from __future__ import annotations

import importlib
from typing import Final

from mailer.database import Base

MODULES: Final = (
    "mailer.audit", "mailer.delivery", "mailer.dispatch", "mailer.inbox.record", "mailer.limits",
    "mailer.staff", "mailer.suppression", "recipients.category", "recipients.directory_state",
    "recipients.history", "recipients.lists", "recipients.organisation", "recipients.recipient",
    "letters.calendar.kept",
    "letters.clearance", "letters.editions", "letters.letter", "letters.register.closing",
    "letters.register.tables", "letters.stand_ins", "scheduler.campaign", "scheduler.extension",
    "scheduler.frozen", "scheduler.items", "scheduler.outcomes.softness", "scheduler.outcomes.task",
    "scheduler.reminders.tables", "scheduler.replies.reply",
)  # fmt: skip
"""The modules that have tables; a house test looks for others."""

for _module in MODULES:
    importlib.import_module(_module)

METADATA: Final = Base.metadata
