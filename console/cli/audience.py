"""`mailer audience`: who is meant by an expression, and why."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, InOrder, json_option, pass_desk
from console.cli.paging import after_option, limit_option
from console.cli.recipients import plain_entry
from console.cli.words import audience_meant, recipients_named
from console.printing import counted, print_json, say, say_total
from console.terminal import print_table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from recipients.idset import IdSet
    from recipients.members import Audience

OTHER = "other"


@click.group(cls=InOrder)
def command() -> None:
    r"""Who is meant by an expression, and why.

    \b
      all                              everyone in the directory
      category governments, academia   code or name, in any of six languages
      list "Drafting group"            several words stand in quotation marks
      country CH, Kenya                two letters, or the name
      language fr                      those who prefer it most
      reads fr                         those who have it among theirs
      kind person                      or post, or organisation
      organisation "Harbour Board"     all recipients of it
      recipient GOV-001                by id or number
      address ann@ministry.example     whoever has this address
      set "got DM-1001"                those whom that letter reached
      set "got a copy of DM-1001"      those whom a copy of it reached
      set "joined since DM-1001"       those whom it would mean only today
      A and B, A or B, A except B      `and` binds first; `except` takes out
      (A or B) and C                   of everything before it

    An empty expression is an error, never everyone.

    \b
    Example:
      $ mailer audience show "category governments except country KE"
    """


@command.command("show")
@click.argument("expression")
@click.option("--out", is_flag=True, help="Show those whom an “except” leaves out instead, each with why.")
@click.option(
    "--why", metavar="WHO", help="Only say of this address, number or id whether it is in, and why."
)
@after_option("recipient's number")
@limit_option(20, 10_000)
@json_option
@pass_desk
def show(
    desk: Desk, expression: str, out: bool, why: str | None, after: int, limit: int, as_json: bool
) -> None:
    r"""How many are meant, by category and language, and who they are, each with the reason.

    Nothing is stored: an audience is frozen when a campaign is released.

    \b
    Example:
      $ mailer audience show "category governments and language fr"
    """
    from recipients.entries import load_entries

    if why is not None:
        _say_why(desk, expression, why, as_json=as_json)
        return
    with desk.database.reading() as session:
        audience = audience_meant(session, expression)
        counts = _counts(session, audience, desk.now.date())
        shown = audience.left_out if out else audience.members
        page = list(islice((number for number in shown if number > after), limit + 1))
        entries = list(load_entries(session, page[:limit]))
    reasons = [audience.reason(entry.id) for entry in entries]
    cursor = entries[-1].id if len(page) > limit else None
    if as_json:
        items = [{**plain_entry(entry), "why": why} for entry, why in zip(entries, reasons, strict=True)]
        print_json(
            {
                "expression": expression,
                "total": len(audience),
                "left out": len(audience.left_out),
                "counts": counts,
                "out" if out else "in": items,
                "after": cursor,
            }
        )
        return
    _show_counts(counts, audience)
    rows = [
        [entry.id, entry.label, entry.to[0][0] if entry.to else "", why]
        for entry, why in zip(entries, reasons, strict=True)
    ]
    print_table(["number", "recipient", "address", "out because" if out else "in because"], rows)
    said = ("are left out", "is left out") if out else ("are meant", "is meant")
    say_total(len(shown), len(rows), said[0], cursor, one=said[1])


def _say_why(desk: Desk, expression: str, who: str, *, as_json: bool) -> None:
    from recipients.members import explain
    from scheduler.addressing import named_sets

    with desk.database.reading() as session:
        sets = named_sets(session, expression)
        found = [explain(session, expression, entry.id, sets) for entry in recipients_named(session, who)]
    if as_json:
        print_json([{**plain_entry(one.entry), "in": one.is_member, "why": one.reason} for one in found])
        return
    for one in found:
        say(f"{one.entry.label} is {'in' if one.is_member else 'out'}: {one.reason}")


def _counts(session: Session, audience: Audience, today: date) -> dict[str, dict[str, int]]:
    """How many by category, and in each by the language preferred most."""
    from recipients.category import categories_on
    from recipients.countries import OFFICIAL_LANGUAGES
    from recipients.members import evaluate

    codes = [category.code for category in categories_on(session, today)]
    by_language = {code: evaluate(session, f"language {code}").members for code in OFFICIAL_LANGUAGES}
    counts = {}
    for code in codes:
        within = audience.members & evaluate(session, f"category {code}").members
        if within:
            counts[code] = _by_language(within, by_language)
    return counts


def _by_language(within: IdSet, by_language: dict[str, IdSet]) -> dict[str, int]:
    found = {code: len(within & those) for code, those in by_language.items()}
    return {**found, OTHER: len(within) - sum(found.values())}


def _show_counts(counts: dict[str, dict[str, int]], audience: Audience) -> None:
    languages = [
        code for code in next(iter(counts.values()), {}) if any(row[code] for row in counts.values())
    ]
    rows: list[list[Any]] = [
        [code, sum(row.values()), *(row[language] for language in languages)] for code, row in counts.items()
    ]
    total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    print_table(["category", "recipients", *languages], [*rows, ["together", *(total or [0])]])
    left_out = len(audience.left_out)
    if left_out:
        say(f"{counted(left_out, 'other')} left out by an “except”: see --out.")
    say()
