"""`mailer bounces triage`: addresses that were named in the place of others, reviewed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, InOrder, actor_option, confirm, pass_desk, yes_option
from console.cli.exporting import Part, listing
from console.cli.task_listing import show_tasks
from console.cli.values import Number
from console.printing import say

if TYPE_CHECKING:
    from scheduler.outcomes.task import Task


@click.group("triage", cls=InOrder)
def triage() -> None:
    r"""Addresses that a notice or an absent person names for further mail: old, new, and the line read.

    Nothing is changed by itself. A proposal is accepted, which changes the directory under your name, or
    rejected with the reason.

    \b
    Example:
      $ mailer bounces triage list
    """


@triage.command("list")
@click.option("--all", "ended", is_flag=True, help="Also those accepted or rejected.")
@click.option("--campaign", default="", help="Of this campaign only.")
@listing
@pass_desk
def list_(
    desk: Desk,
    ended: bool,
    campaign: str,
    part: Part,
) -> None:
    r"""The proposals that wait for somebody to look at them.

    \b
    Example:
      $ mailer bounces triage list
    """
    from console.cli.words import campaign_meant
    from scheduler.outcomes.task import TaskKind, TaskState
    from scheduler.outcomes.task_list import TaskQuestion

    with desk.database.reading() as session:
        campaign = campaign_meant(session, campaign)
    question = TaskQuestion(None if ended else TaskState.OPEN, TaskKind.SUCCESSOR, campaign)
    headings = ["task", "organisation", "address", "proposed", "line", *(["state", "why"] if ended else [])]
    show_tasks(desk, question, headings, part)


@triage.command("accept")
@click.argument("number", type=Number(1))
@click.option("--beside", is_flag=True, help="Keep the old address too, and write to both.")
@actor_option
@yes_option
@pass_desk
def accept(desk: Desk, number: int, beside: bool, actor: str | None, yes: bool) -> None:
    r"""Put the proposed address in the place of the old one, in the directory.

    The old one stays held if it was; the task to repair it is done.

    \b
    Example:
      $ mailer bounces triage accept 2 --yes
    """
    from scheduler.outcomes.successors import accept as accept_it

    by = desk.actor(actor)
    task = _say_whose(desk, number)
    how = "beside" if beside else "in the place of"
    confirm(f"Write to {task.proposed} {how} {task.address} from now on?", yes=yes)
    with desk.database.writing() as session:
        changed = accept_it(session, desk.now, by, number, beside=beside)
    for one in changed:
        say(f"{one.recipient}: {'; '.join(map(str, one.changes))}")


def _say_whose(desk: Desk, number: int) -> Task:
    """Say everybody who is written to at the old address, and what led to the proposal; its task."""
    from scheduler.outcomes.successors import written_to_at
    from scheduler.outcomes.task import task_of

    with desk.database.reading() as session:
        task = task_of(session, number)
        entries = written_to_at(session, task.address_key)
    for entry in entries:
        say(f"{entry.label} <{task.address}>")
    say(f"    {task.line}")
    return task


@triage.command("reject")
@click.argument("number", type=Number(1))
@click.option("--reason", required=True, help="Why it is not taken.")
@actor_option
@pass_desk
def reject(desk: Desk, number: int, reason: str, actor: str | None) -> None:
    r"""Say why the proposed address is not taken; the directory stays as it is.

    \b
    Example:
      $ mailer bounces triage reject 2 --reason "they only share an office"
    """
    from scheduler.outcomes.successors import reject as reject_it

    by = desk.actor(actor)
    with desk.database.writing() as session:
        task = reject_it(session, desk.now, by, number, reason)
        say_after = f"Rejected {task.proposed}; {task.address} stays as it is."
    say(say_after)
