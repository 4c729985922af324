"""The people of the office: who may act, in which role, under which pseudonym the record names them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.address import Address, parse
from mailer.audit import Actor, record
from mailer.database import Base, Id
from mailer.errors import Misused, NotFound, Refused


class Role(StrEnum):
    """What a member of staff may do; several may be held at once."""

    DRAFTER = "drafter"  # writes letters, keeps the directory
    APPROVER = "approver"  # approves letters
    RELEASER = "releaser"  # releases campaigns and settles what is uncertain
    COORDINATOR = "coordinator"  # deadlines, reminders, addresses
    AUDITOR = "auditor"  # reads everything, changes nothing
    ADMINISTRATOR = "administrator"  # staff and settings


EVERY_ROLE: Final = frozenset(Role)
LONGEST_NAME: Final = 80
_NAME: Final = re.compile(r"\w[\w.@'+ -]*")
MACHINE: Final = "machine"
"""The pseudonym under which the program acts by itself: the worker, the clock."""


class Staff(Base):
    """A member of staff. Leaving the office makes the entry inactive; it is never deleted."""

    __tablename__ = "staff"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    email: Mapped[str]
    pseudonym: Mapped[str] = mapped_column(unique=True)
    roles: Mapped[list[str]]
    active: Mapped[bool]
    created_at: Mapped[datetime]


def machine(system_user: str) -> Actor:
    """The actor for what the program does by itself."""
    return Actor(MACHINE, MACHINE, system_user)


def add_staff(
    session: Session,
    now: datetime,
    by: Actor,
    *,
    name: str,
    full_name: str = "",
    email: str = "",
    roles: frozenset[Role],
) -> Staff:
    """Enter a member of staff, beside an audit entry; Refused if the name is taken."""
    name = name.strip()
    if len(name) > LONGEST_NAME or not name.isprintable() or not _NAME.fullmatch(name):
        raise Misused(f"A member of staff needs a name of at most {LONGEST_NAME} characters, such as a.osei.")
    if email.strip():
        _refuse_odd(email)
    _refuse_second_self(session, name, email)
    person = Staff(
        name=name,
        full_name=full_name or name,
        email=email,
        pseudonym="s" + secrets.token_hex(4),
        roles=sorted(roles),
        active=True,
        created_at=now,
    )
    session.add(person)
    session.flush()
    facts = {"roles": sorted(roles)}
    record(session, now, by, "staff.add", f"staff:{person.pseudonym}", facts, {"name": name, "email": email})
    return person


def _refuse_odd(email: str) -> None:
    """Refused for an address that tests could not be sent to."""
    parsed = parse(email)
    if not isinstance(parsed, Address):
        raise Refused(f"“{email}” cannot be used: {parsed.message}")


def _refuse_second_self(session: Session, name: str, email: str) -> None:
    """Refused for a name that reads like another one, or an address that somebody active has (A28)."""
    if _plain(name) == MACHINE:
        raise Refused(f"“{name}” is how the record names the program itself. Choose another name.")
    if not name.isascii() and len({character.isascii() for character in name if character.isalpha()}) > 1:
        raise Refused(f"“{name}” mixes letters of several scripts, and could be taken for another name.")
    for person in session.scalars(select(Staff)):
        if _plain(person.name) == _plain(name):
            raise Refused(f"There is already a member of staff called {person.name}.")
    _refuse_taken(session, name, email)


def _refuse_taken(session: Session, name: str, email: str) -> None:
    """Refused for an address that another active member has: two names would pass for two persons (A28)."""
    address = parse(email) if email.strip() else None
    if not isinstance(address, Address):
        return
    for person in session.scalars(select(Staff).where(Staff.active, Staff.name != name)):
        known = parse(person.email) if person.email.strip() else None
        if isinstance(known, Address) and known.key == address.key:
            raise Refused(f"{person.name} has the address {email} already: one person, one entry.")


def _plain(name: str) -> str:
    """A name as it is compared: without case and width."""
    return unicodedata.normalize("NFKC", name).casefold()


def change_staff(
    session: Session,
    now: datetime,
    by: Actor,
    name: str,
    *,
    full_name: str | None = None,
    email: str | None = None,
    roles: frozenset[Role] | None = None,
    active: bool | None = None,
) -> Staff:
    """Change what is given of a member of staff, beside an audit entry; NotFound if there is none."""
    person = session.scalars(select(Staff).where(Staff.name == name)).first()
    if person is None:
        raise NotFound(f"There is no member of staff called “{name}”.")
    if full_name is not None:
        person.full_name = full_name.strip() or name
    if email is not None:
        _refuse_odd(email)
        person.email = email
    if roles is not None:
        person.roles = sorted(roles)
    if active is not None:
        person.active = active
    if person.active and (email is not None or active):
        _refuse_taken(session, name, person.email)
    facts = {"roles": sorted(person.roles), "active": person.active}
    details = {"full name": person.full_name, "email": person.email}
    record(session, now, by, "staff.change", f"staff:{person.pseudonym}", facts, details)
    return person


def act_as(session: Session, name: str, system_user: str) -> Actor:
    """The actor for an active member of staff; NotFound with the names there are, if there is none."""
    person = session.scalars(select(Staff).where(Staff.name == name)).first()
    if person is None or not person.active:
        known = ", ".join(session.scalars(select(Staff.name).where(Staff.active).order_by(Staff.name)))
        raise NotFound(f"There is no active member of staff called “{name}”. There are: {known or 'none'}.")
    return Actor(person.pseudonym, person.name, system_user, frozenset(person.roles))


def require(actor: Actor, role: Role, deed: str) -> None:
    """Refused, with a sentence, unless the actor holds the role that the deed needs."""
    if role not in actor.roles:
        raise Refused(f"{actor.name} may not {deed}: that needs the role “{role}”.")


def names_of(session: Session) -> dict[str, str]:
    """Pseudonym to name, for showing the record to people of the house."""
    known = {person.pseudonym: person.name for person in session.scalars(select(Staff))}
    return known | {MACHINE: MACHINE}
