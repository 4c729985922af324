"""Who did what: the audit chain in words that an auditor reads."""

from scheduler.deeds.questions import DEED_COLUMNS, DeedPage, DeedQuestion, Told, all_deeds, deeds
from scheduler.deeds.words import DEEDS

__all__ = ["DEEDS", "DEED_COLUMNS", "DeedPage", "DeedQuestion", "Told", "all_deeds", "deeds"]
