"""The spreadsheet of items on the command line: reported on, asked about, and stored for a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.cli.desk import Desk, confirm
from console.printing import counted, progress, say
from console.terminal import say_indented
from mailer.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from recipients.imports.faults import RowFault
    from recipients.imports.own_rows import OwnRows
    from recipients.imports.sample import Sample


def stored_items(desk: Desk, letter_name: str, named: str, file: Path, *, yes: bool) -> int:
    """Report on a file of items for a letter, ask, and store it; the list's id. Refused if it is unfit."""
    from letters.correspondence import find_letter
    from recipients.imports.faults import FileFault
    from recipients.imports.own_rows import read_own_rows
    from scheduler.items import field_for_items, refuse_unfit
    from scheduler.jobs import store_items

    with desk.database.reading() as session:
        field = field_for_items(find_letter(session, letter_name), named)
        try:
            own = read_own_rows(session, file, field.name, field.rows)
        except FileFault as fault:
            raise Refused(f"{file.name}: {fault} Nothing was made.") from None
    try:
        _report(own, field.name)
        refuse_unfit(own)
        items, whose = counted(own.rows, "item"), counted(len(own.counts), "recipient")
        confirm(f"Make the campaign with {items} of {whose}?", yes=yes)
        with progress(own.rows, "storing items", shown=own.rows > 5_000) as bar:
            list_id = store_items(desk.database, desk.now, field.name, own, on_progress=bar.update)
    finally:
        own.close()
    return list_id


def say_who_has_items(having: int, without: int) -> None:
    """How many of those a campaign means have items, and how many get nothing for want of any."""
    say(f"With items: {counted(having, 'recipient')}. Without any, and so without a letter: {without:,}.")


def _report(own: OwnRows, field: str) -> None:
    facts = own.facts
    most = max(own.counts.values(), default=0)
    say(
        f"{facts.name}: {counted(own.rows, 'item')} of {counted(len(own.counts), 'recipient')} for the field"
        f" “{field}”, at most {most:,} of one."
    )
    for note in facts.notes:
        say(f"  {note}")
    if own.layout.ignored:
        say(f"  Columns that the letter does not print: {', '.join(own.layout.ignored)}.")
    _say_rows("left out", own.unknown)
    _say_rows("to correct", own.faults)


def _say_rows(what: str, rows: Sample[RowFault]) -> None:
    if not rows.total:
        return
    say(f"  {counted(rows.total, 'row')} {what}:")
    for one in rows.first:
        say_indented(str(one), 4)
    if rows.total > len(rows.first):
        say_indented(f"… and {rows.total - len(rows.first):,} more", 4)
