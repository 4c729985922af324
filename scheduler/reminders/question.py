"""The due-reminder question: who is to be reminded now, and for every other why not, by one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select
from sqlalchemy.sql.selectable import FromClause

from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.suppression import Scope, Suppression
from recipients.recipient import Recipient, RecipientAddress, in_directory
from scheduler.campaign import Campaign
from scheduler.extension import has_more_time
from scheduler.frozen import CampaignRecipient
from scheduler.reached import ADDRESSED, REACHED
from scheduler.reminders.rules import ToWhom
from scheduler.reminders.tables import Outcome, ReminderDue
from scheduler.replies.asked import Asking
from scheduler.replies.counting import Standing, standings

_S = Standing
MEANT: Final = {
    ToWhom.SILENT: frozenset({_S.SILENT}),
    ToWhom.INCOMPLETE: frozenset({_S.SILENT, _S.ACKNOWLEDGED, _S.PARTIAL}),
    ToWhom.ACKNOWLEDGED: frozenset({_S.ACKNOWLEDGED}),
    ToWhom.ALL_BUT_DECLINED: frozenset(_S) - {_S.DECLINED},
}
"""Where the organisations stand whom a rung reminds. What nobody has read yet counts as an answer."""


@dataclass(frozen=True)
class Asked:
    """What the question is about: letter and ask, whom the rung means, how many reminders one gets."""

    asking: Asking
    ask: str | None
    to: ToWhom
    stopping: tuple[str, ...]
    """The scopes of suppressions that stop the reminder."""
    most: int | None = None
    """Of this letter, to one recipient."""
    pressure: tuple[int, timedelta] | None = None
    """Of all letters together, to one recipient within a time."""

    @property
    def more_time_for(self) -> str:
        """The ask for which a grant of more time stops the reminder, as one for the whole letter does."""
        return self.asking.more_time_for(self.ask)


def stopping_scopes(*, official: bool, stream: str) -> tuple[str, ...]:
    """The scopes of suppressions that stop mail of this kind and stream (`mailer.suppression.applies`)."""
    return (Scope.ALL.value,) if official else (Scope.ALL.value, Scope.VOLUNTARY.value, f"stream:{stream}")


def verdicts(members: FromClause, asked: Asked, now: datetime) -> Select[*tuple[Any, ...]]:
    """For each member: `recipient_id`, `organisation_id`, `outcome` now, and `standing` of the organisation.

    `members` has the columns recipient_id and organisation_id. Nothing of the ledger of deliveries is read:
    replies, extensions, suppressions and earlier reminders are looked up by their keys.
    """
    towards = standings(asked.asking, asked.ask)
    standing = func.coalesce(towards.c.standing, Standing.SILENT.value)
    recipient, organisation = members.c.recipient_id, members.c.organisation_id
    meant = sorted(one.value for one in MEANT[asked.to])
    refusals: list[tuple[ColumnElement[bool], str]] = [
        (~_there(recipient), Outcome.GONE.value),
        (standing.not_in(meant), Outcome.ANSWERED.value),
        (
            has_more_time(asked.asking.letter.id, organisation, asked.more_time_for, now),
            Outcome.EXTENDED.value,
        ),
        (~_may_be_written_to(recipient, asked), Outcome.HELD.value),
    ]
    if asked.most is not None:
        many = _reminded(recipient, asked.asking.letter.id)
        refusals.append((many >= asked.most, Outcome.ENOUGH.value))
    if asked.pressure is not None:
        most, within = asked.pressure
        refusals.append((_reminded(recipient, None, now - within) >= most, Outcome.PRESSED.value))
    outcome = case(*refusals, else_=Outcome.REMINDED.value)
    return (
        select(recipient, organisation, outcome.label("outcome"), standing.label("standing"))
        .select_from(members)
        .outerjoin(towards, towards.c.organisation_id == organisation)
    )


def due_members(rung_id: int, now: datetime) -> FromClause:
    """Those of an open rung whose hour has come, and of whom nothing has been decided."""
    return (
        select(ReminderDue.recipient_id, ReminderDue.organisation_id)
        .where(
            ReminderDue.rung_id == rung_id,
            ReminderDue.outcome == literal(Outcome.WAITING.value, literal_execute=True),
            ReminderDue.due_at <= now,
        )
        .subquery("members")
    )


def somebody_is_due(session: OfficeSession, rung_id: int, now: datetime) -> bool:
    """Whether there is anybody of whom to decide: mostly nobody, and this is the cheaper question."""
    return bool(session.scalar(select(exists(select(due_members(rung_id, now).c.recipient_id)))))


def all_members(rung_id: int) -> FromClause:
    """Those of an open rung of whom nothing has been decided, whenever their hour comes."""
    return (
        select(ReminderDue.recipient_id, ReminderDue.organisation_id)
        .where(
            ReminderDue.rung_id == rung_id,
            ReminderDue.outcome == literal(Outcome.WAITING.value, literal_execute=True),
        )
        .subquery("members")
    )


def reached_members(letter_id: int) -> FromClause:
    """Whom a letter was addressed to and reached: of these only are any reminded."""
    return (
        select(
            CampaignRecipient.recipient_id,
            func.min(CampaignRecipient.organisation_id).label("organisation_id"),
        )
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            Campaign.letter_id == letter_id,
            CampaignRecipient.kind.in_(ADDRESSED),
            Delivery.state.in_(REACHED),
            CampaignRecipient.recipient_id.is_not(None),
        )
        .group_by(CampaignRecipient.recipient_id)
        .subquery("members")
    )


def _there(recipient: ColumnElement[int]) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(Recipient.id == recipient, in_directory()))


def _may_be_written_to(recipient: ColumnElement[int], asked: Asked) -> ColumnElement[bool]:
    """Whether somebody has an address that no suppression stops."""
    stopped = exists(
        select(literal(1)).where(
            Suppression.address_key == RecipientAddress.address_key,
            Suppression.lifted_at.is_(None),
            Suppression.scope.in_(asked.stopping),
        )
    )
    return exists(select(literal(1)).where(RecipientAddress.recipient_id == recipient, ~stopped))


def _reminded(
    recipient: ColumnElement[int], letter_id: int | None, since: datetime | None = None
) -> ColumnElement[int]:
    """How many reminders somebody got: of one letter, or of all of them since a moment."""
    earlier = ReminderDue.__table__.alias("earlier")
    counted = and_(
        earlier.c.recipient_id == recipient,
        earlier.c.outcome == literal(Outcome.REMINDED.value, literal_execute=True),
        *([earlier.c.letter_id == letter_id] if letter_id is not None else []),
        *([earlier.c.settled_at > since] if since is not None else []),
    )
    return select(func.count()).select_from(earlier).where(counted).scalar_subquery()
