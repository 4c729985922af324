"""`mailer suppressions`: addresses that get no mail, or none of a sort."""

from __future__ import annotations

import click

from console.cli.desk import Desk, InOrder, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.paging import after_option, limit_option
from console.printing import counted, print_json, say, say_total
from console.terminal import print_table
from mailer.errors import Refused


@click.group(cls=InOrder)
def command() -> None:
    r"""Addresses that get no mail, or no voluntary mail, each with a reason.

    The worker looks here again at the moment it takes a letter up. Nothing is ever deleted: a suppression
    is lifted, and both stay in the record.

    \b
    Example:
      $ mailer suppressions list
    """


@command.command("add")
@click.argument("address")
@click.option("--reason", required=True, help="For the auditor who will ask.")
@click.option(
    "--scope",
    default="all",
    show_default=True,
    help="What it no longer gets: all, voluntary, or stream:NAME.",
)
@click.option("--evidence", default="", help="Where it is written: a file number, a message.")
@actor_option
@pass_desk
def add(desk: Desk, address: str, reason: str, scope: str, evidence: str, actor: str | None) -> None:
    r"""Send no more mail to an address, or no more of one sort.

    \b
    Example:
      $ mailer suppressions add old.box@harbour.example --reason "asked so"
    """
    from mailer.suppression import suppress

    key, by = _key(address), desk.keeper(actor, "suppress an address")
    with desk.database.writing() as session:
        new = suppress(session, desk.now, by, address_key=key, scope=scope, reason=reason, evidence=evidence)
    say(f"{key} gets no more mail ({scope})." if new else f"{key} was suppressed ({scope}) already.")


@command.command("remove")
@click.argument("address")
@click.option("--reason", required=True, help="Why, for the auditor who will ask; such as who wrote it when.")
@click.option("--scope", default=None, help="Only this scope.")
@actor_option
@yes_option
@pass_desk
def remove(desk: Desk, address: str, reason: str, scope: str | None, actor: str | None, yes: bool) -> None:
    r"""Let mail to an address through again: lifts what `suppressions list` shows of it.

    What is lifted is shown, with the reason it was made for, before you are asked.

    \b
    Example:
      $ mailer suppressions remove old.box@harbour.example \
            --reason "wrote on 4 May that the box is read again" --yes
    """
    from mailer.suppression import lift, standing_for

    key, by = _key(address), desk.keeper(actor, "lift a suppression")
    with desk.database.reading() as session:
        standing = [(row.scope, row.reason) for row in standing_for(session, desk.office.keyring, key, scope)]
    for stops, because in standing:
        say(f"{key} gets no mail ({stops}): {because}")
    confirm(f"Lift {counted(len(standing), 'suppression')}, so that letters reach {key} again?", yes=yes)
    with desk.database.writing() as session:
        count = lift(session, desk.now, by, desk.office.keyring, address_key=key, reason=reason, scope=scope)
    say(f"Lifted {counted(count, 'suppression')} for {key}.")


@command.command("list")
@click.option("--containing", default="", help="Only addresses that hold this text.")
@after_option()
@limit_option()
@json_option
@pass_desk
def list_(desk: Desk, containing: str, after: int, limit: int, as_json: bool) -> None:
    r"""The suppressions that stand.

    \b
    Example:
      $ mailer suppressions list
    """
    from mailer.erasure import GONE
    from mailer.suppression import list_suppressions

    with desk.database.reading() as session:
        total, found = list_suppressions(session, containing=containing, after=after, limit=limit + 1)
        page, more = found[:limit], len(found) > limit
        headings = ["number", "address", "scope", "reason", "since"]
        rows = [
            [row.id, GONE if row.veiled else row.address_key, row.scope, row.reason, row.created_at]
            for row in page
        ]
    cursor = page[-1].id if more else None
    if as_json:
        items = [dict(zip(headings, row, strict=True)) for row in rows]
        print_json({"total": total, "items": items, "after": cursor})
        return
    print_table(headings, rows)
    say_total(total, len(rows), "suppressions stand", cursor, one="suppression stands")


def _key(address: str) -> str:
    from mailer.address import Address, parse

    parsed = parse(address)
    if not isinstance(parsed, Address):
        raise Refused(f"“{address}” cannot be used: {parsed.message}")
    return parsed.key
