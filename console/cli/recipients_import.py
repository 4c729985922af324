"""`mailer recipients import`: a spreadsheet is reported on, and taken into the directory when accepted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.import_report import plain_report, show_report
from console.cli.stopping import BROKEN_OFF, between_steps
from console.cli.values import FILE, TARGET
from console.printing import counted, print_json, progress, say
from mailer.errors import MailerError
from recipients.files import whole_file

if TYPE_CHECKING:
    from mailer.audit import Actor
    from recipients.imports.report import Report

LONG: Final = 5_000
"""Rows from which on an import shows how far it has come."""
NOTHING_STORED: Final = "\nStopped. Nothing of the file is in the directory."


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--accept", is_flag=True, help="Store it at once if nothing is wrong with it.")
@click.option("--leave-out-faulty", is_flag=True, help="Accept the sound rows although others are faulty.")
@click.option(
    "--errors",
    type=TARGET,
    metavar="FILE.csv",
    help="Write every faulty row there, its reason in front; corrected, that file can be imported by itself.",
)
@actor_option
@yes_option
@json_option
@pass_desk
def import_(
    desk: Desk,
    file: Path,
    accept: bool,
    leave_out_faulty: bool,
    errors: Path | None,
    actor: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    r"""Report on a CSV, XLSX or ODS file, and take it into the directory when that is accepted.

    At a terminal you are asked after the report; elsewhere nothing is stored without --accept (or --yes).
    The same file twice changes nothing. Exit code 1 if anything has to be corrected.

    \b
    Example:
      $ mailer recipients import stakeholders.xlsx --accept
    """
    from recipients.imports.reporting import report_on

    accept = accept or yes
    ask = not accept and not as_json and sys.stdin.isatty()
    by = desk.keeper(actor, "import recipients") if accept or ask else None
    with _storing_nothing(), desk.database.reading() as session:
        report = report_on(session, file)
    try:
        with _storing_nothing():
            if not as_json:
                show_report(report)
            if errors is not None:
                _write_errors(report, file, errors)
            sound = report.problem is None and (leave_out_faulty or not report.refused)
            wanted = by is not None and sound and not report.changes_nothing
            if wanted and ask:
                confirm(_question(report), yes=False)
        stored = _store(desk, by, report, leave_out_faulty=leave_out_faulty) if by and wanted else None
        if as_json:
            print_json({**plain_report(report), "import": stored})
        else:
            say()
            say(_outcome(report, file, stored, sound=sound))
            if not sound and report.problem is None:
                say("Or take the other rows alone, with --leave-out-faulty --accept.")
    finally:
        report.close()
    if not sound:
        raise click.exceptions.Exit(1)


@contextlib.contextmanager
def _storing_nothing() -> Iterator[None]:
    """Ctrl-C while the file is only read, shown and asked about."""
    try:
        yield
    except (KeyboardInterrupt, click.exceptions.Abort):
        say(NOTHING_STORED, err=True)
        raise click.exceptions.Exit(BROKEN_OFF) from None


def _question(report: Report) -> str:
    changed = counted(report.changed + len(report.organisation_changes), "change")
    return f"Add {counted(report.added, 'recipient')} and store {changed}?"


def _store(desk: Desk, by: Actor, report: Report, *, leave_out_faulty: bool) -> int | None:
    """Take the file into the directory, each step in a transaction of its own; the import's number."""
    from recipients.imports.acceptance import STORED_AT_ONCE, Acceptance

    acceptance = Acceptance(report, by, leave_out_faulty=leave_out_faulty)
    steps = 4 + (report.added + report.new_organisations) // STORED_AT_ONCE
    try:
        with progress(steps, "storing", shown=report.added > LONG) as bar, between_steps() as look:
            for step in acceptance.steps():
                look()
                with desk.database.writing() as session:
                    step(session, desk.now)
                bar.update(1)
    except BaseException as end:  # nobody shall wait for an import that is not coming
        with contextlib.suppress(MailerError), desk.database.writing() as session:
            acceptance.give_up(session, desk.now)
        if not isinstance(end, KeyboardInterrupt):
            raise
        say(NOTHING_STORED, err=True)
        raise click.exceptions.Exit(BROKEN_OFF) from None
    return acceptance.import_id


def _outcome(report: Report, file: Path, stored: int | None, *, sound: bool) -> str:
    if not sound:
        return f"Nothing was stored. Correct the file and report again:  mailer recipients import {file}"
    if report.changes_nothing:
        return "There is nothing to accept: the directory says the same already."
    if stored is None:
        return f"Nothing is stored yet. To accept it:  mailer recipients import {file} --accept"
    changed = counted(report.changed + len(report.organisation_changes), "change")
    return f"Accepted as import {stored}: {counted(report.added, 'recipient')} added, {changed} stored."


def _write_errors(report: Report, file: Path, errors: Path) -> None:
    if not report.refused:
        say(f"No row is faulty; {errors} was not written.", err=True)
        return
    with whole_file(errors, but_not=file) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        count = report.write_faulty_rows(stream)
    say(f"wrote {errors}: {counted(count, 'row')} to correct, each with its reason", err=True)
