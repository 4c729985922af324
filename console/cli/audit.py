"""`mailer audit`: who was contacted, with what, and whether the record is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console.cli.audit_record import entries, verify
from console.cli.desk import Desk, actor_option, json_option, pass_desk
from console.cli.printing import print_facts, print_json, print_table, say, say_total
from mailer.errors import Misused, NotFound, Refused, Unreachable

if TYPE_CHECKING:
    from scheduler.contacted import Contacted, Question

HEADINGS = [
    "message",
    "reference",
    "organisation",
    "address",
    "kind",
    "in",
    "state",
    "when (UTC)",
    "server's reply",
]
F = TypeVar("F", bound="Callable[..., Any]")


@click.group()
def command() -> None:
    r"""Who was contacted, with what, and whether the record is whole.

    "Sent" means that the next mail server took the letter; the server's own words stand beside it.
    "Uncertain" means that nobody can know, and is never counted as sent.

    \b
    letter REFERENCE     everybody one letter went to
    organisation NAME    everything one organisation was sent
    address EMAIL        everything one address was sent
    period FROM TO       everything in a time
    message NUMBER       one message, rebuilt byte for byte and compared with the hash of what was sent
    verify               walk the audit chain and hold everything against it
    """


def listing(command: F) -> F:
    """The options that all questions share."""
    command = click.option("--after", default=0, metavar="NUMBER", help="Go on after this line's number.")(
        command
    )
    command = click.option(
        "--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many to show."
    )(command)
    command = click.option(
        "--export",
        "target",
        type=click.Path(path_type=Path, dir_okay=False),
        help="All of it into a .csv or .xlsx.",
    )(command)
    return json_option(command)


@command.command("letter")
@click.argument("reference")
@listing
@actor_option
@pass_desk
def letter(desk: Desk, /, reference: str, actor: str | None, **options: Any) -> None:
    r"""Everybody one letter went to, by its reference or handle.

    \b
    Example:
      $ mailer audit letter DM-1001
    """
    from scheduler.contacted import Question

    _answer(desk, Question(letter=reference), actor, **options)


@command.command("organisation")
@click.argument("name")
@listing
@actor_option
@pass_desk
def organisation(desk: Desk, /, name: str, actor: str | None, **options: Any) -> None:
    r"""Everything one organisation was sent.

    \b
    Example:
      $ mailer audit organisation "Ministry of Harbours and Coastal Waters, Nigeria"
    """
    from scheduler.contacted import Question

    _answer(desk, Question(organisation=name), actor, **options)


@command.command("address")
@click.argument("email")
@listing
@actor_option
@pass_desk
def address(desk: Desk, /, email: str, actor: str | None, **options: Any) -> None:
    r"""Everything one address was sent, however it is written.

    \b
    Example:
      $ mailer audit address registry@harbour.example
    """
    from scheduler.contacted import Question

    _answer(desk, Question(address=email), actor, **options)


@command.command("period")
@click.argument("first", metavar="FROM", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("last", metavar="TO", type=click.DateTime(["%Y-%m-%d"]))
@listing
@actor_option
@pass_desk
def period(desk: Desk, /, first: datetime, last: datetime, actor: str | None, **options: Any) -> None:
    r"""Everything that ended from one day to another, both included, in UTC.

    \b
    Example:
      $ mailer audit period 2027-01-01 2027-12-31
    """
    from scheduler.contacted import Question

    if last < first:
        raise Misused(f"The period ends on {last:%Y-%m-%d}, before it begins.")
    until = datetime.combine(last.date() + timedelta(days=1), time(), UTC)
    _answer(desk, Question(since=first.replace(tzinfo=UTC), until=until), actor, **options)


@command.command("message")
@click.argument("number", type=int)
@click.option(
    "--eml", type=click.Path(path_type=Path, dir_okay=False), help="Write the message into this file."
)
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
        try:
            eml.write_bytes(rebuilt.message)
        except OSError as error:
            raise Unreachable(f"{eml} cannot be written: {error.strerror}.") from None
    if as_json:
        print_json({"recorded": rebuilt.recorded, "found": rebuilt.found, "matches": rebuilt.matches})
    else:
        say(str(rebuilt))
        if eml is not None:
            say(f"wrote {eml} ({len(rebuilt.message):,} bytes)")
    if rebuilt.recorded and not rebuilt.matches:
        raise click.exceptions.Exit(1)


def _answer(
    desk: Desk,
    question: Question,
    actor: str | None,
    *,
    after: int,
    limit: int,
    target: Path | None,
    as_json: bool,
) -> None:
    """Show a page of the answer, or write all of it into a file beside an audit entry."""
    from scheduler.contacted import contacted, near_organisations

    if target is not None:
        _export(desk, question, actor, target)
        return
    with desk.database.reading() as session:
        page = contacted(session, question, after=after, limit=limit)
        near = near_organisations(session, question.organisation) if question.organisation else []
    if not page.total and near:
        raise NotFound(
            f"No organisation of exactly this name was written to. Names that hold it: {'; '.join(near)}."
        )
    if as_json:
        items = [_as_facts(row) for row in page.rows]
        print_json({"total": page.total, "items": items, "after": page.after})
        return
    if len(page.rows) == 1 and page.total == 1:
        print_facts(_as_facts(page.rows[0]))
        return
    headings = [
        "message",
        "reference",
        "organisation",
        "address",
        "kind",
        "in",
        "state",
        "when (UTC)",
        "server's reply",
    ]
    print_table(headings, [_as_row(row) for row in page.rows], widest=40)
    say_total(page.total, len(page.rows), "copies", page.after, one="copy")


def _export(desk: Desk, question: Question, actor: str | None, target: Path) -> None:
    from scheduler.export import ListFormat, export_contacted, note_export

    by, form = desk.actor(actor), target.suffix.lstrip(".").lower()
    if form not in tuple(ListFormat):
        raise Refused(f"{target.name} should end in .csv or .xlsx.")
    with desk.database.reading() as session:
        try:
            count = export_contacted(session, desk.now, question, ListFormat(form), target)
        except OSError as error:
            raise Unreachable(f"{target} cannot be written: {error.strerror}.") from None
    with desk.database.writing() as session:
        note_export(session, desk.now, by, "contacted", count)
    say(f"wrote {target}: {count:,} copies, their total, and the head of the audit chain")


def _as_row(row: Contacted) -> list[object]:
    reply = " ".join(part for part in (str(row.code or ""), row.reply or row.why) if part)
    return [
        row.delivery_id, row.reference, row.organisation, row.address, row.kind, row.language, row.state,
        row.when,
        reply,
    ]  # fmt: skip


def _as_facts(row: Contacted) -> dict[str, object]:
    from scheduler.contacted import CONTACTED_COLUMNS

    return {"message": row.delivery_id, **dict(zip(CONTACTED_COLUMNS, row.cells(), strict=True))}


for each in (verify, entries):
    command.add_command(each)
