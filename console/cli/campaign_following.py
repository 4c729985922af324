"""Commands that tell where a campaign and each of its copies stand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from console.cli.campaign_held import show_held
from console.cli.desk import Desk, json_option, pass_desk
from console.cli.replies_progress import regions_of
from console.cli.replies_table import as_facts, show_progress
from console.printing import print_json, say, say_total
from console.terminal import WIDEST, print_facts, print_table

if TYPE_CHECKING:
    from scheduler.status import Status


SHOWN = ("sent", "deferred then sent", "refused", "suppressed", "uncertain")
"""States that the table names even where nobody is in them."""


@click.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""The campaigns of the office, the latest first.

    \b
    Example:
      $ mailer campaigns list
    """
    from scheduler.status import list_campaigns

    with desk.database.reading() as session:
        found = list_campaigns(session)
    headings = ["campaign", "letter", "state", "starts (UTC)", "why"]
    rows = [[line.name, line.letter, line.state, line.starts_at, line.why] for line in found]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows)
        say_total(len(rows), len(rows), "campaigns", one="campaign")


@click.command("status")
@click.argument("name")
@json_option
@pass_desk
def status(desk: Desk, name: str, as_json: bool) -> None:
    r"""Where every copy stands, by category and language, and who answered; sums are always the audience.

    \b
    Example:
      $ mailer campaigns status IOCO-1001
    """
    from scheduler.campaign import campaign_named
    from scheduler.outcomes.held import held_in
    from scheduler.replies.progress import progress_of_campaign
    from scheduler.status import status as status_of

    with desk.database.reading() as session:
        found = status_of(session, desk.now, name)
        held = held_in(session, campaign_named(session, name))
        replies = progress_of_campaign(session, name, regions_of(desk))
    if as_json:
        facts = {"held": [asdict(one) for one in held], "replies": replies and as_facts(replies)}
        print_json({**_as_facts(found), **facts})
    else:
        _show(found)
        if replies is not None:
            say(f"\nReplies, by organisation (mailer replies status {found.reference or found.letter}):")
            show_progress(replies)
        show_held(held, name)
    if not found.balanced or not (replies is None or replies.balanced):
        raise click.exceptions.Exit(1)


@click.command("explain")
@click.argument("name")
@click.argument("who")
@json_option
@pass_desk
def explain(desk: Desk, name: str, who: str, as_json: bool) -> None:
    r"""Why an address, or an organisation, is in a campaign or not, and what became of it.

    \b
    Example:
      $ mailer campaigns explain IOCO-1001 registry@shores-ke.example
    """
    from scheduler.explaining import explain as explain_in

    with desk.database.reading() as session:
        found = explain_in(session, name, who)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        say(
            f"{one.who} <{one.address}> is {'in' if one.is_in else 'not in'} “{name}”"
            f"{' as it was released' if one.frozen else ' by the directory as it is now'}."
        )
        for reason in one.reasons:
            say(f"    {reason}")
        if one.state is not None:
            say(
                f"    {one.state}"
                f"{f', in {one.language}' if one.language else ''}{f': {one.why}' if one.why else ''}"
            )


def _show(found: Status) -> None:
    from scheduler.standing import CopyState

    print_facts({name: value for name, value in _about(found).items() if value})
    if not found.lines:
        return
    say()
    states = [state for state in CopyState if state in SHOWN or found.counts[state]]
    rows: list[list[object]] = [
        [line.category, line.language or "—", line.total, *(line.counts[state] for state in states)]
        for line in found.lines
    ]
    rows.append(["all", "", found.audience, *(found.counts[state] for state in states)])
    empty = sorted((state for state in states if not found.counts[state]), key=len, reverse=True)
    spare = (*empty, CopyState.SENT_LATER)
    print_table(["category", "in", "addressed", *states], rows, spare=spare, legible=WIDEST)
    total = sum(found.counts.values())
    if found.balanced:
        say(f"The sum of the states, {total:,}, is the audience, {found.audience:,}.")
    else:
        say(f"THE SUM IS NOT THE AUDIENCE: {found.imbalance}")


def _about(found: Status) -> dict[str, object]:
    """What is told above the table; of pace and end only where they still matter."""
    pace = f"{found.per_second:.1f} a second" if found.per_second and found.ended_at is None else ""
    return {
        "campaign": found.name,
        "letter": f"{found.reference} ({found.letter})",
        "audience": found.expression,
        "state": f"{found.state}{f' ({found.why})' if found.why else ''}",
        "trouble": found.trouble,
        "trouble since (UTC)": found.trouble_at,
        "leaves at (UTC)": found.starts_at,
        "pace": pace,
        "done by (UTC)": found.ends_at,
        "ended (UTC)": found.ended_at,
    }


def _as_facts(found: Status) -> dict[str, object]:
    return {
        "campaign": found.name,
        "letter": found.letter,
        "reference": found.reference,
        "expression": found.expression,
        "state": found.state,
        "why": found.why,
        "trouble": found.trouble,
        "trouble_at": found.trouble_at,
        "starts_at": found.starts_at,
        "launched_at": found.launched_at,
        "ended_at": found.ended_at,
        "audience": found.audience,
        "counts": {state: count for state, count in sorted(found.counts.items()) if count},
        "balanced": found.balanced,
        "lines": [
            {
                "category": line.category,
                "language": line.language,
                "addressed": line.total,
                **{state: count for state, count in sorted(line.counts.items()) if count},
            }
            for line in found.lines
        ],
    }
