"""The held addresses of a campaign's audience: told with its status, so that no hold is a silent one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mailer.database import OfficeSession
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient
from scheduler.outcomes.task import Task, TaskKind, TaskState


@dataclass(frozen=True)
class HeldAddress:
    """An address that gets no mail until somebody repairs it."""

    task: int
    organisation: str
    category: str
    address: str
    since: datetime
    line: str


def held_in(session: OfficeSession, campaign: Campaign) -> list[HeldAddress]:
    """The addresses of a frozen audience that are held, governments first; none before the release."""
    if campaign.freeze_id is None:
        return []
    asked = (
        select(
            Task.id,
            CampaignRecipient.organisation,
            CampaignRecipient.category,
            Task.address,
            Task.opened_at,
            Task.line,
        )
        .join(CampaignRecipient, CampaignRecipient.address_key == Task.address_key)
        .where(
            CampaignRecipient.freeze_id == campaign.freeze_id,
            Task.kind == TaskKind.REPAIR,
            Task.state == TaskState.OPEN,
        )
        .order_by(CampaignRecipient.category != "governments", CampaignRecipient.id)
    )
    return [HeldAddress(*row) for row in session.execute(asked)]
