"""Commands for what nobody can know: uncertain copies are listed, and settled by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.paging import after_option, limit_option
from console.cli.values import FILE
from console.printing import counted, print_json, progress, say, say_total
from console.terminal import print_table
from mailer.errors import Misused, Place, Refused, Unreachable, why_unread

MANY = 200
"""Copies from which settling shows how far it is."""
SPARE: Final = ("why", "organisation", "server", "since")
"""What a narrow window does without, in this order; the rest is what the mail server's log is asked by."""


@click.group("uncertain")
def uncertain() -> None:
    r"""Copies of which nobody can know whether they arrived: list them, and settle them.

    Such a copy is never sent again by itself. Ask the recipient, or the mail server's log, by the Message-ID.

    \b
    Example:
      $ mailer campaigns uncertain list IOCO-1001
    """


@uncertain.command("list")
@click.argument("name")
@limit_option(usual=1_000, most=10_000)
@after_option("message")
@json_option
@pass_desk
def uncertain_list(desk: Desk, name: str, after: int, limit: int, as_json: bool) -> None:
    r"""The uncertain copies of a campaign, with what there is to find out by.

    \b
    Example:
      $ mailer campaigns uncertain list IOCO-1001
    """
    from scheduler.uncertain import uncertain as uncertain_in

    with desk.database.reading() as session:
        total, copies = uncertain_in(session, name, after=after, limit=limit)
    headings = ["address", "organisation", "since", "server", "message id", "why"]
    rows = [[c.address, c.organisation, c.since, c.server, c.message_id, c.why] for c in copies]
    if as_json:
        keys = [heading.replace(" ", "_") for heading in headings]
        print_json({"total": total, "items": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    print_table(headings, rows, spare=SPARE, whole=("address", "message id"))
    if len(rows) < total:
        say_total(total, len(rows), "uncertain", copies[-1].delivery_id if copies else None)
    else:
        say(f"{total:,} uncertain." if total else "Nothing is uncertain.")


@uncertain.command("settle")
@click.argument("name")
@click.argument("addresses", nargs=-1)
@click.option(
    "--from",
    "source",
    type=FILE,
    help="A file, an address on each line.",
)
@click.option("--all", "everything", is_flag=True, help="All that are uncertain in this campaign.")
@click.option(
    "--as", "becomes", type=click.Choice(["sent", "failed"]), required=True, help="What it turned out to be."
)
@click.option("--evidence", required=True, help="How that is known, for the auditor.")
@actor_option
@yes_option
@pass_desk
def settle(
    desk: Desk,
    name: str,
    addresses: tuple[str, ...],
    source: Path | None,
    everything: bool,
    becomes: str,
    evidence: str,
    actor: str | None,
    yes: bool,
) -> None:
    r"""Say of uncertain copies that they were sent, or failed, and how that is known; nothing is sent.

    After a backup was put back there may be many: settle those that the mail server's log has as sent, --from
    a file; then --all others as failed.

    \b
    Example:
      $ mailer campaigns uncertain settle IOCO-1001 registry@shores-ke.example \
            --as sent --evidence "their registry has it" --yes
    """
    from mailer.dispatch import DeliveryState
    from scheduler.uncertain import all_uncertain, settle_many

    if [bool(addresses), source is not None, everything].count(True) != 1:
        raise Misused("Name the addresses, or a file of them with --from, or say --all.")
    by = desk.actor(actor)
    if everything:
        with desk.database.reading() as session:
            addresses = tuple(all_uncertain(session, name))
    elif source is not None:
        addresses = _read_addresses(source)
    if not addresses:
        raise Refused(f"There is nothing to settle in “{name}”.")
    confirm(f"Settle {counted(len(addresses), 'copy', 'copies')} as {becomes}?", yes=yes)
    with progress(len(addresses), "settling", shown=len(addresses) > MANY) as bar:
        count = settle_many(
            desk.database,
            desk.now,
            by,
            name,
            DeliveryState(becomes),
            evidence,
            addresses,
            on_progress=bar.update,
        )
    say(f"Settled {count:,} as {becomes}: {evidence}.")


def _read_addresses(source: Path) -> tuple[str, ...]:
    """The addresses of a file, one on each line; Misused with the line for what is none."""
    from mailer.address import Address, parse

    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Unreachable(f"{source} cannot be read: {why_unread(error)}.") from None
    except UnicodeDecodeError:
        raise Misused(f"{source} is no text in UTF-8.") from None
    for number, line in enumerate(lines, 1):
        parsed = parse(line.strip()) if line.strip() else None
        if parsed is not None and not isinstance(parsed, Address):
            raise Misused(parsed.message, place=Place(file=str(source), line=number))
    return tuple(line.strip() for line in lines if line.strip())
