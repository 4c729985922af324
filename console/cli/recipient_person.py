"""Commands about a person as such: what is held of them is disclosed, or erased."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.values import TARGET
from console.printing import counted, say
from console.terminal import print_table

if TYPE_CHECKING:
    from scheduler.person import Held

WORDS: Final = {
    "recipient": "entries in the directory",
    "recipient_address": "addresses in the directory",
    "list_member": "places on lists",
    "directory_change": "changes in the directory's history",
    "inbound_message": "messages that came back",
    "inbound_reading": "what was read of those",
    "item": "items that a campaign lists for them",
    "task": "tasks about their addresses",
    "soft_score": "counts of what failed softly",
    "reply": "replies that came from them",
    "campaign_recipient": "rows of frozen audiences",
    "delivery": "messages",
    "delivery_attempt": "attempts, with servers' replies",
    "delivery_event": "reasons of what happened to messages",
    "suppression": "suppressions",
    "reminder_due": "times at which they were due for a reminder",
    "campaign_event": "reasons of campaigns that name them",
    "dispatch_event": "reasons of dispatches that name them",
    "audit_detail": "details of audit entries",
}
"""Where something is held, in a clerk's words, by table."""


@click.command("disclose")
@click.argument("who")
@click.argument("file", type=TARGET)
@actor_option
@pass_desk
def disclose(desk: Desk, who: str, file: Path, actor: str | None) -> None:
    r"""Write all that is held of one person into FILE.json, or with every message to them into FILE.zip.

    WHO is a recipient's number, an id of another system, or an address; an address means everybody who is, or
    was, written to there. That it was disclosed is written down.

    \b
    Example:
      $ mailer recipients disclose GOV-001 held.zip
    """
    from scheduler.disclosing import disclose as write
    from scheduler.disclosing import note_disclosure
    from scheduler.person import held_of, person_meant

    by = desk.actor(actor)
    with desk.database.reading() as session:
        person = person_meant(session, who)
        held = held_of(session, person)
        rows = write(session, desk.now, desk.office.keyring, person, held, file)
    with desk.database.writing() as session:
        note_disclosure(session, desk.now, by, person, rows)
    _show(held)
    say(f"wrote {file}: {counted(rows, 'row')}")


@click.command("erase")
@click.argument("who")
@click.option("--reason", required=True, help="On which request or rule; do not name them, the reason stays.")
@actor_option
@yes_option
@pass_desk
def erase(desk: Desk, who: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Erase all that names one person, for good; what was sent can still be counted and proved.

    WHO is a recipient's number, an id of another system, or an address; an address means everybody who is, or
    was, written to there. They are not written to again, even if a spreadsheet brings them back:
    `mailer suppressions remove` lifts that. It takes an administrator, and is refused while a copy waits.

    \b
    Example:
      $ mailer recipients erase ACA-001 --reason "request of 3 March 2027" --yes
    """
    from scheduler.erasing import erase_person
    from scheduler.person import held_of, person_meant

    by = desk.actor(actor)
    with desk.database.reading() as session:
        person = person_meant(session, who)
        held = held_of(session, person)
    _show(held)
    for address in person.shared:
        say(f"{address} stays: others are written to there as well.")
    what = f"{counted(len(person.recipients), 'entry', 'entries')} of the directory"
    confirm(f"Erase {what} and all that names them, for good?", yes=yes)
    with desk.database.writing() as session:
        erase_person(session, desk.now, by, desk.office.keyring, who, reason)
    say(f"Erased. {counted(len(person.addresses), 'address', 'addresses')} will not be written to again.")
    say("Older backups still hold them. `mailer audit verify` tells how many rows are blank.")


def _show(held: Held) -> None:
    found = [[WORDS[table.__tablename__], len(ids)] for table, ids in held.rows.items() if ids]
    if held.tests:
        found.append(["test messages with their values", len(held.tests)])
    print_table(["held", "rows"], found)
