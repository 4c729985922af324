"""`mailer audit entries`: who did what, in words, or as it was written down."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, pass_desk
from console.cli.exporting import Part, export_list, listing
from console.cli.values import DAY, ONE_DAY
from console.printing import print_json, say, say_total
from console.terminal import print_facts, print_table
from mailer.errors import Misused

if TYPE_CHECKING:
    from scheduler.deeds import Told

HEADINGS = ["number", "when (UTC)", "who", "did", "what", "in words"]


@click.command("entries")
@click.option("--by", default="", metavar="NAME", help="Only what this person did; “machine” is the program.")
@click.option("--people", is_flag=True, help="Leave out what the program did by itself.")
@click.option("--letter", default="", metavar="LETTER", help="Only this letter, its campaigns and copies.")
@click.option("--campaign", default="", metavar="NAME", help="Only this campaign and its copies.")
@click.option("--deed", default="", metavar="DEED", help="Only this deed, such as “approved” or “settled”.")
@click.option("--since", type=DAY, metavar="DAY", help="From this day on, in UTC.")
@click.option("--until", type=DAY, metavar="DAY", help="Up to this day, itself included, in UTC.")
@click.option("--subject", default="", metavar="SUBJECT", help="Only this, as it is stored: letter:1.")
@click.option("--full", is_flag=True, help="Each entry whole, with its hashes.")
@listing
@pass_desk
def entries(
    desk: Desk,
    /,
    since: datetime | None,
    until: datetime | None,
    full: bool,
    part: Part,
    **wanted: Any,
) -> None:
    r"""Who did what, when: the entries of the audit chain in words, the oldest first.

    Every deed of a person is an entry, and every group of copies that the program handled. LETTER is a
    reference, or a letter's short name in the office. With --full, --json and --export you get each entry as
    it was written down, with its facts and hashes.

    \b
    Example:
      $ mailer audit entries --letter IOCO-1001 --people
    """
    from scheduler.answers_export import export_deeds
    from scheduler.deeds import DeedQuestion, deeds

    if since is not None and until is not None and until < since:
        raise Misused(f"The period ends on {until:%Y-%m-%d}, before it begins.")
    question = DeedQuestion(since=since, until=until + ONE_DAY if until else None, **wanted)
    if part.target is not None:
        target = part.target
        export_list(
            desk, part.actor, target, "entries", "entry", "entries",
            lambda session, form: export_deeds(session, desk.now, question, form, target),
        )  # fmt: skip
        return
    with desk.database.reading() as session:
        page = deeds(session, question, after=part.after, limit=part.limit)
    if part.as_json:
        items = [_as_facts(told) for told in page.rows]
        print_json({"total": page.total, "items": items, "after": page.after})
        return
    if full:
        _show_whole(page.rows)
    else:
        print_table(HEADINGS, [_as_row(told) for told in page.rows])
    say_total(page.total, len(page.rows), "entries", page.after, one="entry")


def _as_row(told: Told) -> list[object]:
    return [told.entry.number, told.entry.at, told.who, told.did, told.what, told.says]


def _show_whole(rows: tuple[Told, ...]) -> None:
    for told in rows:
        print_facts(_as_written(told))
        say()


def _as_written(told: Told) -> dict[str, object]:
    """An entry line by line, as an export has it."""
    from scheduler.deeds import DEED_COLUMNS

    return dict(zip(DEED_COLUMNS, told.cells(), strict=True))


def _as_facts(told: Told) -> dict[str, object]:
    """An entry for programs: its facts and details as they were written down, not as text."""
    entry = told.entry
    return {**_as_written(told), "number": entry.number, "facts": entry.facts, "details": told.details}
