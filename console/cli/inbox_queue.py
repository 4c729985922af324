"""The commands of the queue: what waits for a person is listed, shown, assigned, dismissed, read again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from console.cli.desk import Desk, actor_option, confirm, json_option, pass_desk, yes_option
from console.cli.paging import after_option, limit_option
from console.cli.values import Line, Number
from console.printing import counted, print_json, say, say_total
from console.terminal import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.inbox.record import InboundMessage, InboundReading

NUMBER = Number(1)
ALL = "all"


@click.command("list")
@click.option(
    "--state",
    type=click.Choice(["waiting", "stored", "read", "dismissed", ALL]),
    default="waiting",
    show_default=True,
    help="Where messages stand.",
)
@after_option()
@limit_option()
@json_option
@pass_desk
def list_(desk: Desk, state: str, after: int, limit: int, as_json: bool) -> None:
    r"""The messages that wait for a person, or stand otherwise, with the reason.

    \b
    Example:
      $ mailer inbox list
    """
    from mailer.inbox.queue import list_messages
    from mailer.inbox.record import InboundState

    with desk.database.reading() as session:
        total, found = list_messages(
            session, None if state == ALL else InboundState(state), after=after, limit=limit + 1
        )
    page, more = found[:limit], len(found) > limit
    cursor = page[-1].id if more else None
    if as_json:
        print_json({"total": total, "items": [_facts(message) for message in page], "after": cursor})
        return
    headings = ["number", "came", "sort", "from", "subject", "copy", "why"]
    rows = [
        [one.id, one.stored_at, one.sort or "", one.sender, one.subject, one.delivery_id or "", one.why]
        for one in page
    ]
    print_table(headings, rows)
    one, many = _endings(state)
    say_total(total, len(rows), f"messages {many}".strip(), cursor, one=f"message {one}".strip())


def _endings(state: str) -> tuple[str, str]:
    """How a total of such messages ends, for one and for many."""
    if state == ALL:
        return "came", "came"
    if state == "waiting":
        return "waits for a person", "wait for a person"
    return f"is {state}", f"are {state}"


@click.command("show")
@click.argument("number", type=NUMBER)
@click.option("--raw", is_flag=True, help="Print the message as it came, and nothing else.")
@json_option
@pass_desk
def show(desk: Desk, number: int, raw: bool, as_json: bool) -> None:
    r"""One message: where it stands, what was read of it, by which rule, what it led to.

    \b
    Example:
      $ mailer inbox show 1
    """
    from mailer.delivery import Delivery
    from mailer.inbox.keeping import message_of, raw_of
    from mailer.inbox.queue import readings_of

    with desk.database.reading() as session:
        message = message_of(session, number)
        readings = readings_of(session, message)
        content = raw_of(session, message) if raw else b""
        copy = session.get(Delivery, message.delivery_id) if message.delivery_id else None
        about = f"{copy.id} to {copy.address}, {copy.state}" if copy else ""
    if raw:
        _print_raw(content)
    elif as_json:
        print_json({**_facts(message), "readings": [_reading_facts(one) for one in readings]})
    else:
        _say(message, readings, about)


@click.command("assign")
@click.argument("number", type=NUMBER)
@click.argument("copy", type=Line())
@click.option("--reason", required=True, help="How you know, for the auditor who will ask.")
@actor_option
@yes_option
@pass_desk
def assign(desk: Desk, number: int, copy: str, reason: str, actor: str | None, yes: bool) -> None:
    r"""Say which copy a waiting message is about; what follows is what would follow of a signed one.

    COPY is the number of the copy, as `mailer inbox show` proposes it, or an address: then it is the last
    copy that went there. A notice of failure bounces the copy, for good.

    \b
    Example:
      $ mailer inbox assign 1 1 --reason "their postmaster says so" --yes
    """
    from mailer.inbox.keeping import message_of
    from mailer.inbox.queue import assign as assign_message
    from mailer.inbox.queue import copy_named

    by = desk.actor(actor)
    with desk.database.reading() as session:
        message, about = message_of(session, number), copy_named(session, copy)
        sender, subject = message.sender or "(nobody)", message.subject or "(no subject)"
        say(f"Message {number}, {message.sort or 'unread'}, from {sender}: {subject}")
    confirm(f"Is it about copy {about.id}, to {about.address}, which is {about.state}?", yes=yes)
    with desk.database.writing() as session:
        assign_message(session, desk.now, by, number, about.id, reason)
        became = copy_named(session, str(about.id)).state
    say(f"Message {number} is about copy {about.id}, to {about.address}, which is {became} now.")


@click.command("dismiss")
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar="NUMBER...")
@click.option("--reason", required=True, help="Why nothing follows from it, for the auditor who will ask.")
@actor_option
@pass_desk
def dismiss(desk: Desk, numbers: tuple[int, ...], reason: str, actor: str | None) -> None:
    r"""Say that nothing follows from waiting messages; they stay in the record.

    \b
    Example:
      $ mailer inbox dismiss 1 --reason "advertising"
    """
    from mailer.inbox.queue import dismiss as dismiss_message

    by = desk.actor(actor)
    with desk.database.writing() as session:
        for number in numbers:
            dismiss_message(session, desk.now, by, number, reason)
    say(f"Dismissed {counted(len(numbers), 'message')}.")


@click.command("reread")
@click.argument("numbers", nargs=-1, type=NUMBER, metavar="[NUMBER]...")
@actor_option
@pass_desk
def reread(desk: Desk, numbers: tuple[int, ...], actor: str | None) -> None:
    r"""Read waiting messages again: those named, or all that an earlier version of the reader left.

    To be run after an upgrade of the program whose rules know more. What was dismissed is read again only by
    its number; what had its consequences is not read again.

    \b
    Example:
      $ mailer inbox reread
    """
    from console.collecting import read_inbox, what_was_read
    from mailer.inbox.queue import read_anew

    by = desk.actor(actor)
    with desk.database.writing() as session:
        count = read_anew(session, desk.now, by, numbers or None)
    states = read_inbox(desk.office, desk.now)
    say(f"{what_was_read(states)}." if count and states else "Nothing waits that the rules have not seen.")


def _print_raw(content: bytes) -> None:
    """To a file or a program as it came; to a terminal without what could move it."""
    if sys.stdout.isatty():
        say(content.decode("utf-8", "replace"))
    else:
        sys.stdout.buffer.write(content)


def _facts(message: InboundMessage) -> dict[str, Any]:
    return {
        "number": message.id,
        "came": message.stored_at,
        "mailbox": message.mailbox,
        "size": message.size,
        "sha256": message.sha256,
        "state": message.state,
        "why": message.why,
        "sort": message.sort,
        "from": message.sender,
        "subject": message.subject,
        "copy": message.delivery_id,
        "matched_by": message.matched_by,
    }


def _reading_facts(reading: InboundReading) -> dict[str, Any]:
    names = ("at", "reader", "sort", "sort_rule", "matched_by", "kind", "reason", "action", "told")
    return {name: getattr(reading, name) for name in names} | {"copy": reading.delivery_id}


def _say(message: InboundMessage, readings: Sequence[InboundReading], about: str) -> None:
    from mailer.inbox.told import reading_of

    say(f"Message {message.id}: {message.subject or '(no subject)'}", bold=True)
    lines = {
        "from": message.sender,
        "came": f"{message.stored_at:%Y-%m-%d %H:%M} UTC, {message.mailbox}, {message.size:,} bytes",
        "stands as": f"{message.state}{f': {message.why}' if message.why else ''}",
        "copy": f"{about} (matched by {message.matched_by})" if about else "none",
    }
    for name, text in lines.items():
        say(f"  {name:<11} {text}")
    for reading in readings:
        say()
        told = f"{reading.sort} ({reading.sort_rule})"
        say(f"Read {reading.at:%Y-%m-%d %H:%M} UTC by reader {reading.reader}: {told}")
        for verdict in reading_of(reading.told).verdicts:
            say(f"  recipient   {verdict.recipient or '(it does not say whom)'}")
            say(f"  verdict     {verdict.kind}, {verdict.action}: {verdict.reason}")
            say(f"  status      {verdict.status or 'none given'}")
            say(f"  rule        {verdict.rule}")
            say(f"  read        {verdict.line or '(nothing)'}")
