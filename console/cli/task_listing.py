"""How tasks are shown: as a table, as facts, as JSON, or as a list written into a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.cli.desk import Desk
from console.cli.exporting import Part, export_list
from console.printing import print_json, say_total
from console.terminal import print_table

if TYPE_CHECKING:
    from scheduler.outcomes.task_list import TaskLine, TaskQuestion

SPARE = ("since (UTC)", "campaign", "organisation", "line")


def show_tasks(desk: Desk, question: TaskQuestion, headings: Sequence[str], part: Part) -> None:
    """A page of the tasks asked for, or all of them into a file beside an audit entry."""
    from scheduler.answers_export import export_tasks
    from scheduler.outcomes.task_list import tasks

    if part.target is not None:
        target = part.target
        export_list(
            desk, part.actor, target, "tasks", "task", "tasks",
            lambda session, form: export_tasks(session, desk.now, question, form, target),
        )  # fmt: skip
        return
    with desk.database.reading() as session:
        total, found = tasks(session, question, after=part.after, limit=part.limit + 1)
        items = [task_facts(one) for one in found[: part.limit]]
    cursor = found[part.limit - 1].task.id if len(found) > part.limit else None
    if part.as_json:
        print_json({"total": total, "items": items, "after": cursor})
        return
    told = {"since (UTC)": "since"}
    rows = [[item[told.get(heading, heading)] for heading in headings] for item in items]
    print_table(headings, rows, spare=SPARE)
    say_total(total, len(rows), "tasks", cursor, one="task")


def task_facts(line: TaskLine) -> dict[str, object]:
    """A task for programs, and for tables by heading."""
    task = line.task
    return {
        "task": task.id,
        "kind": task.kind,
        "state": task.state,
        "since": task.opened_at,
        "recipient": line.recipient,
        "organisation": line.organisation,
        "address": task.address,
        "proposed": task.proposed,
        "campaign": line.campaign,
        "message": task.message_id,
        "rule": task.rule,
        "line": task.line,
        "ended": task.ended_at,
        "why": task.why,
    }
