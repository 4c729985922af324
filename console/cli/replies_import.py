"""`mailer replies import`: a spreadsheet of form submissions is reported on, and stored when accepted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.values import FILE, TARGET
from console.printing import counted, print_json, say
from console.terminal import print_table
from mailer.errors import Refused
from recipients.files import whole_file

if TYPE_CHECKING:
    from scheduler.replies.form_import import FormReport

SHOWN = 20
"""Rows that are not taken which are named one by one."""


@click.command("import")
@click.argument("letter")
@click.argument("file", type=FILE)
@click.option("--ask", metavar="NAME", help="What all rows answer that do not say so in a column “ask”.")
@click.option("--accept", is_flag=True, help="Store it at once if nothing is wrong with it.")
@click.option("--leave-out-faulty", is_flag=True, help="Accept the other rows although some are not taken.")
@click.option(
    "--errors",
    type=TARGET,
    metavar="FILE.csv",
    help="Write every row that is not taken there, its reason in front, to be corrected and imported.",
)
@actor_option
@json_option
@pass_desk
def import_(
    desk: Desk,
    letter: str,
    file: Path,
    ask: str | None,
    accept: bool,
    leave_out_faulty: bool,
    errors: Path | None,
    actor: str | None,
    as_json: bool,
) -> None:
    r"""Report on a CSV, XLSX or ODS file of form submissions, and store them when that is accepted.

    A column says whose each row is: “id”, “organisation id”, “email” or “organisation”. There may be “ask”,
    “state”, “date” and “note”; a row without a state is complete. The same file twice changes nothing. Exit
    code 1 if a row cannot be taken, or no row can.

    \b
    Example:
      $ mailer replies import IOCO-1001 form.csv --accept
    """
    from recipients.imports.faults import FileFault
    from scheduler.replies.asked import asking
    from scheduler.replies.form_import import report_on_forms, store_forms

    by = desk.actor(actor) if accept else None
    with desk.database.reading() as session:
        try:
            report = report_on_forms(session, desk.now, asking(session, letter), file, ask=ask)
        except FileFault as fault:
            raise Refused(f"{file.name}: {fault} Nothing was stored.") from None
    if not as_json:
        _show(report)
    if errors is not None and report.left_out:
        with (
            whole_file(errors, but_not=file) as part,
            part.open("w", encoding="utf-8-sig", newline="") as out,
        ):
            count = report.write_left_out(out)
        say(f"wrote {errors}: {counted(count, 'row')} to correct, each with its reason", err=True)
    sound, stored = leave_out_faulty or not report.left_out, None
    if by is not None and sound:
        with desk.database.writing() as session:
            stored = store_forms(session, desk.now, by, report)
    if as_json:
        print_json({**_as_facts(report), "stored": stored})
    else:
        say(_outcome(report, letter, file, stored, sound=sound))
    if not sound or not (report.new or report.known):
        raise click.exceptions.Exit(1)


def _show(report: FormReport) -> None:
    states = Counter(str(row.state) for row, _ in report.new)
    table = [
        ["new", len(report.new), ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))],
        ["known", report.known, "imported before: left out"],
        ["repeated", report.repeated, "an earlier row says the same: left out"],
        ["not taken", len(report.left_out), "to be corrected"],
    ]
    print_table(["", "rows", ""], table)
    if report.left_out:
        say()
        rows = [[one.number, one.reason] for one in report.left_out[:SHOWN]]
        print_table(["row", "why it is not taken"], rows)
        if len(report.left_out) > SHOWN:
            say(f"  … {SHOWN} of {len(report.left_out):,} shown; --errors writes all of them.")
    if report.outside:
        say(f"\nNot among those the letter was sent to, and recorded with a remark: {len(report.outside):,}")
        for name in report.outside[:SHOWN]:
            say(f"  {name}")
    say()


def _outcome(report: FormReport, letter: str, file: Path, stored: int | None, *, sound: bool) -> str:
    if not sound:
        return "Nothing was stored. Correct the rows, or take the others alone: --leave-out-faulty --accept."
    if not report.new and not report.known:
        why = "none of its rows can be taken" if report.left_out else "it has no rows"
        return f"There is nothing to accept: {why}."
    if not report.new:
        return "There is nothing to accept: all of it is recorded already."
    if stored is None:
        return f"Nothing is stored yet. To accept it:  mailer replies import {letter} {file} --accept"
    return f"Recorded {counted(stored, 'reply', 'replies')} to {report.asking.printed}."


def _as_facts(report: FormReport) -> dict[str, Any]:
    return {
        "file": report.file_name,
        "new": len(report.new),
        "known": report.known,
        "repeated": report.repeated,
        "not taken": [{"row": one.number, "reason": one.reason} for one in report.left_out],
        "outside the audience": report.outside,
    }
