"""Commands that plan reminders: proposed from a folder, approved with their letters, started."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.approving import prepared_in, warnings_read
from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.letter_findings import categories_in, house_in, proofreader_in, say_findings
from console.cli.letterhead import emblem_of
from console.cli.reminder_following import say_rungs
from console.cli.values import FOLDER, Number
from console.printing import counted, say
from mailer.errors import Misused

if TYPE_CHECKING:
    from letters.approval import Prepared
    from letters.findings import Finding
    from letters.source import LetterSource
    from mailer.database import OfficeSession


@click.command("plan")
@click.argument("reference")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--from-template", "new", type=FOLDER, help="Write a plan to begin with into a new folder.")
@actor_option
@pass_desk
def plan(desk: Desk, reference: str, folder: Path | None, new: Path | None, actor: str | None) -> None:
    r"""Propose a plan of reminders for a letter, from a folder with reminders.yaml and its letters.

    A plan that is there already is superseded; it stays readable (show --version).

    \b
    Example:
      $ mailer reminders plan IOCO-1001 --from-template chasing
      $ mailer reminders plan IOCO-1001 chasing
    """
    if new is not None:
        _write_template(desk, reference, new)
        return
    if folder is None:
        raise Misused("Name the folder of the plan, or let one be written with --from-template FOLDER.")
    _propose(desk, reference, folder, actor)


def _write_template(desk: Desk, reference: str, folder: Path) -> None:
    from scheduler.reminding.template import write_template

    with desk.database.reading() as session:
        files = write_template(session, folder, reference, desk.now.date())
    say(f"Wrote {counted(len(files), 'file')} into {folder}: a plan of four rungs, and their letters.")
    say(f"Read and change them; then:  mailer reminders plan {reference} {folder}")


def _propose(desk: Desk, reference: str, folder: Path, actor: str | None) -> None:
    from letters.submission import refuse_errors
    from scheduler.reminding.plan_folder import load_plan
    from scheduler.reminding.proposing import propose

    by, holidays = desk.actor(actor), desk.office.settings.office.holidays
    source, findings = load_plan(folder)
    refuse_errors(findings)
    assert source is not None, "a plan without errors was read"
    with desk.database.writing() as session:
        check = partial(_findings, desk, session)
        made = propose(session, desk.now, by, reference, source, holidays, check)
        version = made.version
    say_findings(findings)
    say_rungs(desk, reference)
    say(f"Proposed version {version} of the plan: its letters are in review.")
    say(f"Next, by an approver:  mailer reminders approve {reference}")


def _findings(desk: Desk, session: OfficeSession, source: LetterSource) -> list[Finding]:
    """What the checks say of one of the plan's letters; its parent is looked up in the same transaction."""
    from letters.checks import check
    from letters.family import parent_in

    return check(
        source, source.facts.date, categories=categories_in(session, desk.now.date()),
        proofreader=proofreader_in(session), formulas=desk.library.formulas, house=house_in(desk, session),
        parents=partial(parent_in, session),
    )  # fmt: skip


@click.command("approve")
@click.argument("reference")
@click.option("--accept-warnings", "accepted", type=Number(), help="How many warnings you have read.")
@actor_option
@yes_option
@pass_desk
def approve(desk: Desk, reference: str, accepted: int | None, actor: str | None, yes: bool) -> None:
    r"""Approve a plan with all of its letters: each takes its number, and a seal covers texts and rules.

    \b
    Example:
      $ mailer reminders approve IOCO-1001 --yes
    """
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.approving import approve_plan

    by, rules = desk.actor(actor), desk.office.settings.approval
    ready = _prepared(desk, reference)
    for one in ready:
        for warning in one.warnings(by):
            say(f"{one.handle}: {warning}")
    say_rungs(desk, reference)
    warnings = sum(len(one.findings) for one in ready)
    read = warnings_read(accepted, warnings, yes=yes)
    confirm(f"Approve the plan, and take {counted(len(ready), 'number')}?", yes=yes)
    with desk.database.writing() as session:
        found = plan_of(session, reference, lock=True)
        approve_plan(session, desk.now, by, found, ready, accepted=read, rules=rules)
        seal, version = found.seal, found.version
    say(f"Approved version {version} of the plan of {reference}; seal {seal[:16]}…")
    say(f"Next, by a releaser:  mailer reminders start {reference}")


def _prepared(desk: Desk, reference: str) -> list[Prepared]:
    """The letters of the plan, rendered and checked, outside of any writing transaction."""
    from mailer.merge import LimitedMerger
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.approving import letters_to_approve

    emblem = emblem_of(desk)
    with desk.database.reading() as session, LimitedMerger() as merger:
        wanted = letters_to_approve(session, plan_of(session, reference))
        return [prepared_in(desk, session, letter.handle, emblem, merger) for _, letter in wanted]


@click.command("start")
@click.argument("reference")
@actor_option
@yes_option
@pass_desk
def start(desk: Desk, reference: str, actor: str | None, yes: bool) -> None:
    r"""Start an approved plan: from now on the clock sends its rungs, each to who is silent then.

    Whoever proposed or approved the plan may not start it.

    \b
    Example:
      $ mailer reminders start IOCO-1001 --actor m.duarte --yes
    """
    from scheduler.reminders.plan import plan_of
    from scheduler.reminding.approving import start as start_plan

    by = desk.actor(actor)
    say_rungs(desk, reference)
    confirm("Let the clock send these reminders, each to who is silent then?", yes=yes)
    with desk.database.writing() as session:
        version = start_plan(session, desk.now, by, plan_of(session, reference)).version
    say(f"Started version {version} of the plan of {reference}.")
