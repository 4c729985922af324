"""Commands that look letters up in the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.printing import print_json, say, say_total
from console.terminal import print_facts, print_table

if TYPE_CHECKING:
    from letters.correspondence import LetterRecord

DEED = ("when (UTC)", "who", "became", "edition", "why")
SPARE = ("languages", "dated")
"""What a narrow terminal does without, in this order."""


@click.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""The letters of the office, the latest first.

    \b
    Example:
      $ mailer letters list
    """
    from letters.correspondence import list_letters

    with desk.database.reading() as session:
        lines = list_letters(session)
    headings = ["letter", "state", "reference", "languages", "dated", "deadline", "subject"]
    rows = [
        [
            line.handle,
            line.state,
            line.reference,
            " ".join(line.languages),
            line.issue_date,
            line.deadline,
            line.subject,
        ]
        for line in lines
    ]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows, spare=SPARE)
        say_total(len(rows), len(rows), "letters", one="letter")


@click.command("show")
@click.argument("name", metavar="LETTER")
@json_option
@pass_desk
def show(desk: Desk, name: str, as_json: bool) -> None:
    r"""One letter: versions, numbers, family, deadlines as they hold, annexes, and who did what when.

    LETTER is its short name in the office, such as call-2027, or its reference.

    \b
    Example:
      $ mailer letters show call-2027
    """
    from letters.correspondence import find_letter, show_letter
    from letters.effective import effective_deadlines

    with desk.database.reading() as session:
        record = show_letter(session, find_letter(session, name))
        sealed = record.letter.sealed
        facts: dict[str, object] = {
            "letter": record.letter.handle,
            "state": record.letter.state,
            "references": ", ".join(f"{entry.printed} ({entry.state})" for entry in record.references),
            "dated": record.letter.issue_date,
            "seal": record.approvals[-1].seal if record.approvals else "",
            "seal is": f"BROKEN: {record.broken}" if record.broken else "whole" if sealed else "",
            "formulas": _formulas_since(desk, record) if sealed else "",
        }
        lists: dict[str, list[dict[str, object]]] = {
            "versions": [{"in": one.language, "subject": one.subject} for one in record.versions],
            "family": [
                {"reference": one.printed, "dated": one.issue_date, "state": one.state, "why": one.reason}
                for one in record.family
            ],
            "deadlines": [
                {"deadline": one.id, "date": each.deadline.date, "since (UTC)": each.since, "by": each.by}
                for one in effective_deadlines(session, record.letter)
                for each in one.history
            ],
            "annexes": [{"annex": one.name, "bytes": one.size} for one in record.annexes],
            "deeds": [
                {
                    "when (UTC)": one.at,
                    "who": one.who,
                    "became": one.became,
                    "edition": one.edition,
                    "why": one.why,
                }
                for one in record.deeds
            ],
        }
    if as_json:
        print_json({**facts, **lists})
        return
    print_facts(facts)
    for rows in filter(None, lists.values()):
        say()
        print_table(list(rows[0]), [list(row.values()) for row in rows])


def _formulas_since(desk: Desk, record: LetterRecord) -> str:
    """Whether the office's set phrases are still those that a letter was approved with."""
    from letters.languages.library import look_through
    from letters.seal import changed_formulas

    library, _ = look_through(desk.folder)
    changed = changed_formulas(record.approvals[-1], library.hashes())
    return (
        f"changed since: {', '.join(changed)}; the letter stays as it was approved"
        if changed
        else "as approved"
    )
