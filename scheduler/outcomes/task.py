"""Tasks: what a coordinator has to see to because of what came back, each with its evidence and its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.audit import Actor, record
from mailer.database import Base, BigId, Id
from mailer.errors import NotFound, Refused
from mailer.staff import Role, require
from scheduler.outcomes.about import AffectedCopy

NO_TASK: Final = "There is no task {}. `mailer tasks list` shows them."
_OPEN: Final = "state = 'open'"


class TaskKind(StrEnum):
    """What there is to do."""

    REPAIR = "repair"  # mail to the address fails; it is held until somebody finds the right one
    SUCCESSOR = "successor"  # another address was named: look whether letters should go there
    COMPLAINT = "complaint"  # official mail was reported as unwanted: speak with them


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"  # with the reason why nothing is done


class Task(Base):
    """One thing to see to. An address has one open task of a kind; a successor, one for each new address."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "uq_task_open",
            "address_key",
            "kind",
            "proposed",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(None, "state", "id"),
    )
    id: Mapped[Id]
    kind: Mapped[TaskKind]
    state: Mapped[TaskState]
    address: Mapped[str]
    """That of the copy which led to it, as it was written to."""
    address_key: Mapped[str]
    proposed: Mapped[str]
    """The address that was named in its place; empty but for a successor."""
    recipient_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("recipient.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    delivery_id: Mapped[int] = mapped_column(BigId, ForeignKey("delivery.id"))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("inbound_message.id"))
    """The message that led to it; None where the server refused the copy itself."""
    rule: Mapped[str]
    """The rule that decided."""
    line: Mapped[str]
    """The words it read."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str]
    """The pseudonym of who ended it; empty while it is open."""
    why: Mapped[str]
    """How it ended, in words; empty while it is open."""


@dataclass(frozen=True)
class Evidence:
    """What led to a conclusion: a message of the inbox, or the server's own answer, and the line in it."""

    rule: str
    line: str
    message_id: int | None = None

    def __str__(self) -> str:
        """`message 12 of the inbox, rule “unknown user”: 550 no such user`."""
        source = f"message {self.message_id} of the inbox" if self.message_id else "the server's answer"
        return f"{source}, rule “{self.rule}”: {self.line}"


def raise_task(
    session: Session,
    now: datetime,
    kind: TaskKind,
    copy: AffectedCopy,
    evidence: Evidence,
    proposed: str = "",
) -> Task | None:
    """A new task because of a copy; None if the same one is open already."""
    asked = select(Task.id).where(
        Task.address_key == copy.address_key,
        Task.kind == kind,
        Task.proposed == proposed,
        Task.state == TaskState.OPEN,
    )
    if session.scalars(asked).first() is not None:
        return None
    made = Task(
        kind=kind,
        state=TaskState.OPEN,
        address=copy.address,
        address_key=copy.address_key,
        proposed=proposed,
        recipient_id=copy.recipient_id,
        campaign_id=copy.campaign_id,
        delivery_id=copy.delivery_id,
        message_id=evidence.message_id,
        rule=evidence.rule,
        line=evidence.line,
        opened_at=now,
        ended_by="",
        why="",
    )
    session.add(made)
    session.flush()
    return made


def task_of(session: Session, number: int, *, lock: bool = False) -> Task:
    """The task of a number, locked against other writers if asked; NotFound if there is none."""
    found = session.get(Task, number, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound(NO_TASK.format(number))
    return found


def end_task(
    session: Session, now: datetime, by: Actor, task: Task, state: TaskState, why: str, **facts: Any
) -> None:
    """Say of an open task that it is done, or dismissed, and how; with its audit entry.

    Refused without a word of explanation, and for a task that somebody else ended.
    """
    if not why.strip():
        raise Refused("Say what was done, or why nothing is: the next one who looks will ask.")
    if task.state is not TaskState.OPEN:
        raise Refused(f"Task {task.id} is {task.state} already: {task.why}")
    task.state, task.ended_at, task.ended_by, task.why = state, now, by.pseudonym, why.strip()
    told = {"kind": task.kind.value, **facts}
    record(session, now, by, f"task.{state}", f"task:{task.id}", told, {"why": why.strip()})


def finish(session: Session, now: datetime, by: Actor, number: int, state: TaskState, why: str) -> Task:
    """A coordinator's word that a task is done or dismissed. What is held stays held until that is lifted.

    Refused as `end_task` says, and for the proposal of a successor, which is accepted or rejected instead.
    """
    require(by, Role.COORDINATOR, "end a task")
    task = task_of(session, number, lock=True)
    if task.kind is TaskKind.SUCCESSOR:
        raise Refused(
            f"Task {number} proposes {task.proposed}: accept or reject it (`mailer bounces triage`)."
        )
    end_task(session, now, by, task, state, why)
    return task


def erase_tasks(
    session: Session,
    now: datetime,
    by: Actor,
    ids: Sequence[int],
    recipients: Collection[int],
    keys: Collection[str],
) -> None:
    """Blank what tasks say of a person who is erased: all of their own, and of others' what names them.

    What was still to be seen to about them is dismissed.
    """
    for task in session.scalars(select(Task).where(Task.id.in_(ids)).order_by(Task.id)):
        own = task.recipient_id in recipients or task.address_key in keys
        if task.state is TaskState.OPEN and (own or task.kind is TaskKind.SUCCESSOR):
            end_task(session, now, by, task, TaskState.DISMISSED, "erased from the records")
        if own:
            task.address = task.address_key = ""
        task.proposed = task.line = task.why = ""
    session.flush()


def open_tasks(session: Session, kind: TaskKind, keys: Sequence[str]) -> Sequence[Task]:
    """The open tasks of a kind for these address keys, locked."""
    asked = select(Task).where(Task.address_key.in_(keys), Task.kind == kind, Task.state == TaskState.OPEN)
    return session.scalars(asked.order_by(Task.id).with_for_update()).all()
