"""Commands that tell of reminders: the plan with its rungs, who would get one and why not, what happened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.exporting import export_list
from console.cli.values import TARGET, Day, Number
from console.printing import print_json, say
from console.terminal import print_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailer.database import OfficeSession
    from scheduler.export import ListFormat
    from scheduler.reminding.preview import PreviewLine

RUNG_HEADINGS = ("rung", "when", "day", "at", "to", "number", "state", "why")
SPARE = ("at", "when")
"""What a narrow terminal does without, in this order."""
version_option = click.option("--version", type=Number(1), help="An earlier version of the plan.  [the last]")


@click.command("show")
@click.argument("reference")
@version_option
@json_option
@pass_desk
def show(desk: Desk, reference: str, version: int | None, as_json: bool) -> None:
    r"""A letter's plan of reminders: its rungs with their numbers, and where each stands.

    \b
    Example:
      $ mailer reminders show IOCO-1001
    """
    from scheduler.reminders.plan import plan_of, rules_of

    with desk.database.reading() as session:
        found = plan_of(session, reference, version=version)
        told = {"letter": reference, "version": found.version, "state": found.state.value, "why": found.why}
        rules = rules_of(found).model_dump(mode="json", exclude_defaults=True)
        rows = _rungs(session, reference, version)
    if as_json:
        headed = [dict(zip(RUNG_HEADINGS, row, strict=True)) for row in rows]
        print_json({**told, "rungs": headed, "rules": rules})
        return
    print_table(RUNG_HEADINGS, rows, spare=SPARE)
    why = f" ({told['why']})" if told["why"] else ""
    say(f"Version {told['version']} of the plan is {told['state']}{why}.")


def say_rungs(desk: Desk, reference: str) -> None:
    """The rungs of a letter's newest plan as a table."""
    with desk.database.reading() as session:
        rows = _rungs(session, reference, None)
    print_table(RUNG_HEADINGS, rows, spare=SPARE)


def _rungs(session: OfficeSession, reference: str, version: int | None) -> list[list[str]]:
    from scheduler.reminders.plan import number_of, plan_of, rules_of, rung_rules, rungs_of

    plan = plan_of(session, reference, version=version)
    rules = rules_of(plan)
    rows = []
    for rung in rungs_of(session, plan):
        own = rung_rules(rules, rung)
        when = f"{own.at}, repeated" if rung.repetition else own.at
        to = (own.to or rules.to).value
        number = number_of(session, rung)
        at = f"{rung.clock} {rung.zone}"
        rows.append([str(rung.number), when, str(rung.day), at, to, number, rung.state.value, rung.why])
    return rows


@click.command("preview")
@click.argument("reference")
@click.option("--rung", "number", type=Number(1), help="Of this rung.  [the next one]")
@click.option("--on", "day", type=Day(), help="As of this day, at the time the rung begins.")
@click.option("--limit", default=30, show_default=True, type=Number(1, 10_000), help="Lines of the table.")
@click.option("-o", "--export", "target", type=TARGET, help="All of it into a .csv or .xlsx.")
@actor_option
@json_option
@pass_desk
def preview(
    desk: Desk, reference: str, number: int | None, day: datetime | None, limit: int, target: Path | None,
    actor: str | None, as_json: bool,
) -> None:  # fmt: skip
    r"""Who would get a reminder now, and for every other whom the letter was for, why not.

    \b
    Example:
      $ mailer reminders preview IOCO-1001 --rung 1
    """
    from scheduler.reminding.preview import COLUMNS, Preview

    if target is not None:

        def write(session: OfficeSession, form: ListFormat) -> int:
            return _write(desk, session, reference, number, day, form, target)

        export_list(desk, actor, target, "contacted", "recipient", "recipients", write)
        return
    found = Preview()
    with desk.database.reading() as session:
        shown, lines = _asked(desk, session, reference, number, day)
        rows = [line.cells() for line in found.counting(lines)]
    if as_json:
        items = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        print_json({"letter": reference, "rung": shown, "counts": dict(found.counts), "items": items})
        return
    print_table(COLUMNS, rows[:limit])
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(found.counts.items()))
    more = f" ({limit:,} shown; --limit, or --export for all)" if len(rows) > limit else ""
    say(f"Rung {shown}: {told or 'nobody'}; {len(rows):,} in all{more}.")


def _write(
    desk: Desk, session: OfficeSession, reference: str, number: int | None, day: datetime | None,
    form: ListFormat, target: Path,
) -> int:  # fmt: skip
    from functools import partial

    from scheduler.export import closing_lines, write_list
    from scheduler.reminding.preview import COLUMNS

    _, lines = _asked(desk, session, reference, number, day)
    rows = (line.cells() for line in lines)
    return write_list(form, target, COLUMNS, rows, partial(closing_lines, session, desk.now))


def _asked(
    desk: Desk, session: OfficeSession, reference: str, number: int | None, day: datetime | None
) -> tuple[int, Iterator[PreviewLine]]:
    """The number of the rung that is asked for, and the lines of its preview."""
    from scheduler.office_calendar.countries import read_countries
    from scheduler.office_calendar.local_time import moment_at
    from scheduler.reminders.plan import begins, plan_of, rung_of, rungs_of
    from scheduler.reminders.tables import OPEN_RUNGS
    from scheduler.reminding.preview import preview as preview_of
    from scheduler.reminding.work import asked_of, hours_of

    plan = plan_of(session, reference)
    rungs = rungs_of(session, plan)
    next_one = next((rung.number for rung in rungs if rung.state in OPEN_RUNGS), len(rungs))
    rung = rung_of(session, plan, number or next_one)
    begin = begins(rung)
    on = moment_at(day.date(), begin.clock, begin.zone) if day is not None else None
    hours = hours_of(session, desk.office.settings, read_countries(desk.folder), plan, rung)
    asked = asked_of(session, plan, rung)
    return rung.number, preview_of(session, desk.now, plan, rung, asked, hours, on)


@click.command("history")
@click.argument("reference")
@json_option
@pass_desk
def history(desk: Desk, reference: str, as_json: bool) -> None:
    r"""All that happened to a letter's plans of reminders, and who was granted more time.

    \b
    Example:
      $ mailer reminders history IOCO-1001
    """
    from letters.correspondence import find_letter
    from mailer.staff import names_of
    from recipients.organisation import Organisation
    from scheduler.reminders.extensions import all_extensions
    from scheduler.reminders.plan import history_of

    with desk.database.reading() as session:
        letter, known = find_letter(session, reference), names_of(session)
        happened: list[tuple[datetime, list[str]]] = []
        for plan, event in history_of(session, letter):
            by = known.get(event.actor, event.actor)
            told = [str(plan.version), str(event.rung or ""), event.what, by, event.why]
            happened.append((event.at, told))
        for one in all_extensions(session, letter.id):
            home = session.get_one(Organisation, one.organisation_id).name
            what = f"{home}: until {one.until}" + (" (replaced)" if one.replaced_at else "")
            happened.append((one.granted_at, ["", "", what, known.get(one.granted_by, ""), one.reason]))
    headings = ["when (UTC)", "version", "rung", "what", "by", "why"]
    rows = [[at, *told] for at, told in sorted(happened, key=lambda one: one[0])]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)
