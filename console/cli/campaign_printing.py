"""The command that writes a campaign's letters to be printed and posted."""

from __future__ import annotations

from pathlib import Path

import click

from console.cli.desk import Desk, actor_option, pass_desk
from console.cli.values import FOLDER
from console.printing import counted, growing, say

SLOW = 200
"""Letters from which on the work shows how far it has come; some fifty are set in a second."""


@click.command("print")
@click.argument("name")
@click.option("--into", "folder", type=FOLDER, required=True, help="A folder of its own; made if need be.")
@click.option("--all", "everybody", is_flag=True, help="Those who get e-mail too.")
@click.option("--without-email", is_flag=True, help="Only those without an e-mail address.  [this one]")
@click.option(
    "--window",
    type=click.Choice(["left", "right", "none"]),
    default="left",
    show_default=True,
    help="Where the envelopes show the address.",
)
@actor_option
@pass_desk
def print_(
    desk: Desk,
    name: str,
    folder: Path,
    everybody: bool,
    without_email: bool,
    window: str,
    actor: str | None,
) -> None:
    r"""Write the letters of a released campaign as PDFs, to be printed and posted.

    One file for each recipient, named by a running number, reference and language, and an index with postal
    addresses: the column “postal address” of the directory.  Each letter bears that address too, where the
    window of an envelope shows it.  Cut short, run it again: it goes on.

    \b
    Example:
      $ mailer campaigns print IOCO-1001 --into post --all
    """
    from letters.document.typesetting import Side
    from mailer.errors import Misused
    from scheduler.posting import Whom
    from scheduler.printing import print_letters

    if everybody and without_email:
        raise Misused("Choose one: --all, or --without-email.")
    by = desk.actor(actor)
    whom = Whom.ALL if everybody else Whom.WITHOUT_EMAIL
    side = None if window == "none" else Side(window)
    with growing("printing", since=SLOW) as tell:
        printed = print_letters(desk.database, desk.now, by, name, folder, whom, tell, side=side)
    before = f", {printed.there_before:,} were there before" if printed.there_before else ""
    say(f"wrote {counted(printed.written, 'letter')} into {folder}{before}, and index-{name}.csv")
    if printed.without:
        say(f"{counted(printed.without, 'recipient')} cannot have one; the index says why.")
