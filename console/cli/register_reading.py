"""Commands that read the register: its list, one reference in full, and what is missing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.exporting import export_list
from console.cli.paging import limit_option
from console.cli.values import TARGET, Line, Number
from console.printing import counted, print_json, say, say_total
from console.terminal import print_facts, print_table

if TYPE_CHECKING:
    from letters.register import EntryLine
    from mailer.database import OfficeSession
    from scheduler.export import ListFormat

SPARE = ("recipients", "audience", "signatory", "series", "languages", "originator", "letter", "dated")
"""What a narrow terminal does without, in this order."""
SHOWN = (
    "reference", "dated", "state", "series", "letter", "languages", "subject", "signatory", "originator",
    "audience", "recipients", "reason",
)  # fmt: skip
"""What of a line fits into a table; all of it is in `--json` and `--export`."""


@click.command("list")
@click.option("--series", help="Only this series.")
@click.option("--year", type=Number(1, 9999), help="Only letters dated in this year.")
@click.option(
    "--state",
    type=click.Choice(["reserved", "issued", "void", "cancelled", "superseded"]),
    help="Only references in this state.",
)
@click.option("--search", default="", type=Line(), help="Only with this in the reference, in any language.")
@click.option("--after", metavar="REFERENCE", help="Go on after this entry.")
@click.option(
    "-o", "--export", "target", type=TARGET, help="All lines into a .csv or .xlsx, with every column."
)
@limit_option()
@actor_option
@json_option
@pass_desk
def list_(
    desk: Desk, /, after: str | None, target: Path | None, limit: int, actor: str | None, as_json: bool,
    series: str | None, year: int | None, state: str | None, search: str,
) -> None:  # fmt: skip
    r"""The entries in their order, 10 after 9; and every gap that nothing explains.

    \b
    Example:
      $ mailer register list
    """
    from letters.register import LINE_COLUMNS, EntryState, list_entries, unexplained_gaps
    from scheduler.reached import copies_frozen_for

    if target is not None:
        write = partial(_write, target=target, series=series, year=year)
        export_list(desk, actor, target, "register", "entry", "entries", write)
        return
    with desk.database.reading() as session:
        page = list_entries(
            session, series=series, year=year, state=EntryState(state) if state else None, search=search,
            after=after, limit=limit, counts=partial(copies_frozen_for, session),
        )  # fmt: skip
        missing = [str(gap) for gap in unexplained_gaps(session)]
    items = [dict(zip(LINE_COLUMNS, _cells(line), strict=True)) for line in page.lines]
    if as_json:
        print_json({"total": page.total, "items": items, "unexplained gaps": missing, "after": page.after})
        return
    print_table(SHOWN, [[item[name] for name in SHOWN] for item in items], spare=SPARE)
    say_total(page.total, len(items), "entries", page.after, one="entry")
    _say_missing(missing)


def _cells(line: EntryLine) -> list[object]:
    return list(line.cells())


def _write(
    session: OfficeSession, form: ListFormat, *, target: Path, series: str | None, year: int | None
) -> int:
    from letters.register import LINE_COLUMNS, entries_in, lines_of
    from scheduler.export import write_list
    from scheduler.reached import copies_frozen_for

    lines = lines_of(
        session, entries_in(session, series=series, year=year), partial(copies_frozen_for, session)
    )
    return write_list(form, target, LINE_COLUMNS, (line.cells() for line in lines))


@click.command("show")
@click.argument("reference")
@json_option
@pass_desk
def show(desk: Desk, reference: str, as_json: bool) -> None:
    r"""One reference, by any form in which it is printed: its line, its family, and its whole history.

    \b
    Example:
      $ mailer register show DM-1001
    """
    from letters.register import LINE_COLUMNS, entry_of, family_of, history_of, lines_of, texts_of
    from mailer.staff import names_of
    from scheduler.reached import copies_frozen_for

    with desk.database.reading() as session:
        entry, names = entry_of(session, reference), names_of(session)
        (line,) = lines_of(session, [entry.id], partial(copies_frozen_for, session))
        history = [[e.at, names.get(e.actor, e.actor), e.became, e.why] for e in history_of(session, entry)]
        texts = {language.value: text for language, text in texts_of(session, entry).items()}
        family = [[one.printed, one.issue_date, one.state, one.reason] for one in family_of(session, entry)]
    facts = {name: value for name, value in zip(LINE_COLUMNS, line.cells(), strict=True) if value != ""}
    headings, members = ["when (UTC)", "who", "became", "why"], ["reference", "dated", "state", "reason"]
    if as_json:
        print_json(
            {
                **facts,
                "key": line.key,
                "printed in": texts,
                "history": [dict(zip(headings, row, strict=True)) for row in history],
                "family": [dict(zip(members, row, strict=True)) for row in family],
            }
        )
        return
    print_facts({**facts, **{f"printed in {language}": text for language, text in texts.items()}})
    say()
    print_table(headings, history)
    if len(family) > 1:
        say()
        print_table(members, family)


@click.command("gaps")
@click.option("--series", help="Only this series.")
@click.option("--year", type=Number(1, 9999), help="Only numbers taken for letters dated in this year.")
@json_option
@pass_desk
def gaps(desk: Desk, series: str | None, year: int | None, as_json: bool) -> None:
    r"""Every number that no letter bears, with the reason; and those that nothing explains.

    Exit code 1 if a number is missing without a reason.

    \b
    Example:
      $ mailer register gaps
    """
    from letters.register import explained_gaps, unexplained_gaps
    from mailer.staff import names_of

    with desk.database.reading() as session:
        names = names_of(session)
        rows = [
            [one.printed, one.issue_date, one.state, one.at, names.get(one.actor, one.actor), one.reason]
            for one in explained_gaps(session, series=series, year=year)
        ]
        missing = [str(gap) for gap in unexplained_gaps(session) if series in (None, gap.series)]
    headings = ["reference", "dated", "state", "since (UTC)", "taken by", "reason"]
    if as_json:
        print_json(
            {"explained": [dict(zip(headings, row, strict=True)) for row in rows], "unexplained": missing}
        )
    else:
        if rows:
            print_table(headings, rows)
        say(f"{counted(len(rows), 'number')} that no letter bears, each with its reason.")
        _say_missing(missing)
    if missing:
        raise click.exceptions.Exit(1)


def _say_missing(missing: list[str]) -> None:
    say("No number is missing." if not missing else "MISSING WITHOUT A REASON: " + "; ".join(missing))
