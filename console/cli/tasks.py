"""`mailer tasks`: what coordinators have to see to because of what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, InOrder, actor_option, json_option, pass_desk
from console.cli.exporting import Part, listing
from console.cli.task_listing import show_tasks, task_facts
from console.cli.values import Number
from console.printing import print_json, say
from console.terminal import print_facts

if TYPE_CHECKING:
    from scheduler.outcomes.task import TaskState

HEADINGS = ("task", "kind", "since (UTC)", "organisation", "address", "campaign", "line")


@click.group(cls=InOrder)
def command() -> None:
    r"""What coordinators have to see to: addresses to repair, proposals to review, complaints to answer.

    Each task has its evidence: the message that came back, and the line in it. What is held stays held until
    the directory has another address, or somebody lifts the hold.

    \b
    Example:
      $ mailer tasks list
    """


@command.command("list")
@click.option("--kind", type=click.Choice(["repair", "successor", "complaint"]), help="Only of this kind.")
@click.option("--campaign", default="", help="Of this campaign only.")
@click.option("--category", default="", help="Of organisations of this category only.")
@click.option("--all", "ended", is_flag=True, help="Also those that are done or dismissed.")
@listing
@pass_desk
def list_(
    desk: Desk,
    /,
    kind: str | None,
    campaign: str,
    category: str,
    ended: bool,
    part: Part,
) -> None:
    r"""The tasks that wait for somebody.

    \b
    Example:
      $ mailer tasks list --kind repair
    """
    from console.cli.words import campaign_meant, category_meant
    from scheduler.outcomes.task import TaskKind, TaskState
    from scheduler.outcomes.task_list import TaskQuestion

    with desk.database.reading() as session:
        code, campaign = category_meant(session, category), campaign_meant(session, campaign)
    question = TaskQuestion(
        None if ended else TaskState.OPEN, TaskKind(kind) if kind else None, campaign, code
    )
    headings = [*HEADINGS, "state", "why"] if ended else list(HEADINGS)
    show_tasks(desk, question, headings, part)


@command.command("show")
@click.argument("number", type=Number(1))
@json_option
@pass_desk
def show(desk: Desk, number: int, as_json: bool) -> None:
    r"""One task, with all that led to it and how it ended.

    \b
    Example:
      $ mailer tasks show 1
    """
    from mailer.staff import names_of
    from scheduler.outcomes.task_list import task_line

    with desk.database.reading() as session:
        line = task_line(session, number)
        names = names_of(session)
    facts = {**task_facts(line), "ended_by": names.get(line.task.ended_by, line.task.ended_by)}
    if as_json:
        print_json(facts)
    else:
        print_facts({name.replace("_", " "): value for name, value in facts.items() if value})


@command.command("done")
@click.argument("number", type=Number(1))
@click.option("--note", required=True, help="What was done.")
@actor_option
@pass_desk
def done(desk: Desk, number: int, note: str, actor: str | None) -> None:
    r"""Say that a task is done, and what was done.

    \b
    Example:
      $ mailer tasks done 1 --note "their embassy gave us the new address"
    """
    from scheduler.outcomes.task import TaskState

    _end(desk, number, TaskState.DONE, note, actor)


@command.command("dismiss")
@click.argument("number", type=Number(1))
@click.option("--reason", required=True, help="Why nothing is done.")
@actor_option
@pass_desk
def dismiss(desk: Desk, number: int, reason: str, actor: str | None) -> None:
    r"""Say why nothing is done about a task.

    \b
    Example:
      $ mailer tasks dismiss 1 --reason "the organisation was dissolved"
    """
    from scheduler.outcomes.task import TaskState

    _end(desk, number, TaskState.DISMISSED, reason, actor)


def _end(desk: Desk, number: int, state: TaskState, why: str, actor: str | None) -> None:
    from scheduler.outcomes.holding import is_held
    from scheduler.outcomes.task import finish

    by = desk.actor(actor)
    with desk.database.writing() as session:
        task = finish(session, desk.now, by, number, state, why)
        held, address = is_held(session, task.address_key), task.address
    say(f"Task {number} is {state}.")
    if held:
        say(f"{address} stays held. If it is right after all:  mailer suppressions remove {address}")
