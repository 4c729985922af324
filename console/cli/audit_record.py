"""Commands that show the record itself: its entries, and whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.printing import counted, growing, print_json, print_table, say, say_total

if TYPE_CHECKING:
    from mailer.audit import AuditDetail, AuditEntry
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
    each campaign's release, frozen audience and messages. With CAMPAIGN, the chain and that campaign alone.

    A cut at the end shows only against a head that was noted earlier; keep some outside this machine.

    \b
    Example:
      $ mailer audit verify IOCO-1001
    """
    from mailer.audit import read_head
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
        "campaigns": found.campaigns,
        "messages": found.messages,
        "erased": found.erased,
        "bad": bad.entry if bad else None,
        "place": bad.place if bad else "",
        "why": bad.why if bad else "",
    }


def _say_whole(found: Verdict, campaign: str) -> None:
    what = f"the campaign “{campaign}”" if campaign else counted(found.campaigns, "campaign")
    say(f"Held against the chain: {what} with {counted(found.messages, 'message')}. All of it agrees.")
    if found.erased:
        say(f"{counted(found.erased, 'row')} of persons who were erased are blank, as the chain says.")
    say(f"The chain is whole: {counted(found.entries, 'entry', 'entries')}. Its head is {found.head}")


@click.command("entries")
@click.option("--subject", default="", help="Only what was done to this, such as letter:1.")
@click.option("--after", default=0, metavar="NUMBER", help="Go on after this entry.")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many to show."
)
@json_option
@pass_desk
def entries(desk: Desk, /, subject: str, after: int, limit: int, as_json: bool) -> None:
    r"""What was done, by whom, entry by entry.

    \b
    Example:
      $ mailer audit entries --limit 5
    """
    from sqlalchemy import func, select

    from mailer.audit import AuditDetail, AuditEntry
    from mailer.staff import names_of

    with desk.database.reading() as session:
        asked = select(AuditEntry, AuditDetail).outerjoin(
            AuditDetail, AuditDetail.number == AuditEntry.number
        )
        asked = asked.where(AuditEntry.subject == subject) if subject else asked
        total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        page = session.execute(
            asked.where(AuditEntry.number > after).order_by(AuditEntry.number).limit(limit)
        ).all()
        names = names_of(session)
    headings = ["number", "when (UTC)", "who", "deed", "subject", "facts"]
    rows = [
        [entry.number, entry.at, names.get(entry.actor, entry.actor), entry.deed, entry.subject,
         _told(entry, detail)]
        for entry, detail in page
    ]  # fmt: skip
    if as_json:
        print_json({"total": total, "items": [dict(zip(headings, row, strict=True)) for row in rows]})
        return
    print_table(headings, rows)
    say_total(total, len(rows), "entries", rows[-1][0] if rows else None, one="entry")


def _told(entry: AuditEntry, detail: AuditDetail | None) -> str:
    """What an entry says: its facts, and the details that may have been erased."""
    from mailer.canonical import canonical_json
    from mailer.erasure import GONE

    if detail is None:
        return canonical_json(entry.facts)
    return canonical_json({**entry.facts, **(detail.details or {"details": GONE})})
