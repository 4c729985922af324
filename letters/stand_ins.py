"""Stand-ins: who acts for a member of staff who is away, from one day to another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from mailer.audit import Actor, record
from mailer.database import Base, Id, OfficeSession
from mailer.errors import NotFound, Refused
from mailer.staff import Role, Staff, require


class StandIn(Base):
    """One absence: whose, who stands in, and from which day to which, both included."""

    __tablename__ = "stand_in"
    id: Mapped[Id]
    absent: Mapped[str] = mapped_column(index=True)
    """The pseudonym of who is away."""
    by: Mapped[str]
    """The pseudonym of who stands in."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_at: Mapped[datetime]


def enter_stand_in(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    *,
    absent: str,
    by: str,
    first_day: date,
    last_day: date,
) -> None:
    """Enter who stands in for whom, beside an audit entry.

    Only the administrator, or the person who will be away, may. NotFound for a name that is no active member
    of staff; Refused for days in the wrong order, for oneself, and for days that another stand-in has.
    """
    away, stands_in = _person(session, absent), _person(session, by)
    if actor.pseudonym != away.pseudonym:
        require(actor, Role.ADMINISTRATOR, "enter a stand-in for somebody else")
    if last_day < first_day:
        raise Refused(f"The last day, {last_day}, comes before the first, {first_day}.")
    if away.pseudonym == stands_in.pseudonym:
        raise Refused(f"{away.name} cannot stand in for themselves.")
    asked = select(StandIn).where(
        StandIn.absent == away.pseudonym, StandIn.first_day <= last_day, StandIn.last_day >= first_day
    )
    other = session.scalars(asked).first()
    if other is not None:
        raise Refused(
            f"Somebody stands in for {away.name} from {other.first_day} to {other.last_day} already."
        )
    session.add(
        StandIn(
            absent=away.pseudonym,
            by=stands_in.pseudonym,
            first_day=first_day,
            last_day=last_day,
            entered_at=now,
        )
    )
    session.flush()
    facts = {"by": stands_in.pseudonym, "from": first_day.isoformat(), "to": last_day.isoformat()}
    record(session, now, actor, "staff.stand_in", f"staff:{away.pseudonym}", facts)


def acts_for(session: OfficeSession, actor: Actor, name: str, day: date) -> bool:
    """Whether the actor is this member of staff, or stands in for them on a day."""
    if actor.name == name:
        return True
    asked = (
        select(StandIn.id)
        .join(Staff, Staff.pseudonym == StandIn.absent)
        .where(Staff.name == name, StandIn.by == actor.pseudonym)
        .where(StandIn.first_day <= day, StandIn.last_day >= day)
    )
    return session.scalars(asked).first() is not None


def stand_in_of(session: OfficeSession, name: str, day: date) -> str:
    """The name of who stands in for a member of staff on a day; empty where nobody does."""
    asked = (
        select(StandIn.by)
        .join(Staff, Staff.pseudonym == StandIn.absent)
        .where(Staff.name == name, StandIn.first_day <= day, StandIn.last_day >= day)
    )
    found = session.scalars(asked).first()
    named = session.scalars(select(Staff.name).where(Staff.pseudonym == found)).first() if found else None
    return named or ""


def _person(session: OfficeSession, name: str) -> Staff:
    person = session.scalars(select(Staff).where(Staff.name == name)).first()
    if person is None or not person.active:
        known = ", ".join(session.scalars(select(Staff.name).where(Staff.active).order_by(Staff.name)))
        raise NotFound(f"There is no active member of staff called “{name}”. There are: {known or 'none'}.")
    return person
