"""Commands that tell who was contacted: by letter, organisation, address and period."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.exporting import Part, export_list, listing
from console.cli.values import DAY, ONE_DAY
from console.printing import print_json, say_total
from console.terminal import print_facts, print_table
from mailer.errors import Misused, NotFound

if TYPE_CHECKING:
    from scheduler.contacted import Contacted, Question

SPARE = ("kind", "when (UTC)", "in")
"""What a narrow terminal does without, in this order."""


@click.command("letter")
@click.argument("reference")
@listing
@pass_desk
def letter(desk: Desk, /, reference: str, part: Part) -> None:
    r"""Everybody one letter went to.

    REFERENCE is the letter's reference, or its short name in the office.

    \b
    Example:
      $ mailer audit letter DM-1001
    """
    from scheduler.contacted import Question

    _answer(desk, Question(letter=reference), part)


@click.command("organisation")
@click.argument("name")
@listing
@pass_desk
def organisation(desk: Desk, /, name: str, part: Part) -> None:
    r"""Everything one organisation was sent.

    \b
    Example:
      $ mailer audit organisation "Ministry of Shores and Estuaries, Kenya"
    """
    from scheduler.contacted import Question

    _answer(desk, Question(organisation=name), part)


@click.command("address")
@click.argument("email")
@listing
@pass_desk
def address(desk: Desk, /, email: str, part: Part) -> None:
    r"""Everything one address was sent, however it is written.

    \b
    Example:
      $ mailer audit address registry@harbour.example
    """
    from scheduler.contacted import Question

    _answer(desk, Question(address=email), part)


@click.command("period")
@click.argument("first", metavar="FROM", type=DAY)
@click.argument("last", metavar="TO", type=DAY)
@listing
@pass_desk
def period(desk: Desk, /, first: datetime, last: datetime, part: Part) -> None:
    r"""Everything that ended from one day to another, both included, in UTC.

    \b
    Example:
      $ mailer audit period 2027-01-01 2027-12-31
    """
    from scheduler.contacted import Question

    if last < first:
        raise Misused(f"The period ends on {last:%Y-%m-%d}, before it begins.")
    _answer(desk, Question(since=first, until=last + ONE_DAY), part)


def _answer(desk: Desk, question: Question, part: Part) -> None:
    """Show a page of the answer, or write all of it into a file beside an audit entry."""
    from scheduler.answers_export import export_contacted
    from scheduler.contacted import contacted, near_organisations

    if part.target is not None:
        target = part.target
        export_list(
            desk, part.actor, target, "contacted", "copy", "copies",
            lambda session, form: export_contacted(session, desk.now, question, form, target),
        )  # fmt: skip
        return
    with desk.database.reading() as session:
        page = contacted(session, question, after=part.after, limit=part.limit)
        near = near_organisations(session, question.organisation) if question.organisation else []
    if not page.total and near:
        raise NotFound(
            f"No organisation of exactly this name was written to. Names that hold it: {'; '.join(near)}."
        )
    if part.as_json:
        items = [_as_facts(row) for row in page.rows]
        print_json({"total": page.total, "items": items, "after": page.after})
        return
    if len(page.rows) == 1 and page.total == 1:
        (only,) = page.rows
        print_facts({**_as_facts(only), "when": f"{only.when:%Y-%m-%d %H:%M:%S} UTC" if only.when else ""})
        return
    rows = [_as_row(row) for row in page.rows]
    for told in _told_by(question):
        for row in rows:
            del row[told]
    print_table(list(rows[0]) if rows else (), [list(row.values()) for row in rows], widest=40, spare=SPARE)
    say_total(page.total, len(page.rows), "copies", page.after, one="copy")


def _as_row(row: Contacted) -> dict[str, object]:
    reply = " ".join(part for part in (str(row.code or ""), row.reply or row.why) if part)
    return {
        "message": row.delivery_id, "reference": row.reference, "organisation": row.organisation,
        "address": row.address, "kind": row.kind, "in": row.language, "state": row.state,
        "when (UTC)": row.when, "server's reply": reply,
    }  # fmt: skip


def _told_by(question: Question) -> list[str]:
    """The columns that would only repeat the question."""
    asked = {"reference": question.letter, "organisation": question.organisation, "address": question.address}
    return [heading for heading, given in asked.items() if given]


def _as_facts(row: Contacted) -> dict[str, object]:
    from scheduler.contacted import CONTACTED_COLUMNS

    return {"message": row.delivery_id, **dict(zip(CONTACTED_COLUMNS, row.cells(), strict=True))}
