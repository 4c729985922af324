"""The tables of reminders: plans with their rungs, who is due when, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Id


class PlanState(StrEnum):
    """Where a reminder plan stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # texts and rules are under its seal; a releaser starts it
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"  # every rung has ended
    STOPPED = "stopped"
    SUPERSEDED = "superseded"  # a newer version took its place


class RungState(StrEnum):
    """Where one rung stands."""

    PLANNED = "planned"
    OPEN = "open"  # it goes out, to each when they are at work
    ASKS = "asks"  # a person has to say whether it still goes
    SENT = "sent"  # to all whom it meant; nobody waits for it any more
    NOBODY = "nobody silent"  # its time came and nobody was to be reminded: its number is void
    SKIPPED = "skipped"
    PASSED = "passed"  # its day was over when the plan was made
    ENDED = "ended"  # the plan ended before


class Outcome(StrEnum):
    """What became of one recipient at one rung, and why nothing was sent."""

    WAITING = "waiting"  # for the hour at which they are at work
    REMINDED = "reminded"
    ANSWERED = "answered"  # by their organisation, as far as the rung asks
    EXTENDED = "extended"  # they have more time
    HELD = "held"  # none of their addresses may be written to
    ENOUGH = "enough"  # as many of this letter as one may get
    PRESSED = "pressed"  # as many of all letters within the time as one may get
    GONE = "gone"  # in the directory no more
    NOT_MEANT = "not meant"  # the plan's own expression leaves them out
    TOO_LATE = "too late"  # they are at work again only after the deadline, or nothing ran in time
    ENDED = "ended"  # how one that waits is told of, where the rung was skipped or its plan ended


OPEN_PLANS = frozenset({PlanState.PROPOSED, PlanState.APPROVED, PlanState.ACTIVE, PlanState.PAUSED})
"""Plans that may still send something."""
OPEN_RUNGS = frozenset({RungState.PLANNED, RungState.OPEN, RungState.ASKS})
"""Rungs of which something may still come."""


class ReminderPlan(Base):
    """One version of the plan of a letter's reminders; it is never changed, only another one made."""

    __tablename__ = "reminder_plan"
    __table_args__ = (UniqueConstraint("letter_id", "version"), Index(None, "state"))
    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    version: Mapped[int]
    state: Mapped[PlanState]
    why: Mapped[str]
    """Why it is paused, stopped or superseded, in words; empty otherwise."""
    rules: Mapped[str]
    """The rules as canonical JSON (`scheduler.reminders.rules.PlanRules`)."""
    anchors: Mapped[str]
    """The deadlines that its days were counted from, as canonical JSON: ask to day and moment."""
    seal: Mapped[str]
    """The hash over rules, days and the rungs' approval seals; empty while it is proposed."""
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    approved_by: Mapped[str]
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None]


class ReminderRung(Base):
    """One rung of a plan: one numbered letter, however many days its sending takes."""

    __tablename__ = "reminder_rung"
    __table_args__ = (UniqueConstraint("plan_id", "number"), Index(None, "letter_id"))
    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(BigId, ForeignKey("reminder_plan.id"))
    number: Mapped[int]
    """From 1, in the order of time."""
    rule: Mapped[int]
    """Which of the plan's rules, from 0."""
    repetition: Mapped[int]
    letter_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("letter.id"))
    """Its letter; None where its day had passed when the plan was made, and others have the same text."""
    day: Mapped[date]
    """The day it begins, at the office; the letter bears it as its date."""
    clock: Mapped[str]
    """The time of day it begins, at the office."""
    zone: Mapped[str]
    """The office's time zone."""
    state: Mapped[RungState]
    why: Mapped[str]
    filled_to: Mapped[int] = mapped_column(BigId)
    """The last row of the letter's audiences that was looked at when it was opened."""
    filled: Mapped[bool]
    """Whether all of them were."""
    may_be_late: Mapped[bool]
    """Whether a person said that it goes although its time has passed."""


class ReminderDue(Base):
    """One recipient at one rung that is open: when they are due, and what became of it."""

    __tablename__ = "reminder_due"
    __table_args__ = (
        Index(
            "ix_reminder_due_waiting",
            "rung_id",
            "due_at",
            "recipient_id",
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
        Index(
            "ix_reminder_due_reminded",
            "recipient_id",
            "settled_at",
            sqlite_where=text("outcome = 'reminded'"),
            postgresql_where=text("outcome = 'reminded'"),
        ),
        Index(None, "campaign_id"),
        Index(None, "letter_id", "organisation_id"),
    )
    rung_id: Mapped[int] = mapped_column(BigId, ForeignKey("reminder_rung.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(BigId, ForeignKey("recipient.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"))
    """The letter they are reminded of."""
    due_at: Mapped[datetime]
    outcome: Mapped[Outcome]
    campaign_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("campaign.id"))
    """The campaign that reminds them."""
    settled_at: Mapped[datetime | None]


class ReminderWave(Base):
    """A campaign that sends a rung to those who are due at a time: a rung has one for each such time."""

    __tablename__ = "reminder_wave"
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), primary_key=True)
    rung_id: Mapped[int] = mapped_column(BigId, ForeignKey("reminder_rung.id"), index=True)
    made_at: Mapped[datetime]


class ReminderEvent(Base):
    """What happened to a plan, or to one of its rungs: when, by whom, why."""

    __tablename__ = "reminder_event"
    __table_args__ = (Index(None, "plan_id", "id"),)
    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(BigId, ForeignKey("reminder_plan.id"))
    rung: Mapped[int | None]
    """The number of the rung; None for the plan as a whole."""
    at: Mapped[datetime]
    what: Mapped[str]
    why: Mapped[str]
    actor: Mapped[str]
