"""`mailer bounces list`: what came back of copies, filtered, counted, and written into files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, pass_desk
from console.cli.exporting import Part, export_list, listing
from console.cli.values import DAY, ONE_DAY
from console.printing import print_json, say, say_total
from console.terminal import print_table

if TYPE_CHECKING:
    from collections import Counter

    from scheduler.outcomes.came_back import Bounce

SHOWN = ("message", "came (UTC)", "campaign", "organisation", "address", "sort", "verdict", "reason", "line")
SPARE = ("came (UTC)", "campaign", "sort", "organisation")


@click.command("list")
@click.option("--campaign", default="", help="Of this campaign only.")
@click.option("--address", default="", help="Of copies to this address only.")
@click.option(
    "--sort", type=click.Choice(["bounce", "delay", "complaint", "auto-reply"]), help="Only of this sort."
)
@click.option("--verdict", type=click.Choice(["hard", "soft"]), help="Only failures of this kind.")
@click.option(
    "--reason",
    type=click.Choice(
        ["address", "domain", "inactive", "full", "size", "policy", "transport", "other"],
    ),
    help="Only failures for this reason.",
)
@click.option("--since", type=DAY, help="What came from this day on, in UTC.")
@click.option("--until", type=DAY, help="What came up to this day, included.")
@listing
@pass_desk
def list_(
    desk: Desk,
    /,
    since: datetime | None,
    until: datetime | None,
    part: Part,
    **given: str | None,
) -> None:
    r"""What came back of copies: bounces, delays, complaints, automatic replies, each with what was read.

    Answers of people are not here. What servers refused at once is not either: `mailer audit letter` tells.

    \b
    Example:
      $ mailer bounces list --verdict hard
    """
    from console.cli.words import campaign_meant
    from scheduler.answers_export import export_bounces
    from scheduler.outcomes.came_back import BounceQuestion, bounces, count_bounces

    with desk.database.reading() as session:
        campaign_meant(session, given["campaign"] or "")
    meant = {"kind" if name == "verdict" else name: value for name, value in given.items() if value}
    question = BounceQuestion(**_words(meant), since=since, until=until + ONE_DAY if until else None)
    if part.target is not None:
        target = part.target
        export_list(
            desk, part.actor, target, "bounces", "message", "messages",
            lambda session, form: export_bounces(session, desk.now, question, form, target),
        )  # fmt: skip
        return
    with desk.database.reading() as session:
        counts = count_bounces(session, question)
        found = bounces(session, question, after=part.after, limit=part.limit + 1)
    page = found[: part.limit]
    cursor = page[-1].message_id if len(found) > part.limit else None
    if part.as_json:
        told = [{"what": what, "reason": reason, "count": n} for (what, reason), n in sorted(counts.items())]
        items = [_as_facts(one) for one in page]
        print_json({"total": counts.total(), "counts": told, "items": items, "after": cursor})
        return
    print_table(SHOWN, [_as_row(one) for one in page], spare=SPARE)
    say_total(counts.total(), len(page), "messages", cursor, one="message")
    if counts:
        say(_in_words(counts))


def _words(given: dict[str, str]) -> dict[str, Any]:
    """What was given on the command line, in the reader's words."""
    from mailer.bounces.vocabulary import Kind, Reason, Sort

    kinds = {"sort": Sort, "kind": Kind, "reason": Reason}
    return {name: kinds[name](value) if name in kinds else value for name, value in given.items()}


def _in_words(counts: Counter[tuple[str, str]]) -> str:
    """`Of these: 2 hard (address), 1 soft (full).`"""
    told = [
        f"{count:,} {what}{f' ({reason})' if reason else ''}"
        for (what, reason), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
    return f"Of these: {', '.join(told)}."


def _as_row(one: Bounce) -> list[object]:
    return [
        one.message_id, one.came_at, one.campaign, one.organisation, one.address, one.sort, one.verdict,
        one.reason or "", one.line,
    ]  # fmt: skip


def _as_facts(one: Bounce) -> dict[str, object]:
    return {
        "message": one.message_id,
        "came_at": one.came_at,
        "campaign": one.campaign,
        "organisation": one.organisation,
        "category": one.category,
        "address": one.address,
        "sort": one.sort,
        "verdict": one.verdict,
        "reason": one.reason,
        "status": one.status,
        "rule": one.rule,
        "line": one.line,
    }
