"""Commands by which a letter goes its way through the house: cleared, objected to, looked at on its way."""

from __future__ import annotations

import click

from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.values import Number
from console.printing import print_json, say
from console.terminal import print_table


@click.command("clear")
@click.argument("handle", metavar="LETTER")
@click.option("--as", "office", metavar="OFFICE", required=True, help="For which office you speak.")
@click.option("--comment", default="", help="Stays in the record beside the clearance.")
@actor_option
@pass_desk
def clear(desk: Desk, handle: str, office: str, comment: str, actor: str | None) -> None:
    r"""Clear a letter in review for an office, such as legal, before it is approved.

    A newer edition needs every clearance anew.

    \b
    Example:
      $ mailer letters clear call-2027 --as legal
    """
    from letters.circuit import clear as clear_letter
    from letters.correspondence import find_letter

    by, rules = desk.actor(actor), desk.office.settings.approval
    formulas = desk.library.hashes()
    with desk.database.writing() as session:
        letter = find_letter(session, handle)
        clear_letter(session, desk.now, by, letter, office, rules=rules, formulas=formulas, comment=comment)
        known, edition = letter.handle, letter.edition
    say(f"Cleared “{known}”, edition {edition}, for {office}.")
    say(f"Next:  mailer letters status {known}")


@click.command("object")
@click.argument("handle", metavar="LETTER")
@click.option("--as", "office", metavar="OFFICE", required=True, help="For which office you speak.")
@click.option("--reason", required=True, help="For the drafter.")
@actor_option
@pass_desk
def object_(desk: Desk, handle: str, office: str, reason: str, actor: str | None) -> None:
    r"""Object to a letter for an office: it goes back to its drafter.

    \b
    Example:
      $ mailer letters object call-2027 --as legal --reason "too near"
    """
    from letters.circuit import object_to
    from letters.correspondence import find_letter

    by, rules = desk.actor(actor), desk.office.settings.approval
    formulas = desk.library.hashes()
    with desk.database.writing() as session:
        letter = find_letter(session, handle)
        object_to(session, desk.now, by, letter, office, reason, rules=rules, formulas=formulas)
        known = letter.handle
    say(f"“{known}” is a draft again; what was cleared is void.")


@click.command("status")
@click.argument("handle", metavar="LETTER")
@json_option
@pass_desk
def status(desk: Desk, handle: str, as_json: bool) -> None:
    r"""Where a letter is on its way: who cleared it, whom it waits for and since when, what comes next.

    \b
    Example:
      $ mailer letters status call-2027
    """
    from letters.correspondence import find_letter
    from letters.standing import standing_of

    with desk.database.reading() as session:
        letter = find_letter(session, handle)
        known, state = letter.handle, letter.state
        lines = standing_of(session, desk.now, letter, desk.office.settings.approval)
    headings = ["step", "who", "state", "when (UTC)", "said"]
    rows = [[line.step, line.who, line.state, line.when, line.said] for line in lines]
    if as_json:
        print_json(
            {
                "letter": known,
                "state": state,
                "steps": [dict(zip(headings, row, strict=True)) for row in rows],
            }
        )
        return
    print_table(headings, rows)
    say(f"“{known}” is {state}.")
    waiting = next((line for line in lines if line.state == "waits"), None)
    if waiting is not None and waiting.step == "approval":
        say(f"Next, by {waiting.who}:  mailer letters approve {known}")
    elif waiting is not None:
        say(f"Next, by {waiting.who}:  mailer letters clear {known} --as {waiting.step}")


@click.command("diff")
@click.argument("handle", metavar="LETTER")
@click.option("--from", "older", type=Number(1), help="The edition to begin with.  [the last but one]")
@click.option("--to", "newer", type=Number(1), help="The edition to end with.  [the last]")
@pass_desk
def diff(desk: Desk, handle: str, older: int | None, newer: int | None) -> None:
    r"""What one edition of a letter changed in another, file by file.

    \b
    Example:
      $ mailer letters diff call-2027
    """
    from letters.correspondence import find_letter
    from letters.editions import changes_between

    with desk.database.reading() as session:
        lines = changes_between(session, find_letter(session, handle), older, newer)
    for line in lines:
        say(line)
    if not lines:
        say("Nothing differs.")
