"""A campaign: one approved letter on its way to one audience, and the states it passes through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from letters.letter import Letter
from mailer.audit import Actor, record
from mailer.database import Base, BigId, Id
from mailer.dispatch import Policy
from mailer.errors import NotFound, Refused
from recipients.names import did_you_mean


class CampaignState(StrEnum):
    """Where a campaign stands (design.md 4)."""

    DRAFT = "draft"
    RELEASED = "released"  # goes out when the send delay is over
    SCHEDULED = "scheduled"  # goes out at a time that was chosen
    RUNNING = "running"
    PAUSED = "paused"  # with a reason; goes on when somebody says so
    FINISHED = "finished"  # no copy is queued, sending or deferred
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self in ENDED

    @property
    def waits_for_its_time(self) -> bool:
        """Whether the clock will launch it."""
        return self in WAITING


ENDED: Final = frozenset({CampaignState.FINISHED, CampaignState.CANCELLED})
WAITING: Final = frozenset({CampaignState.RELEASED, CampaignState.SCHEDULED})

_S = CampaignState
MOVES: Final[Mapping[CampaignState, frozenset[CampaignState]]] = {
    _S.DRAFT: frozenset({_S.RELEASED, _S.SCHEDULED, _S.PAUSED, _S.CANCELLED}),
    _S.RELEASED: frozenset({_S.RELEASED, _S.SCHEDULED, _S.RUNNING, _S.PAUSED, _S.DRAFT, _S.CANCELLED}),
    _S.SCHEDULED: frozenset({_S.RELEASED, _S.SCHEDULED, _S.RUNNING, _S.PAUSED, _S.DRAFT, _S.CANCELLED}),
    _S.RUNNING: frozenset({_S.PAUSED, _S.FINISHED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.RELEASED, _S.SCHEDULED, _S.RUNNING, _S.DRAFT, _S.CANCELLED}),
    _S.FINISHED: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""Every move a campaign may make; one to where it stands is another time under another seal."""


class PausedFor(StrEnum):
    """What a paused campaign waits for."""

    A_WORD = "a word"  # paused by hand: until it is resumed
    MISSED = "missed"  # its time passed by more than the grace: until somebody says that it still goes
    SECOND_PERSON = "second person"  # unusually large or new: until another releaser confirms
    BROKEN_SEAL = "broken seal"  # not what was released: for ever
    RESTORED = "restored"  # a backup was put back: it may have gone out since, or not (F53)
    POST_ROOM = "post room"  # the post room held the dispatch, for a fault of the office or its server


class OnPaper(StrEnum):
    """Whether the letter as a document travels with the mail."""

    NONE = "none"  # the mail says it all
    ATTACHED = "attached"  # the document of record, the same for all who read a language
    PERSONAL = "personal"  # one of each recipient's own, with what the letter says to them


class Campaign(Base):
    """One approved letter to one audience. Its name is how people call it, and never changes."""

    __tablename__ = "campaign"
    __table_args__ = (Index(None, "state", "starts_at"),)
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("letter.id"), index=True)
    expression: Mapped[str]
    """The audience expression; who it meant at release stands in the frozen audience."""
    state: Mapped[CampaignState]
    why: Mapped[str]
    """Why it is paused or cancelled, or fell back to a draft, in words; empty otherwise."""
    paused_for: Mapped[PausedFor | None]
    document: Mapped[OnPaper]
    policy: Mapped[Policy]
    priority: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    starts_at: Mapped[datetime | None]
    wanted: Mapped[str]
    """The local time it was scheduled for, as it was written; empty where only the send delay counts."""
    zone: Mapped[str]
    """The time zone of `wanted`; empty without it."""
    released_at: Mapped[datetime | None]
    released_by: Mapped[str]
    approval_seal: Mapped[str]
    """The letter's seal as it was at release."""
    release_seal: Mapped[str]
    """The seal over letter, frozen audience and schedule; empty while nothing is released."""
    freeze_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("audience_freeze.id"))
    """The frozen audience; naming it here is what makes it count."""
    freezing_id: Mapped[int | None] = mapped_column(BigId)
    """The freeze that may be written at the moment: who begins another one ends it."""
    dispatch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("dispatch.id"), index=True)
    filled_to: Mapped[int] = mapped_column(BigId)
    """The last row of the frozen audience that has its delivery; 0 before the launch."""
    launched_at: Mapped[datetime | None]
    """When the dispatch was full and was opened; the first copy may have left since."""
    ended_at: Mapped[datetime | None]


class CampaignEvent(Base):
    """One move of a campaign, or a deed that left it where it stood: when, by whom, why."""

    __tablename__ = "campaign_event"
    __table_args__ = (Index(None, "campaign_id", "id"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    at: Mapped[datetime]
    was: Mapped[CampaignState]
    became: Mapped[CampaignState]
    deed: Mapped[str]
    why: Mapped[str]
    actor: Mapped[str]


def being_launched() -> ColumnElement[bool]:
    """The condition that a campaign's launch was begun, and its dispatch is not open yet."""
    return and_(Campaign.state == CampaignState.RUNNING, Campaign.launched_at.is_(None))


def campaign_named(session: Session, name: str, *, lock: bool = False) -> Campaign:
    """The campaign of that name, locked against other writers if asked; NotFound naming what comes near."""
    asked = select(Campaign).where(Campaign.name == name.strip()).execution_options(populate_existing=lock)
    found = session.scalars(asked.with_for_update() if lock else asked).first()
    if found is None:
        names = session.scalars(select(Campaign.name).order_by(Campaign.id.desc())).all()
        latest = f" The latest are: {', '.join(names[:5]) or 'none yet'}."
        raise NotFound(f"There is no campaign “{name}”.{did_you_mean(name, list(names)) or latest}")
    return found


def open_campaigns_of(session: Session, letter: Letter) -> list[Campaign]:
    """The campaigns of a letter that have not ended, in the order in which they were made."""
    asked = select(Campaign).where(Campaign.letter_id == letter.id, Campaign.state.not_in(ENDED))
    return list(session.scalars(asked.order_by(Campaign.id)))


def letter_of_campaign(session: Session, campaign: Campaign) -> Letter:
    """The letter that a campaign sends."""
    return session.get_one(Letter, campaign.letter_id)


def move(
    session: Session,
    now: datetime,
    by: Actor,
    campaign: Campaign,
    becomes: CampaignState,
    *,
    deed: str,
    why: str = "",
    facts: Mapping[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move a campaign from the state it was read in, with its event and its audit entry.

    The move happens once however many press at the same time: who comes second is Refused with the state it
    has meanwhile (F41, F44). Refused too for a move that the states do not allow. `columns` change with it;
    `deed` is a verb (`pause`), `facts` go into the audit entry and name nobody; `why` may, and can be erased.
    """
    was = campaign.state
    if becomes not in MOVES[was]:
        raise Refused(f"The campaign “{campaign.name}” is {was} and cannot become {becomes}.")
    changed = {"state": becomes, "why": why, "paused_for": None, **columns}
    if becomes.ended:
        changed["ended_at"] = now
    session.flush()
    meant = update(Campaign).where(Campaign.id == campaign.id, Campaign.state == was).values(changed)
    moved = session.connection().execute(meant).rowcount
    session.refresh(campaign)
    if not moved:
        raise Refused(f"Somebody was quicker: the campaign “{campaign.name}” is {campaign.state} by now.")
    _write_down(session, now, by, campaign, was, deed, why, facts)


def note(
    session: Session,
    now: datetime,
    by: Actor,
    campaign: Campaign,
    deed: str,
    facts: Mapping[str, Any] | None = None,
    named: Mapping[str, Any] | None = None,
) -> None:
    """Write down a deed that leaves the campaign in its state, with its audit entry.

    `facts` name nobody; what may name somebody is `named`, and can be erased.
    """
    _write_down(session, now, by, campaign, campaign.state, deed, "", facts, named)


def _write_down(
    session: Session,
    now: datetime,
    by: Actor,
    campaign: Campaign,
    was: CampaignState,
    deed: str,
    why: str,
    facts: Mapping[str, Any] | None,
    named: Mapping[str, Any] | None = None,
) -> None:
    event = CampaignEvent(
        campaign_id=campaign.id,
        at=now,
        was=was,
        became=campaign.state,
        deed=deed,
        why=why,
        actor=by.pseudonym,
    )
    session.add(event)
    told = {"state": campaign.state.value, **(facts or {})}
    details = {**({"why": why} if why else {}), **(named or {})}
    record(session, now, by, f"campaign.{deed}", f"campaign:{campaign.id}", told, details or None)


def events_of(session: Session, campaign: Campaign) -> list[CampaignEvent]:
    """All that happened to a campaign, the oldest first."""
    asked = select(CampaignEvent).where(CampaignEvent.campaign_id == campaign.id).order_by(CampaignEvent.id)
    return list(session.scalars(asked))
