"""Commands that look letters up in the office."""

from __future__ import annotations

from collections.abc import Sequence

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.printing import print_json, say, say_total
from console.cli.tables import print_facts, print_table

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
    r"""One letter: versions, annexes, numbers, seals, and who did what when.

    LETTER is its short name in the office, such as call-2027, or its reference.

    \b
    Example:
      $ mailer letters show call-2027
    """
    from letters.correspondence import find_letter, show_letter

    with desk.database.reading() as session:
        record = show_letter(session, find_letter(session, name))
        facts = {
            "letter": record.letter.handle,
            "state": record.letter.state,
            "references": ", ".join(f"{entry.printed} ({entry.state})" for entry in record.references),
            "dated": record.letter.issue_date,
            "versions": "; ".join(f"{version.language}: {version.subject}" for version in record.versions),
            "annexes": "; ".join(f"{annex.name} ({annex.size:,} bytes)" for annex in record.annexes),
            "seal": record.approvals[-1].seal if record.approvals else "",
            "seal is": "BROKEN: " + record.broken
            if record.broken
            else "whole"
            if record.letter.sealed
            else "",
        }
        deeds = [[deed.at, deed.who, deed.became, deed.edition, deed.why] for deed in record.deeds]
    _show_letter(facts, deeds, as_json=as_json)


def _show_letter(facts: dict[str, object], deeds: Sequence[Sequence[object]], *, as_json: bool) -> None:
    headings = ["when (UTC)", "who", "became", "edition", "why"]
    if as_json:
        print_json({**facts, "deeds": [dict(zip(headings, row, strict=True)) for row in deeds]})
        return
    print_facts(facts)
    say()
    print_table(headings, deeds)
