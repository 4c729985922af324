"""What the audit chain says of one campaign: its moves, the release in force, its launch and its opening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from mailer.audit import AuditDetail, AuditEntry
from mailer.database import OfficeSession
from scheduler.campaign import Campaign

DEED: Final = "campaign."
"""How the deeds of campaigns begin."""
WITHOUT_EVENT: Final = frozenset({"print"})
"""Deeds that change nothing of a campaign, and leave an entry only."""

Move = tuple[datetime, str, str, str, str]
"""When, which deed, the state after it, by whom, why."""


class Attached(NamedTuple):
    """The documents of the frozen rows from one to another under one digest, and the entry that names it."""

    entry: int
    first: int
    last: int
    documents: int
    digest: str


@dataclass
class CampaignRecord:
    """The entries of one campaign, read in order; what was taken back counts no more."""

    state: str = ""
    entry: int = 0
    """The number of the last one."""
    moves: Counter[Move] = field(default_factory=Counter)
    release: Mapping[str, Any] | None = None
    """The facts of the release in force; None where there is none."""
    released_in: int = 0
    """The number of its entry."""
    seal: str = ""
    """The release seal over its latest time."""
    dispatch_id: int | None = None
    opened: Mapping[str, Any] | None = None
    """The facts of the opening; None before it."""
    document: str = ""
    """How the letter was to travel as a document."""
    attached: list[Attached] = field(default_factory=list)
    """Which documents of recipients' own were put beside their copies, in the order of the launch."""

    def add(self, number: int, deed: str, facts: Mapping[str, Any]) -> None:
        """Take in the next entry."""
        self.entry, self.state = number, facts.get("state", self.state)
        if deed == "release":
            self.release, self.released_in = facts, number
        elif deed == "stop":
            self.release, self.released_in, self.seal = None, 0, ""
        elif deed == "launch":
            self.dispatch_id = facts["dispatch"]
        elif deed == "open":
            self.opened = facts
        elif deed in ("create", "remind"):
            self.document = facts["document"]
        elif deed == "attach":
            self.attached.append(
                Attached(number, facts["first"], facts["last"], facts["documents"], facts["digest"])
            )
        self.seal = facts.get("release_seal", self.seal)


def record_of(session: OfficeSession, campaign: Campaign) -> CampaignRecord:
    """What the chain says of a campaign; to be believed once the chain is verified (`audit.verify`)."""
    found = CampaignRecord()
    asked = (
        select(AuditEntry, AuditDetail.details)
        .outerjoin(AuditDetail, AuditDetail.number == AuditEntry.number)
        .where(AuditEntry.subject == f"campaign:{campaign.id}", AuditEntry.deed.startswith(DEED))
        .order_by(AuditEntry.number)
    )
    for entry, details in session.execute(asked):
        deed = entry.deed.removeprefix(DEED)
        found.add(entry.number, deed, entry.facts)
        if deed in WITHOUT_EVENT:
            continue
        found.moves[entry.at, deed, found.state, entry.actor, (details or {}).get("why", "")] += 1
    return found
