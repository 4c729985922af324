"""Reads what comes back by mail: bytes in, verdicts out, and no database."""

from mailer.bounces.reader import read
from mailer.bounces.vocabulary import Action, Hints, Kind, Reading, Reason, Sort, Successor, Verdict

__all__ = ["Action", "Hints", "Kind", "Reading", "Reason", "Sort", "Successor", "Verdict", "read"]
