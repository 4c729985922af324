"""The tasks, as coordinators look through them: filtered, counted, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select

from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.erasure import GONE
from mailer.errors import NotFound
from recipients.organisation import Organisation
from recipients.recipient import Recipient
from recipients.spreadsheet import Cell
from scheduler.campaign import Campaign
from scheduler.outcomes.task import NO_TASK, Task, TaskKind, TaskState

TASK_COLUMNS: Final = (
    "task", "kind", "state", "since (UTC)", "organisation", "address", "proposed", "campaign", "line", "why",
)  # fmt: skip
EXPORTED: Final = 1_000
"""Rows that an export reads at a time."""


@dataclass(frozen=True)
class TaskQuestion:
    """Which tasks are asked for; without a state, all."""

    state: TaskState | None = TaskState.OPEN
    kind: TaskKind | None = None
    campaign: str = ""
    category: str = ""


@dataclass(frozen=True)
class TaskLine:
    """A task, with whose address it is about by the directory as it is now."""

    task: Task
    organisation: str
    recipient: str
    campaign: str

    def cells(self) -> list[Cell]:
        """As a row of the list."""
        task = self.task
        return [
            task.id, task.kind.value, task.state.value, iso(task.opened_at), self.organisation,
            task.address or GONE, task.proposed, self.campaign, task.line, task.why,
        ]  # fmt: skip


def tasks(
    session: OfficeSession, question: TaskQuestion, *, after: int = 0, limit: int = 50
) -> tuple[int, Sequence[TaskLine]]:
    """How many tasks there are, and a page of them by number after a cursor."""
    asked = _tasks(question)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    page = asked.where(Task.id > after).order_by(Task.id).limit(limit)
    return total, [TaskLine(*row) for row in session.execute(page)]


def all_tasks(session: OfficeSession, question: TaskQuestion) -> Iterator[TaskLine]:
    """Every task, streamed."""
    after = 0
    while page := tasks(session, question, after=after, limit=EXPORTED)[1]:
        yield from page
        after = page[-1].task.id


def task_line(session: OfficeSession, number: int) -> TaskLine:
    """One task, with whose address it is about; NotFound if there is none."""
    row = session.execute(_tasks(TaskQuestion(state=None)).where(Task.id == number)).one_or_none()
    if row is None:
        raise NotFound(NO_TASK.format(number))
    return TaskLine(*row)


def _tasks(question: TaskQuestion) -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            Task,
            func.coalesce(Organisation.name, "").label("organisation"),
            func.coalesce(func.nullif(Recipient.name, ""), Recipient.post, "").label("recipient"),
            func.coalesce(Campaign.name, "").label("campaign"),
        )
        .outerjoin(Recipient, Recipient.id == Task.recipient_id)
        .outerjoin(Organisation, Organisation.id == Recipient.organisation_id)
        .outerjoin(Campaign, Campaign.id == Task.campaign_id)
    )
    if question.state is not None:
        asked = asked.where(Task.state == question.state)
    if question.kind is not None:
        asked = asked.where(Task.kind == question.kind)
    if question.campaign:
        asked = asked.where(Campaign.name == question.campaign)
    if question.category:
        asked = asked.where(Organisation.category == question.category)
    return asked
