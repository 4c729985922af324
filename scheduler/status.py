"""How a campaign stands: counts that always sum to its audience, a table, its pace and its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from letters.letter import Letter
from letters.register import references_of
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt
from mailer.dispatch import tally
from mailer.standstill import latest_trouble
from scheduler.campaign import Campaign, CampaignState, campaign_named, letter_of_campaign
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.standing import OPEN, CopyState, copy_state

RECENT: Final = timedelta(minutes=2)
SAMPLE: Final = 1_000
"""Latest attempts from which the pace is told."""


@dataclass(frozen=True)
class StatusLine:
    """One line of the table: a category and a language, with the copies in each state."""

    category: str
    language: str
    counts: Counter[CopyState]

    @property
    def total(self) -> int:
        """All of the line, whatever their state."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Status:
    """A campaign as it stands at a moment."""

    name: str
    letter: str
    reference: str
    expression: str
    state: CampaignState
    why: str
    starts_at: datetime | None
    launched_at: datetime | None
    ended_at: datetime | None
    audience: int
    """Rows of the frozen audience; 0 before release."""
    lines: tuple[StatusLine, ...]
    per_second: float
    """Copies whose attempts ended, a second, lately; 0 when nothing goes out."""
    ends_at: datetime | None
    """When all will have been tried at this pace; None where that cannot be told."""
    imbalance: str
    """Why the sum is not the audience, which must never be; empty if it is."""
    counts: Counter[CopyState] = field(default_factory=Counter)
    trouble: str = ""
    """Why nothing goes out although it runs: what a worker noted last about the mail server."""
    trouble_at: datetime | None = None

    @property
    def balanced(self) -> bool:
        """Whether the states sum to the frozen audience (promise 1)."""
        return not self.imbalance


def status(session: OfficeSession, now: datetime, name: str) -> Status:
    """How a campaign stands. A sum that is not the audience is said in `imbalance`, never passed over."""
    campaign = campaign_named(session, name)
    letter = letter_of_campaign(session, campaign)
    references = references_of(session, letter.id)
    freeze = session.get(AudienceFreeze, campaign.freeze_id) if campaign.freeze_id else None
    lines = _lines(session, campaign.freeze_id) if campaign.freeze_id else ()
    counts: Counter[CopyState] = Counter()
    for line in lines:
        counts.update(line.counts)
    pace = _pace(session, now, campaign)
    waiting = sum(counts[state] for state in OPEN)
    running = campaign.state is CampaignState.RUNNING
    troubled = latest_trouble(session) if running and waiting else None
    return Status(
        name=campaign.name,
        letter=letter.handle,
        reference=references[0].printed if references else "",
        expression=campaign.expression,
        state=campaign.state,
        why=campaign.why,
        starts_at=campaign.starts_at,
        launched_at=campaign.launched_at,
        ended_at=campaign.ended_at,
        audience=freeze.rows if freeze else 0,
        lines=lines,
        per_second=pace,
        ends_at=now + timedelta(seconds=waiting / pace) if pace and waiting and running else None,
        imbalance=_imbalance(session, campaign, freeze, counts) if freeze else "",
        counts=counts,
        trouble=troubled.trouble if troubled else "",
        trouble_at=troubled.trouble_at if troubled else None,
    )


@dataclass(frozen=True)
class CampaignLine:
    """One campaign in the list."""

    name: str
    letter: str
    state: CampaignState
    starts_at: datetime | None
    why: str


def list_campaigns(session: OfficeSession) -> list[CampaignLine]:
    """The campaigns of the office, the latest made first."""
    asked = select(Campaign, Letter.handle).join(Letter, Letter.id == Campaign.letter_id)
    found = session.execute(asked.order_by(Campaign.id.desc()))
    return [
        CampaignLine(campaign.name, handle, campaign.state, campaign.starts_at, campaign.why)
        for campaign, handle in found
    ]


def _lines(session: OfficeSession, freeze_id: int) -> tuple[StatusLine, ...]:
    state = copy_state().label("state")
    asked = (
        select(CampaignRecipient.category, CampaignRecipient.language, state, func.count())
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(CampaignRecipient.freeze_id == freeze_id)
        .group_by(CampaignRecipient.category, CampaignRecipient.language, state)
    )
    found: dict[tuple[str, str], Counter[CopyState]] = {}
    for category, language, word, count in session.execute(asked):
        found.setdefault((category, language), Counter())[CopyState(word)] = count
    return tuple(StatusLine(*key, counts) for key, counts in sorted(found.items()))


def _imbalance(
    session: OfficeSession, campaign: Campaign, freeze: AudienceFreeze, counts: Counter[CopyState]
) -> str:
    total = sum(counts.values())
    if total != freeze.rows:
        return f"The audience had {freeze.rows:,} rows when it was frozen, and has {total:,} now."
    if campaign.dispatch_id is None:
        return ""
    made = select(func.count(CampaignRecipient.delivery_id)).where(CampaignRecipient.freeze_id == freeze.id)
    delivered = session.scalar(made) or 0
    in_ledger = sum(tally(session, campaign.dispatch_id).values())
    if delivered != in_ledger:
        return f"The audience has {delivered:,} deliveries, and the ledger counts {in_ledger:,}."
    return ""


def _pace(session: OfficeSession, now: datetime, campaign: Campaign) -> float:
    """Attempts that ended a second, by the latest ones."""
    if campaign.dispatch_id is None:
        return 0.0
    latest = (
        select(DeliveryAttempt.delivery_id, DeliveryAttempt.ended_at)
        .order_by(DeliveryAttempt.id.desc())
        .limit(SAMPLE)
        .subquery()
    )
    asked = (
        select(func.count(), func.min(latest.c.ended_at))
        .join(Delivery, Delivery.id == latest.c.delivery_id)
        .where(Delivery.dispatch_id == campaign.dispatch_id, latest.c.ended_at > now - RECENT)
    )
    count, first = session.execute(asked).one()
    if not count or first is None:
        return 0.0
    return float(count / max((now - first).total_seconds(), 1.0))
