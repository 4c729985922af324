"""A wave: one campaign of a rung's letter to all who are due at a time, chosen when it is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from letters.letter import Letter
from mailer.audit import Actor
from mailer.database import OfficeSession, run_many
from mailer.dispatch import Policy
from mailer.staff import Role
from recipients.among import among
from scheduler.campaign import Campaign, CampaignState, OnPaper, move, note
from scheduler.drafting import new_campaign
from scheduler.frozen import CampaignRecipient
from scheduler.reminders.question import Asked, due_members, verdicts
from scheduler.reminders.sets import REMINDED_BY
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderPlan, ReminderRung, ReminderWave
from scheduler.reminding.opening import Hours, settle, spread_again

CHUNK: Final = 5_000
"""Recipients decided on in one transaction."""


def standing_release(by: Actor) -> Actor:
    """Who makes and releases waves: the machine, by the standing word of who started the plan."""
    return replace(by, roles=frozenset({Role.COORDINATOR, Role.RELEASER}))


def choose_some(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    plan: ReminderPlan,
    rung: ReminderRung,
    asked: Asked,
    hours: Hours,
    limit: int = CHUNK,
) -> int:
    """Decide on the next ones of a rung whose hour has come; how many. Repeat until it is none.

    Who is to be reminded is put into the rung's wave that is being made, and one is begun where there is
    none; of every other it is written down why not. Who was granted more time waits on for a rung that comes
    after the deadline: theirs is later.
    """
    question = verdicts(due_members(rung.id, now), asked, now).limit(limit)
    found = defaultdict(list)
    for recipient, _, outcome, _ in session.execute(question):
        found[Outcome(outcome)].append(recipient)
    decided = sum(map(len, found.values()))
    reminded = found.pop(Outcome.REMINDED, [])
    if hours.after_deadline and Outcome.EXTENDED in found:
        letter = session.get_one(Letter, plan.letter_id)
        later = among(session, ReminderDue.recipient_id, found.pop(Outcome.EXTENDED))
        spread_again(session, now, letter, rung, hours, later)
    for outcome, recipients in found.items():
        settle(session, now, rung.id, recipients, outcome)
    if reminded:
        wave = wave_in_making(session, rung) or _begin_wave(session, now, by, plan, rung)
        _put_into(session, now, rung, wave, reminded)
    return decided


def settle_others(
    session: OfficeSession, now: datetime, rung: ReminderRung, asked: Asked, before: datetime
) -> int:
    """Write down why not of some whose hour came before a moment and who are not to be reminded anyhow.

    How many; repeat until it is none.
    """
    question = verdicts(due_members(rung.id, before), asked, now)
    outcome = question.selected_columns.outcome
    found = defaultdict(list)
    others = question.where(outcome != Outcome.REMINDED.value).limit(CHUNK)
    for recipient, _, verdict, _ in session.execute(others):
        found[Outcome(verdict)].append(recipient)
    for verdict, recipients in found.items():
        settle(session, now, rung.id, recipients, verdict)
    return sum(map(len, found.values()))


def wave_in_making(session: OfficeSession, rung: ReminderRung) -> Campaign | None:
    """The wave of a rung that was begun and is not released yet; None if there is none."""
    asked = (
        select(Campaign)
        .join(ReminderWave, ReminderWave.campaign_id == Campaign.id)
        .where(ReminderWave.rung_id == rung.id, Campaign.state == CampaignState.DRAFT)
        .order_by(Campaign.id)
    )
    return session.scalars(asked.limit(1)).first()


def waves_of(session: OfficeSession, rung: ReminderRung) -> list[Campaign]:
    """The campaigns that sent a rung, or are sending it, in their order."""
    asked = select(Campaign).join(ReminderWave, ReminderWave.campaign_id == Campaign.id)
    return list(session.scalars(asked.where(ReminderWave.rung_id == rung.id).order_by(Campaign.id)))


def drop_empty(session: OfficeSession, now: datetime, by: Actor, wave: Campaign) -> None:
    """Cancel a wave of which nobody would get a copy, and write down that they cannot be written to."""
    move(
        session,
        now,
        by,
        wave,
        CampaignState.CANCELLED,
        deed="cancel",
        why="Nobody of it could be written to.",
    )
    not_reminded(session, wave, Outcome.HELD)


def not_reminded(session: OfficeSession, wave: Campaign, outcome: Outcome) -> None:
    """Write down of everybody of a wave that was not sent what became of them in its stead."""
    session.flush()
    run_many(
        session,
        "UPDATE reminder_due SET outcome = :outcome, campaign_id = NULL WHERE campaign_id = :campaign",
        [{"outcome": outcome.value, "campaign": wave.id}],
    )


def missing_in(session: OfficeSession, wave: Campaign, rung: ReminderRung) -> None:
    """Write down of whom a released wave has no copy, because the directory had none for them."""
    frozen = select(CampaignRecipient.recipient_id).where(
        CampaignRecipient.freeze_id == wave.freeze_id, CampaignRecipient.none_because == "",
        CampaignRecipient.recipient_id.is_not(None),
    )  # fmt: skip
    asked = select(ReminderDue.recipient_id).where(
        ReminderDue.campaign_id == wave.id, ReminderDue.recipient_id.not_in(frozen)
    )
    rows = [
        {"outcome": Outcome.GONE.value, "rung": rung.id, "recipient": recipient}
        for recipient in session.scalars(asked)
    ]
    run_many(
        session,
        "UPDATE reminder_due SET outcome = :outcome WHERE rung_id = :rung AND recipient_id = :recipient",
        rows,
    )


def _begin_wave(
    session: OfficeSession, now: datetime, by: Actor, plan: ReminderPlan, rung: ReminderRung
) -> Campaign:
    number = 1 + (
        session.scalar(select(func.count()).select_from(ReminderWave).where(ReminderWave.rung_id == rung.id))
        or 0
    )
    letter = session.get_one(Letter, rung.letter_id)
    made = new_campaign(
        session, now, by, letter, "", REMINDED_BY,
        policy=Policy.AT_MOST_ONCE, priority=0, document=OnPaper.NONE,
    )  # fmt: skip
    made.expression = f'set "{REMINDED_BY}{made.name}"'
    session.add(ReminderWave(campaign_id=made.id, rung_id=rung.id, made_at=now))
    session.flush()
    facts = {
        "letter": letter.id,
        "document": made.document.value,
        "plan": plan.id,
        "rung": rung.number,
        "wave": number,
    }
    note(session, now, by, made, "remind", facts=facts, named={"expression": made.expression})
    return made


def _put_into(
    session: OfficeSession, now: datetime, rung: ReminderRung, wave: Campaign, recipients: list[int]
) -> None:
    session.flush()
    run_many(
        session,
        "UPDATE reminder_due SET outcome = 'reminded', campaign_id = :campaign, settled_at = :now"
        " WHERE rung_id = :rung AND recipient_id = :recipient AND outcome = 'waiting'",
        [
            {"campaign": wave.id, "now": now, "rung": rung.id, "recipient": recipient}
            for recipient in recipients
        ],
    )
