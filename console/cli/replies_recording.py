"""Commands that record a reply, say what one that came by mail counts for, and put one right."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, actor_option, pass_desk
from console.cli.values import DAY, FILE, Number
from console.printing import say
from mailer.errors import Misused, Refused, Unreachable, why_unread

if TYPE_CHECKING:
    from scheduler.replies.recording import FileOf
    from scheduler.replies.reply import Reply

STATES = ("complete", "partial", "declined", "acknowledged")
CHANNELS = ("mail", "form", "by hand", "post", "meeting")

state_option = click.option(
    "--state", type=click.Choice(STATES), default="complete", show_default=True, help="What it amounts to."
)


@click.command("record")
@click.argument("letter")
@click.argument("organisation")
@click.option("--ask", metavar="NAME", help="What is answered, where the letter asks several things.")
@state_option
@click.option("--on", "day", type=DAY, help="The day it came.  [default: today]")
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="mail", show_default=True, help="How it reached you."
)
@click.option("--inbox", "mail", type=Number(1), help="The mail of this number in the inbox is the reply.")
@click.option("--file", type=FILE, help="The reply itself, such as a scan: kept with it.")
@click.option("--note", default="", help="Anything to remember; it can be erased.")
@actor_option
@pass_desk
def record(
    desk: Desk,
    letter: str,
    organisation: str,
    ask: str | None,
    state: str,
    day: datetime | None,
    channel: str,
    mail: int | None,
    file: Path | None,
    note: str,
    actor: str | None,
) -> None:
    r"""Record what an organisation answered.

    ORGANISATION is its name, its id, or an address of somebody there. A reply to a letter that was cancelled
    since, or by somebody who never got it, is recorded with a remark.

    \b
    Example:
      $ mailer replies record IOCO-1001 GOV-002 --channel post --note "by courier"
    """
    from recipients.organisations_meant import organisation_meant
    from scheduler.replies.asked import asking
    from scheduler.replies.receiving import record_mail
    from scheduler.replies.recording import Answer, moment_of_day, record_reply
    from scheduler.replies.reply import ReplyChannel, ReplyState

    if mail is not None and (day or file):
        raise Misused("A mail of the inbox has its own day and is the reply: leave --on and --file out.")
    by, kept = desk.actor(actor), _read(file)
    with desk.database.writing() as session:
        asked, whose = asking(session, letter), organisation_meant(session, organisation)
        came_at = moment_of_day(asked, day.date()) if day else desk.now
        answer = Answer(
            asked.the_ask(ask).name, ReplyState(state), came_at, ReplyChannel(channel), note, kept
        )
        if mail is not None:
            reply = record_mail(session, desk.now, by, mail, asked, whose, answer)
        else:
            reply = record_reply(session, desk.now, by, asked, whose, answer)
        late = asked.ask(answer.ask).late(reply.came_at)
    _say_recorded(reply, whose.name, late=late)


@click.command("assess")
@click.argument("number", type=Number(1))
@click.option("--ask", "asks", multiple=True, metavar="NAME", help="What it answers. May be repeated.")
@state_option
@click.option("--note", default="", help="Anything to remember; it can be erased.")
@actor_option
@pass_desk
def assess(desk: Desk, number: int, asks: tuple[str, ...], state: str, note: str, actor: str | None) -> None:
    r"""Say what a reply that came by mail counts for.

    Where the letter asks one thing only, that is meant. Until somebody has said it, the organisation is not
    reminded of anything.

    \b
    Example:
      $ mailer replies assess 1 --state partial
    """
    from scheduler.replies.correcting import assess_reply
    from scheduler.replies.reply import ReplyState

    by = desk.actor(actor)
    with desk.database.writing() as session:
        made = assess_reply(session, desk.now, by, number, asks=asks, state=ReplyState(state), note=note)
    for reply in made:
        say(f"Reply {number} counts as {_what(reply)}: reply {reply.id}.")


@click.command("correct")
@click.argument("number", type=Number(1))
@click.option("--ask", metavar="NAME", help="What it answers in truth.")
@click.option("--state", type=click.Choice((*STATES, "disregarded")), help="What it amounts to in truth.")
@click.option("--on", "day", type=DAY, help="The day it came in truth.")
@click.option("--organisation", help="Whose it is in truth.")
@click.option("--note", default="", help="Why; it can be erased.")
@actor_option
@pass_desk
def correct(
    desk: Desk,
    number: int,
    ask: str | None,
    state: str | None,
    day: datetime | None,
    organisation: str | None,
    note: str,
    actor: str | None,
) -> None:
    r"""Put a reply right by a further one, which counts in its place.

    What is not given stays as it was. With the state “disregarded” nothing counts in its place.

    \b
    Example:
      $ mailer replies correct 1 --state disregarded --note "about another"
    """
    from letters.letter import Letter
    from recipients.organisation import Organisation
    from recipients.organisations_meant import organisation_meant
    from scheduler.replies.asked import asked_by
    from scheduler.replies.correcting import correct_reply
    from scheduler.replies.recording import moment_of_day, reply_numbered
    from scheduler.replies.reply import ReplyState

    by = desk.actor(actor)
    with desk.database.writing() as session:
        asked = asked_by(session, session.get_one(Letter, reply_numbered(session, number).letter_id))
        reply = correct_reply(
            session,
            desk.now,
            by,
            number,
            ask=ask,
            state=ReplyState(state) if state else None,
            came_at=moment_of_day(asked, day.date()) if day else None,
            whose=organisation_meant(session, organisation) if organisation else None,
            note=note,
        )
        whose = session.get_one(Organisation, reply.organisation_id).name
    say(f"Reply {reply.id} of {whose} takes the place of reply {number}: {_what(reply)}.")


def _read(file: Path | None) -> FileOf | None:
    """The file that is to be kept; Refused, before it is read, for one that is too large.

    Unreachable for one that is not there, or cannot be read.
    """
    from scheduler.replies.recording import LARGEST, FileOf

    if file is None:
        return None
    try:
        size = file.stat().st_size
        if not file.is_file():  # a pipe would keep us waiting
            raise Unreachable(f"{file} cannot be read: it is not an ordinary file.")
        if size > LARGEST:
            most = f"{LARGEST // 1024**2} MB"
            raise Refused(f"{file.name} is larger than {most}: it cannot be kept as the reply.")
        return FileOf(file.name, file.read_bytes())
    except OSError as error:
        raise Unreachable(f"{file} cannot be read: {why_unread(error)}.") from None


def _what(reply: Reply) -> str:
    return f"{reply.state}{f' to “{reply.ask}”' if reply.ask else ''}"


def _say_recorded(reply: Reply, whose: str, *, late: bool) -> None:
    say(f"Recorded reply {reply.id} of {whose}: {_what(reply)}{', late' if late else ''}.")
    if reply.remark:
        say(f"Look again: {reply.remark}")
