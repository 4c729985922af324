"""What came back, as coordinators look through it: by message, filtered, counted, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from mailer.bounces.vocabulary import Action, Kind, Reading, Reason, Sort
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.erasure import GONE
from mailer.inbox.record import InboundMessage, InboundReading
from mailer.inbox.told import reading_of
from recipients.spreadsheet import Cell
from scheduler.campaign import Campaign
from scheduler.contacted import key_of
from scheduler.frozen import CampaignRecipient

TYPED: Final = "smtp; "
"""The type of a diagnostic code (RFC 3464 section 2.3.6), which says nothing to a clerk."""
CAME_BACK: Final = (Sort.BOUNCE, Sort.DELAY, Sort.COMPLAINT, Sort.AUTO_REPLY)
BOUNCE_COLUMNS: Final = (
    "message", "came (UTC)", "campaign", "organisation", "category", "address", "sort", "verdict", "reason",
    "status", "rule", "line",
)  # fmt: skip
EXPORTED: Final = 1_000
"""Rows that an export reads at a time."""


@dataclass(frozen=True)
class BounceQuestion:
    """Which of what came back is asked for; what is given narrows it down. `until` is the first beyond."""

    campaign: str = ""
    address: str = ""
    sort: Sort | None = None
    kind: Kind | None = None
    reason: Reason | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Bounce:
    """One message that came back, as it was read last."""

    message_id: int
    came_at: datetime
    campaign: str
    organisation: str
    category: str
    address: str
    sort: Sort
    kind: Kind | None
    action: Action | None
    reason: Reason | None
    status: str
    rule: str
    line: str

    @property
    def verdict(self) -> str:
        """`hard`, `soft`, or `delayed`; empty where it is no notice."""
        if self.action is Action.DELAYED:
            return Action.DELAYED.value
        return self.kind.value if self.kind else ""

    def cells(self) -> list[Cell]:
        """As a row of the list."""
        return [
            self.message_id, iso(self.came_at), self.campaign, self.organisation, self.category,
            self.address, self.sort.value, self.verdict, self.reason.value if self.reason else "",
            self.status, self.rule, self.line,
        ]  # fmt: skip


def bounces(
    session: OfficeSession, question: BounceQuestion, *, after: int = 0, limit: int = 50
) -> list[Bounce]:
    """A page of what came back, by the number of the message after a cursor."""
    asked = _asked(question).where(InboundReading.message_id > after)
    rows = session.execute(asked.order_by(InboundReading.message_id).limit(limit))
    return [_bounce(*row) for row in rows]


def all_bounces(session: OfficeSession, question: BounceQuestion) -> Iterator[Bounce]:
    """Everything that came back, streamed."""
    after = 0
    while page := bounces(session, question, after=after, limit=EXPORTED):
        yield from page
        after = page[-1].message_id


def count_bounces(session: OfficeSession, question: BounceQuestion) -> Counter[tuple[str, str]]:
    """How many, by what it is (`hard`, `soft`, `delayed`, or its sort) and why."""
    found = _asked(question).subquery()
    columns = (found.c.sort, found.c.kind, found.c.action, found.c.reason)
    counts = Counter[tuple[str, str]]()
    for sort, kind, action, reason, count in session.execute(
        select(*columns, func.count()).group_by(*columns)
    ):
        is_delay = action is Action.DELAYED
        what = Action.DELAYED.value if is_delay else kind.value if kind else sort.value
        counts[what, reason.value if reason else ""] += count
    return counts


def _asked(question: BounceQuestion) -> Select[*tuple[Any, ...]]:
    later = aliased(InboundReading)
    superseded = select(later.id).where(
        later.message_id == InboundReading.message_id, later.id > InboundReading.id
    )
    return (
        select(
            InboundReading.message_id,
            InboundMessage.stored_at,
            func.coalesce(Campaign.name, "").label("campaign"),
            func.coalesce(CampaignRecipient.organisation, "").label("organisation"),
            func.coalesce(CampaignRecipient.category, "").label("category"),
            Delivery.address,
            InboundReading.sort,
            InboundReading.kind,
            InboundReading.action,
            InboundReading.reason,
            InboundReading.status,
            InboundReading.rule,
            InboundReading.line,
            InboundReading.told,
        )
        .join(InboundMessage, InboundMessage.id == InboundReading.message_id)
        .join(Delivery, Delivery.id == InboundReading.delivery_id)
        .outerjoin(CampaignRecipient, CampaignRecipient.delivery_id == Delivery.id)
        .outerjoin(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(InboundReading.sort.in_(CAME_BACK), ~superseded.exists(), *_conditions(question))
    )


def _conditions(question: BounceQuestion) -> list[ColumnElement[bool]]:
    asked = {
        Campaign.name: question.campaign,
        Delivery.address_key: key_of(question.address) if question.address else "",
        InboundReading.sort: question.sort,
        InboundReading.kind: question.kind,
        InboundReading.reason: question.reason,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in asked.items() if value]
    if question.since is not None:
        found.append(InboundMessage.stored_at >= question.since)
    if question.until is not None:
        found.append(InboundMessage.stored_at < question.until)
    return found


def _bounce(*row: Any) -> Bounce:
    *columns, told = row
    found = Bounce(*columns)
    line = found.line.removeprefix(TYPED) or _said(reading_of(told))
    return replace(found, line=line, address=found.address or GONE)


def _said(reading: Reading) -> str:
    """What an automatic reply says that matters: another address, or for how long somebody is away."""
    if reading.successors:
        return reading.successors[0].line
    return f"absent until {reading.absent_until}" if reading.absent_until else ""
