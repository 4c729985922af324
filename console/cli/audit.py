"""`mailer audit`: who was contacted, with what; who did what; and whether the record is whole."""

from __future__ import annotations

from pathlib import Path

import click

from console.cli.audit_contacted import address, letter, organisation, period
from console.cli.audit_entries import entries
from console.cli.audit_verify import verify
from console.cli.desk import Desk, InOrder, json_option, pass_desk
from console.cli.reconciling import reconcile
from console.cli.values import TARGET, Number
from console.printing import print_json, say
from recipients.files import write_whole


@click.group(cls=InOrder)
def command() -> None:
    r"""Who was contacted, with what; who did what; and whether the record is whole.

    "Sent" means that the next mail server took the letter; the server's own words stand beside it.
    "Uncertain" means that nobody can know, and is never counted as sent.

    A list shows one page and how many there are in all; --export writes all of it into a file.

    \b
    Example:
      $ mailer audit letter IOCO-1001
    """


@click.command("message")
@click.argument("number", type=Number(1))
@click.option("--eml", type=TARGET, help="Write the message into this file.")
@json_option
@pass_desk
def message(desk: Desk, /, number: int, eml: Path | None, as_json: bool) -> None:
    r"""One message, rebuilt byte for byte, and compared with the hash of what was sent.

    NUMBER is the delivery's, as the lists show it. Exit code 1 if the hash differs.

    \b
    Example:
      $ mailer audit message 1 --eml letter.eml
    """
    from scheduler.rebuilding import rebuild

    with desk.database.reading() as session:
        rebuilt = rebuild(session, desk.office.keyring, number)
    if eml is not None:
        write_whole(eml, rebuilt.message)
    if as_json:
        print_json({"recorded": rebuilt.recorded, "found": rebuilt.found, "matches": rebuilt.matches})
    else:
        say(str(rebuilt))
        if eml is not None:
            say(f"wrote {eml} ({len(rebuilt.message):,} bytes)")
    if rebuilt.recorded and not rebuilt.matches:
        raise click.exceptions.Exit(1)


for each in (letter, organisation, address, period, message, entries, verify, reconcile):
    command.add_command(each)
