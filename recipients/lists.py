"""Lists: recipients gathered by hand or by an import under a name, in no order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.audit import Actor, record
from mailer.database import Base, BigId, Id
from mailer.errors import Misused, NotFound, Refused
from recipients.among import among
from recipients.directory_state import in_force, raise_revision
from recipients.history import Change, note_changes
from recipients.names import did_you_mean, name_key
from recipients.recipient import Recipient, in_directory

MAX_NAME = 200
"""Characters in the name of a list."""
_NAMED = 1_000
"""Recipients that an audit entry names one by one."""


class StakeholderList(Base):
    """A list by its name, which is unique whatever its case."""

    __tablename__ = "stakeholder_list"
    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    created_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("directory_import.id"))
    """The import that began it, if one did."""


class ListMember(Base):
    """A recipient's place on a list."""

    __tablename__ = "list_member"
    list_id: Mapped[int] = mapped_column(BigId, ForeignKey("stakeholder_list.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(BigId, ForeignKey("recipient.id"), primary_key=True, index=True)
    added_at: Mapped[datetime]


@dataclass(frozen=True)
class ListSummary:
    """A list with the number of recipients on it that are in the directory."""

    id: int
    name: str
    description: str
    members: int


def fault_of_list_name(name: str) -> str:
    """Why a text cannot name a list, as a sentence; empty if it can."""
    if not name.strip():
        return "A list needs a name."
    if not name.isprintable() or len(name) > MAX_NAME or '"' in name or ";" in name:
        return f'The name of a list is one line of at most {MAX_NAME} characters without “"” and “;”.'
    return ""


def create_list(session: Session, now: datetime, by: Actor, name: str, description: str = "") -> int:
    """Begin a list; its id. Misused if the name cannot be one, Refused if there is one of that name."""
    fault = fault_of_list_name(name)
    if fault:
        raise Misused(fault)
    name = " ".join(name.split())
    if session.scalars(select(StakeholderList.id).where(StakeholderList.name_key == name_key(name))).first():
        raise Refused(f"There is already a list called “{name}”.")
    made = StakeholderList(name=name, name_key=name_key(name), description=description, created_at=now)
    session.add(made)
    session.flush()
    raise_revision(session)
    record(session, now, by, "list.create", f"list:{made.id}", {"name": name})
    return made.id


def list_named(session: Session, name: str) -> StakeholderList:
    """The list of that name, whatever its case; NotFound with the nearest name if there is none."""
    standing = select(StakeholderList).where(in_force(StakeholderList.import_id))
    found = session.scalars(standing.where(StakeholderList.name_key == name_key(name))).first()
    if found is None:
        known = [other.name for other in session.scalars(standing)]
        raise NotFound(f"There is no list called “{name}”.{did_you_mean(name, known)}")
    return found


def all_lists(session: Session) -> list[ListSummary]:
    """Every list by name, with the number of its members in the directory."""
    counts = (
        select(ListMember.list_id, func.count().label("members"))
        .join(Recipient, Recipient.id == ListMember.recipient_id)
        .where(in_directory())
        .group_by(ListMember.list_id)
        .subquery()
    )
    rows = session.execute(
        select(StakeholderList, func.coalesce(counts.c.members, 0))
        .outerjoin(counts, counts.c.list_id == StakeholderList.id)
        .where(in_force(StakeholderList.import_id))
        .order_by(StakeholderList.name_key)
    )
    return [ListSummary(found.id, found.name, found.description, members) for found, members in rows]


def add_members(session: Session, now: datetime, by: Actor, name: str, ids: Collection[int]) -> int:
    """Put recipients on a list; how many were not on it before. NotFound if one is not in the directory."""
    found = list_named(session, name)
    wanted = sorted(set(ids))
    present = _present(session, wanted)
    missing = [number for number in wanted if number not in present]
    if missing:
        raise NotFound(f"There is no recipient {missing[0]} in the directory.")
    known = _members_among(session, found.id, wanted)
    fresh = [number for number in wanted if number not in known]
    session.add_all(ListMember(list_id=found.id, recipient_id=number, added_at=now) for number in fresh)
    session.flush()
    _note(session, now, by, "list.add", found, fresh, Change("lists", "", found.name))
    return len(fresh)


def remove_members(session: Session, now: datetime, by: Actor, name: str, ids: Collection[int]) -> int:
    """Take recipients off a list; how many were on it. The recipients themselves stay in the directory."""
    found = list_named(session, name)
    gone = sorted(_members_among(session, found.id, sorted(set(ids))))
    session.execute(
        delete(ListMember).where(
            ListMember.list_id == found.id, among(session, ListMember.recipient_id, gone)
        )
    )
    _note(session, now, by, "list.remove", found, gone, Change("lists", found.name, ""))
    return len(gone)


def _note(
    session: Session,
    now: datetime,
    by: Actor,
    deed: str,
    found: StakeholderList,
    ids: Collection[int],
    change: Change,
) -> None:
    if not ids:
        return
    note_changes(session, now, by.pseudonym, [(number, None, change) for number in ids])
    raise_revision(session)
    record(session, now, by, deed, f"list:{found.id}", {"recipients": len(ids)}, {"ids": list(ids)[:_NAMED]})


def _present(session: Session, ids: list[int]) -> set[int]:
    return set(session.scalars(select(Recipient.id).where(among(session, Recipient.id, ids), in_directory())))


def _members_among(session: Session, list_id: int, ids: list[int]) -> set[int]:
    on_it = select(ListMember.recipient_id).where(ListMember.list_id == list_id)
    return set(session.scalars(on_it.where(among(session, ListMember.recipient_id, ids))))
