"""`mailer lists`: recipients gathered by hand under a name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, InOrder, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.paging import after_option, limit_option
from console.cli.recipients import HEADINGS, SPARE, plain_entry, row_of
from console.cli.words import audience_meant, recipient_named
from console.printing import counted, print_json, say, say_total
from console.terminal import print_table
from mailer.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Collection

    from mailer.database import OfficeSession


@click.group(cls=InOrder)
def command() -> None:
    r"""Lists of recipients, kept by hand or filled by an import (its column “lists”).

    A list has no order and no rule: who is on it was put there. Who is meant by a rule is an audience.

    \b
    Example:
      $ mailer lists show "Drafting group"
    """


@command.command("create")
@click.argument("name")
@click.option("--description", default="", help="What the list is for.")
@actor_option
@pass_desk
def create(desk: Desk, name: str, description: str, actor: str | None) -> None:
    r"""Begin a list.

    \b
    Example:
      $ mailer lists create "Drafting group" --description "Reads drafts first"
    """
    from recipients.lists import create_list

    by = desk.keeper(actor, "begin a list")
    with desk.database.writing() as session:
        create_list(session, desk.now, by, name, description)
    say(f"Began the list “{' '.join(name.split())}”.")


@command.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""Every list, with the number of those on it.

    \b
    Example:
      $ mailer lists list
    """
    from recipients.lists import all_lists

    with desk.database.reading() as session:
        found = all_lists(session)
    headings = ["list", "recipients", "description"]
    rows = [[one.name, one.members, one.description] for one in found]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
        return
    print_table(headings, rows)
    say_total(len(rows), len(rows), "lists", one="list")


@command.command("add")
@click.argument("name")
@click.argument("who", nargs=-1)
@click.option("--audience", metavar="EXPRESSION", help="All those meant by this expression.")
@actor_option
@pass_desk
def add(desk: Desk, name: str, who: tuple[str, ...], audience: str | None, actor: str | None) -> None:
    r"""Put recipients on a list: by number, id, address or name, or by an audience expression.

    \b
    Example:
      $ mailer lists add "Drafting group" GOV-001 GOV-002
    """
    from recipients.lists import add_members, list_named

    by = desk.keeper(actor, "change a list")
    with desk.database.writing() as session:
        ids = _ids(session, who, audience)
        known = list_named(session, name).name
        count = add_members(session, desk.now, by, name, ids)
    there = f"; {len(ids) - count:,} on it already" if count < len(ids) else ""
    say(f"Put {counted(count, 'recipient')} on “{known}”{there}.")


@command.command("remove")
@click.argument("name")
@click.argument("who", nargs=-1)
@click.option("--audience", metavar="EXPRESSION", help="All those meant by this expression.")
@actor_option
@yes_option
@pass_desk
def remove(
    desk: Desk, name: str, who: tuple[str, ...], audience: str | None, actor: str | None, yes: bool
) -> None:
    r"""Take recipients off a list; they stay in the directory.

    \b
    Example:
      $ mailer lists remove "Drafting group" GOV-002 --yes
    """
    from recipients.lists import list_named, remove_members

    by = desk.keeper(actor, "change a list")
    with desk.database.reading() as session:
        ids = _ids(session, who, audience)
        known = list_named(session, name).name
    confirm(f"Take {counted(len(ids), 'recipient')} off “{known}”?", yes=yes)
    with desk.database.writing() as session:
        count = remove_members(session, desk.now, by, name, ids)
    absent = f"; {len(ids) - count:,} not on it" if count < len(ids) else ""
    say(f"Took {counted(count, 'recipient')} off “{known}”{absent}.")


@command.command("show")
@click.argument("name")
@after_option("recipient's number")
@limit_option(50, 10_000)
@json_option
@pass_desk
def show(desk: Desk, name: str, after: int, limit: int, as_json: bool) -> None:
    r"""Who is on a list.

    \b
    Example:
      $ mailer lists show "Drafting group"
    """
    from recipients.entries import load_entries
    from recipients.lists import list_named
    from recipients.members import evaluate

    with desk.database.reading() as session:
        found = list_named(session, name)
        members = evaluate(session, f'list "{found.name}"').members
        entries = list(load_entries(session, list(islice((one for one in members if one > after), limit))))
    cursor = entries[-1].id if entries and members and entries[-1].id != max(members) else None
    if as_json:
        facts = {"list": found.name, "description": found.description, "total": len(members)}
        print_json({**facts, "items": [*map(plain_entry, entries)], "after": cursor})
        return
    say(f"“{found.name}”" + (f": {found.description}" if found.description else ""))
    print_table(HEADINGS, [row_of(entry) for entry in entries], spare=SPARE)
    say_total(len(members), len(entries), "recipients", cursor, one="recipient")


def _ids(session: OfficeSession, who: tuple[str, ...], audience: str | None) -> Collection[int]:
    """Those that the words and the expression mean; Misused if neither is given."""
    if not who and audience is None:
        raise Misused("Name recipients by number, id or address, or give --audience EXPRESSION.")
    ids = {recipient_named(session, word).id for word in who}
    return ids if audience is None else ids.union(audience_meant(session, audience).members)
