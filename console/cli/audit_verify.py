"""`mailer audit verify`: whether the record is whole, and what it contradicts where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.printing import counted, growing, print_json, say

if TYPE_CHECKING:
    from scheduler.verification import Verdict


@click.command("verify")
@click.argument("campaign", default="", required=False)
@click.option(
    "--against", metavar="HEAD", help="An earlier head, NUMBER:HASH, from an export or audit-heads.log."
)
@json_option
@pass_desk
def verify(desk: Desk, /, campaign: str, against: str | None, as_json: bool) -> None:
    r"""Walk the audit chain from its first entry, hold everything against it, name the first contradiction.

    What is held against the chain: attempts and events; where each message stands, its hash and the counts;
    each letter's editions, clearances, approvals and seal; each campaign's release, frozen audience and
    messages. With CAMPAIGN, the chain, that campaign and its letter alone.

    A cut at the end shows only against a head that was noted earlier; keep some outside this machine.

    \b
    Example:
      $ mailer audit verify IOCO-1001
    """
    from mailer.heads import read_head
    from scheduler.verification import verify_record

    noted = read_head(against) if against else None
    with desk.database.reading() as session, growing("verifying", shown=not as_json) as on_progress:
        found = verify_record(session, against=noted, campaign=campaign, on_progress=on_progress)
    if as_json:
        print_json(_as_verdict(found))
    elif found.bad is not None:
        say(f"THE RECORD IS NOT WHOLE. {found.bad}")
    else:
        _say_whole(found, campaign)
    if not found.whole:
        raise click.exceptions.Exit(1)


def _as_verdict(found: Verdict) -> dict[str, object]:
    bad = found.bad
    return {
        "sound": found.whole,
        "entries": found.entries,
        "head": str(found.head),
        "letters": found.letters,
        "campaigns": found.campaigns,
        "messages": found.messages,
        "erased": found.erased,
        "bad": bad.entry if bad else None,
        "place": bad.place if bad else "",
        "why": bad.why if bad else "",
    }


def _say_whole(found: Verdict, campaign: str) -> None:
    what = f"the campaign “{campaign}”" if campaign else counted(found.campaigns, "campaign")
    letters, messages = counted(found.letters, "letter"), counted(found.messages, "message")
    say(f"Held against the chain: {letters}, {what} with {messages}. All of it agrees.")
    if found.erased:
        say(f"{counted(found.erased, 'row')} of persons who were erased are blank, as the chain says.")
    say(f"The chain is whole: {counted(found.entries, 'entry', 'entries')}. Its head is {found.head}")
