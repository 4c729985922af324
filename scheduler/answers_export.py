"""What auditors and coordinators ask, answered as lists that leave the office."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from mailer.database import OfficeSession
from scheduler.contacted import CONTACTED_COLUMNS, Question, all_contacted
from scheduler.deeds import DEED_COLUMNS, DeedQuestion, all_deeds
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.outcomes.came_back import BOUNCE_COLUMNS, BounceQuestion, all_bounces
from scheduler.outcomes.task_list import TASK_COLUMNS, TaskQuestion, all_tasks


def export_contacted(
    session: OfficeSession, now: datetime, question: Question, form: ListFormat, target: Path
) -> int:
    """Write who was contacted into a file; how many copies it lists.

    After the rows stand their total, the moment, and the head of the audit chain, by which a later cut of the
    chain shows. Refused for more rows than a sheet holds.
    """
    rows = (row.cells() for row in all_contacted(session, question))
    closing = partial(closing_lines, session, now)
    return write_list(form, target, CONTACTED_COLUMNS, rows, closing)


def export_deeds(
    session: OfficeSession, now: datetime, question: DeedQuestion, form: ListFormat, target: Path
) -> int:
    """Write the entries of the audit chain that answer a question into a file; how many. See above."""
    rows = (told.cells() for told in all_deeds(session, question))
    return write_list(form, target, DEED_COLUMNS, rows, partial(closing_lines, session, now))


def export_bounces(
    session: OfficeSession, now: datetime, question: BounceQuestion, form: ListFormat, target: Path
) -> int:
    """Write what came back into a file; how many messages. See above."""
    rows = (one.cells() for one in all_bounces(session, question))
    return write_list(form, target, BOUNCE_COLUMNS, rows, partial(closing_lines, session, now))


def export_tasks(
    session: OfficeSession, now: datetime, question: TaskQuestion, form: ListFormat, target: Path
) -> int:
    """Write tasks into a file; how many. See above."""
    rows = (one.cells() for one in all_tasks(session, question))
    return write_list(form, target, TASK_COLUMNS, rows, partial(closing_lines, session, now))
