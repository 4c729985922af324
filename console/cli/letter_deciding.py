"""Commands by which a letter is decided on: submitted, approved, sent back, withdrawn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from console.cli.approving import prepared_in, warnings_read
from console.cli.campaign_running import cancelling
from console.cli.desk import Desk, actor_option, confirm, pass_desk, yes_option
from console.cli.letter_documents import keep_documents
from console.cli.letter_findings import findings_in, say_findings
from console.cli.letterhead import emblem_of
from console.cli.values import FOLDER, Day, Number
from console.printing import say
from mailer.errors import Unreachable


@click.command("submit")
@click.argument("folder", type=FOLDER)
@click.option("--handle", help="The letter's short name in the office.  [that of the folder]")
@actor_option
@pass_desk
def submit(desk: Desk, folder: Path, handle: str | None, actor: str | None) -> None:
    r"""Put a letter into the office for review; one that lies there unapproved is replaced.

    \b
    Example:
      $ mailer letters submit call-2027
    """
    from letters.source import load_folder
    from letters.submission import handle_from, refuse_errors
    from letters.submission import submit as submit_letter

    by = desk.actor(actor)
    source, findings = load_folder(folder)
    if source is None:
        refuse_errors(findings)
        raise Unreachable(f"{folder} cannot be read.")
    findings = findings_in(desk, folder)
    refuse_errors(findings)
    say_findings(findings)
    with desk.database.writing() as session:
        name = handle or handle_from(folder.resolve().name)
        edition = submit_letter(session, desk.now, by, source, name, findings).edition
    say(f"Submitted “{name}”, edition {edition}: in review.")
    say(f"Next, by an approver:  mailer letters approve {name}")


@click.command("approve")
@click.argument("handle", metavar="LETTER")
@click.option("--accept-warnings", "accepted", type=Number(), help="How many warnings you have read.")
@actor_option
@yes_option
@pass_desk
def approve(desk: Desk, handle: str, accepted: int | None, actor: str | None, yes: bool) -> None:
    r"""Freeze a letter under the approval seal, and take its number from the register.

    The warnings of the checks are shown, and the approver says how many there are.

    \b
    Example:
      $ mailer letters approve call-2027 --yes
    """
    from letters.approval import approve as approve_letter
    from letters.circuit import refuse_unless_due
    from letters.correspondence import find_letter
    from letters.register.reading import references_of

    by, rules = desk.actor(actor), desk.office.settings.approval
    emblem = emblem_of(desk)
    with desk.database.reading() as session:
        prepared = prepared_in(desk, session, handle, emblem)
        # Nobody is to read warnings and type their number for an approval that is not theirs to give.
        refuse_unless_due(session, desk.now, by, find_letter(session, handle), rules, prepared.formulas)
    for warning in prepared.warnings(by):
        say(warning)
    languages = sorted({rendition.language for rendition in prepared.renditions})
    say(f"“{handle}”, edition {prepared.edition}, in {', '.join(languages)}; seal {prepared.seal[:16]}…")
    read = warnings_read(accepted, len(prepared.findings), yes=yes)
    confirm("Approve it, and take its number?", yes=yes)
    with desk.database.writing() as session:
        letter = approve_letter(session, desk.now, by, prepared, accepted=read, rules=rules)
        numbers = (
            ", ".join(entry.printed for entry in references_of(session, letter.id)) or "without a number"
        )
    say(f"Approved “{handle}”: {numbers}. The folder may go; the office has all of it.")
    keep_documents(desk, by, handle, languages)
    say(f"Next:  mailer campaigns create {handle}")


@click.command("send-back")
@click.argument("handle", metavar="LETTER")
@click.option("--reason", required=True, help="For the drafter.")
@actor_option
@pass_desk
def send_back(desk: Desk, handle: str, reason: str, actor: str | None) -> None:
    r"""Return a letter in review to its drafter.

    \b
    Example:
      $ mailer letters send-back call-2027 --reason "the deadline is a holiday"
    """
    from letters.correspondence import find_letter
    from letters.submission import send_back as return_letter

    by = desk.actor(actor)
    with desk.database.writing() as session:
        return_letter(session, desk.now, by, find_letter(session, handle), reason)
    say(f"“{handle}” is a draft again.")


@click.command("redate")
@click.argument("handle", metavar="LETTER")
@click.option("--date", "day", type=Day(), required=True, help="The date that it is to bear.")
@click.option("--reason", required=True, help="Stays in the register beside the void number.")
@actor_option
@yes_option
@pass_desk
def redate(desk: Desk, handle: str, day: datetime, reason: str, actor: str | None, yes: bool) -> None:
    r"""Date an approved letter anew: its approval and number are void, and it is in review again.

    A letter is issued on the day it bears, and gets a number of that year. The same letter, with the new
    date, is submitted under another short name.

    \b
    Example:
      $ mailer letters redate call-2027 --date 2027-03-29 --reason moved --yes
    """
    from letters.correspondence import find_letter
    from letters.redating import redate as date_anew
    from letters.redating import refuse_to_redate

    by = desk.actor(actor)
    with desk.database.reading() as session:
        letter = find_letter(session, handle)
        refuse_to_redate(by, letter, day.date(), reason)
        known = letter.handle
    campaigns = _say_campaigns(desk, known)
    confirm(f"Date “{known}” for {day.date()}? Its approval and its number will be void.", yes=yes)
    with desk.database.writing() as session:
        letter = date_anew(session, desk.now, by, find_letter(session, handle), day.date(), reason)
        name = letter.handle
    say(f"Withdrew “{known}”, and submitted it as “{name}”, dated {day.date()}: in review.")
    say(f"Next, by an approver:  mailer letters approve {name}")
    for one in campaigns:
        say(f"Then, by a releaser:  {cancelling(one, reason)}")


@click.command("withdraw")
@click.argument("handle", metavar="LETTER")
@click.option("--reason", required=True, help="Stays in the register beside the void number.")
@actor_option
@yes_option
@pass_desk
def withdraw(desk: Desk, handle: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Withdraw an approved letter that has not gone out; its number stays in the register, void.

    A campaign that was made for it sends nothing any more, also if it was released.

    \b
    Example:
      $ mailer letters withdraw call-2027 --reason "overtaken by events" --yes
    """
    from letters.correspondence import find_letter
    from letters.withdrawal import refuse_to_withdraw
    from letters.withdrawal import withdraw as withdraw_letter

    by = desk.actor(actor)
    with desk.database.reading() as session:
        letter = find_letter(session, handle)
        # What its campaigns will do, and the question, would be untrue of a letter that cannot be withdrawn.
        refuse_to_withdraw(by, letter, reason)
        known = letter.handle
    campaigns = _say_campaigns(desk, known)
    confirm(f"Withdraw “{known}” for good? Its number will be void.", yes=yes)
    with desk.database.writing() as session:
        withdraw_letter(session, desk.now, by, find_letter(session, handle), reason)
    say(f"Withdrew “{known}”.")
    for name in campaigns:
        say(f"Next, by a releaser:  {cancelling(name, reason)}")


def _say_campaigns(desk: Desk, handle: str) -> list[str]:
    """Say which campaigns an approval takes along that becomes void; their names."""
    from letters.correspondence import find_letter
    from scheduler.campaign import open_campaigns_of

    with desk.database.reading() as session:
        campaigns = open_campaigns_of(session, find_letter(session, handle))
    for campaign in campaigns:
        leaves = f", to leave at {campaign.starts_at:%Y-%m-%d %H:%M} UTC" if campaign.starts_at else ""
        say(f"Its campaign “{campaign.name}” is {campaign.state}{leaves}; it will send nothing.")
    return [campaign.name for campaign in campaigns]
