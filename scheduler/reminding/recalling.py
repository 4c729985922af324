"""Recalling reminders that wait in the outbox, for those who answered or got more time since."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, literal, select, union

from mailer.audit import Actor
from mailer.database import OfficeSession, run_many
from mailer.delivery import Delivery
from mailer.recalling import WAITING, recall
from scheduler.campaign import Campaign, CampaignState
from scheduler.extension import DeadlineExtension
from scheduler.frozen import CampaignRecipient
from scheduler.reminders.question import MEANT, Asked
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderRung
from scheduler.reminding.waves import waves_of
from scheduler.replies.counting import standings

AT_ONCE: Final = 500
_WHY: Final = {
    Outcome.ANSWERED: "They answered before this reminder left.",
    Outcome.EXTENDED: "They were granted more time before this reminder left.",
}


def recall_some(session: OfficeSession, now: datetime, by: Actor, rung: ReminderRung, asked: Asked) -> int:
    """Cancel waiting copies of a rung whose recipients are not to be reminded any more; how many (A50).

    Begins at the replies and extensions, which are few, and not at the copies.
    """
    recalled = 0
    for wave in waves_running(session, rung):
        for outcome, deliveries in _to_recall(session, now, wave, asked).items():
            ids = [delivery for delivery, _ in deliveries]
            cancelled = set(recall(session, now, by, ids, _WHY[outcome]))
            recalled += len(cancelled)
            _tell(session, rung, [one for delivery, one in deliveries if delivery in cancelled], outcome)
    return recalled


def waves_running(session: OfficeSession, rung: ReminderRung) -> list[Campaign]:
    """The waves of a rung of which copies may wait."""
    return [
        wave
        for wave in waves_of(session, rung)
        if wave.state is CampaignState.RUNNING and wave.launched_at is not None
    ]


def _to_recall(
    session: OfficeSession, now: datetime, wave: Campaign, asked: Asked
) -> dict[Outcome, list[tuple[int, int]]]:
    """By outcome, the waiting deliveries of a wave to be recalled, each with its recipient."""
    towards = standings(asked.asking, asked.ask)
    meant = sorted(one.value for one in MEANT[asked.to])
    answered = select(towards.c.organisation_id, literal(Outcome.ANSWERED.value).label("outcome")).where(
        towards.c.standing.not_in(meant)
    )
    more = DeadlineExtension
    extended = select(more.organisation_id, literal(Outcome.EXTENDED.value).label("outcome")).where(
        more.letter_id == asked.asking.letter.id,
        more.replaced_at.is_(None),
        more.too_late_from > now,
        more.ask.in_(("", asked.more_time_for)),
    )
    no_more = union(answered, extended).subquery()
    found = (
        select(Delivery.id, ReminderDue.recipient_id, func.min(no_more.c.outcome))
        .select_from(no_more)
        .join(ReminderDue, ReminderDue.organisation_id == no_more.c.organisation_id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == ReminderDue.recipient_id)
        .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            ReminderDue.letter_id == asked.asking.letter.id,
            ReminderDue.campaign_id == wave.id,
            ReminderDue.outcome == Outcome.REMINDED,
            CampaignRecipient.freeze_id == wave.freeze_id,
            Delivery.state.in_(WAITING),
        )
        .group_by(Delivery.id, ReminderDue.recipient_id)
        .limit(AT_ONCE)
    )
    sorted_out: dict[Outcome, list[tuple[int, int]]] = {}
    for delivery, recipient, outcome in session.execute(found):
        sorted_out.setdefault(Outcome(outcome), []).append((delivery, recipient))
    return sorted_out


def _tell(session: OfficeSession, rung: ReminderRung, recipients: list[int], outcome: Outcome) -> None:
    session.flush()
    run_many(
        session,
        "UPDATE reminder_due SET outcome = :outcome WHERE rung_id = :rung AND recipient_id = :recipient"
        " AND outcome = 'reminded'",
        [{"outcome": outcome.value, "rung": rung.id, "recipient": one} for one in recipients],
    )
