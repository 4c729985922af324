"""Commands that list the replies to a letter, and show one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.exporting import Part, export_list, listing
from console.cli.values import TARGET, Number
from console.printing import counted, print_json, say, say_total
from console.terminal import print_facts, print_table, say_indented

if TYPE_CHECKING:
    from scheduler.replies.listing import ReplyLine

SPARE = ("note", "channel", "category")
"""What a narrow terminal does without, in this order."""


@click.command("list")
@click.argument("letter")
@click.option("--ask", metavar="NAME", help="Only to this, where the letter asks several things.")
@click.option("--organisation", help="Only of this one: its name, its id, or an address.")
@click.option("--to-assess", is_flag=True, help="Only those of which nobody has said what they count for.")
@click.option("--all", "every", is_flag=True, help="Those that were corrected, too.")
@listing
@pass_desk
def list_(
    desk: Desk,
    letter: str,
    ask: str | None,
    organisation: str | None,
    to_assess: bool,
    every: bool,
    part: Part,
) -> None:
    r"""The replies to a letter, in the order they were recorded.

    \b
    Example:
      $ mailer replies list IOCO-1001
    """
    from recipients.organisations_meant import organisation_meant
    from scheduler.replies.asked import asking
    from scheduler.replies.listing import ReplyQuestion, export_replies, list_replies
    from scheduler.replies.reply import ReplyState

    with desk.database.reading() as session:
        asked = asking(session, letter)
        whose = organisation_meant(session, organisation).id if organisation else None
        question = ReplyQuestion(ask, ReplyState.RECEIVED if to_assess else None, whose, all=every)
    if part.target is not None:
        target = part.target
        export_list(
            desk, part.actor, target, "replies", "reply", "replies",
            lambda session, form: export_replies(session, desk.now, asked, question, form, target),
        )  # fmt: skip
        return
    with desk.database.reading() as session:
        page = list_replies(session, asked, question, after=part.after, limit=part.limit)
    if part.as_json:
        items = [_as_facts(line) for line in page.lines]
        print_json({"total": page.total, "items": items, "after": page.after})
        return
    rows = [_as_row(line) for line in page.lines]
    print_table(list(rows[0]) if rows else (), [list(row.values()) for row in rows], spare=SPARE)
    say_total(page.total, len(rows), "replies", page.after, one="reply")


@click.command("show")
@click.argument("number", type=Number(1))
@click.option("--save", "target", type=TARGET, help="Write the reply itself, its file or its mail, there.")
@json_option
@pass_desk
def show(desk: Desk, number: int, target: Path | None, as_json: bool) -> None:
    r"""One reply: what it amounts to, how it came, what corrected it; and the reply itself.

    Of a mail you read what its writer says; what was quoted, and the signature, are left out. --save gives
    all of it.

    \b
    Example:
      $ mailer replies show 1
    """
    from recipients.files import whole_file
    from scheduler.replies.listing import show_reply
    from scheduler.replies.original import original_of
    from scheduler.replies.recording import reply_numbered
    from scheduler.replies.text import pieces_of_mail

    with desk.database.reading() as session:
        line = show_reply(session, number)
        mailed = line.message_id is not None and not line.file_sha256
        content = (
            original_of(session, reply_numbered(session, number)) if mailed or target is not None else b""
        )
    facts = _as_facts(line)
    said = pieces_of_mail(content).answer if mailed else ""
    if as_json:
        print_json({**facts, "says": said})
    else:
        print_facts({name: value for name, value in facts.items() if value not in ("", None, [], False)})
        for text in said.split("\n") if said else ():
            say_indented(text, 4)
    if target is not None:
        with whole_file(target) as part:
            part.write_bytes(content)
        say(f"wrote {target} ({counted(len(content), 'byte')})", err=as_json)


def _as_row(line: ReplyLine) -> dict[str, object]:
    state = f"{line.state}, late" if line.late else str(line.state)
    shown = state if line.counts else f"({state})"
    return {
        "reply": line.id, "organisation": line.organisation, "category": line.category, "ask": line.ask,
        "state": shown, "came on": line.came_on, "channel": line.channel,
        "note": " ".join(filter(None, (line.remark, line.note))),
    }  # fmt: skip


def _as_facts(line: ReplyLine) -> dict[str, object]:
    return {
        "reply": line.id, "letter": line.letter, "ask": line.ask, "organisation": line.organisation,
        "category": line.category, "country": line.country, "state": line.state, "came on": line.came_on,
        "came at": line.came_at,
        "late": line.late, "channel": line.channel, "answered by": line.answered_by, "sender": line.sender,
        "file": line.file_name, "sha256": line.file_sha256, "inbox": line.message_id,
        "message": line.delivery_id, "note": line.note, "remark": line.remark, "counts": line.counts,
        "corrects": line.corrects_id, "corrected by": list(line.corrected_by),
        "recorded at": line.recorded_at, "recorded by": line.recorded_by,
    }  # fmt: skip
