"""Commands that make a campaign, rehearse it, and try it on colleagues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.campaign_items import say_who_has_items, stored_items
from console.cli.desk import Desk, actor_option, json_option, pass_desk, yes_option
from console.cli.letter_documents import kept
from console.cli.values import FILE, TARGET, Number
from console.printing import counted, print_json, progress, say
from console.terminal import print_table, say_indented

if TYPE_CHECKING:
    from mailer.audit import Actor
    from scheduler.following import BesideParent
    from scheduler.progress import Progress
    from scheduler.rehearsal import Rehearsal


@click.command("create")
@click.argument("letter")
@click.option("--audience", "expression", metavar="EXPRESSION", help="Who is meant.  [as the letter says]")
@click.option("--name", default="", help="The campaign's name.  [the letter's reference]")
@click.option(
    "--policy",
    type=click.Choice(["at_most_once", "at_least_once"]),
    default="at_most_once",
    show_default=True,
    help="What happens to a copy of which nobody knows whether it arrived.",
)
@click.option(
    "--priority", default=0, show_default=True, type=Number(-1_000, 1_000), help="Higher goes first."
)
@click.option(
    "--document",
    type=click.Choice(["none", "attached", "personal"]),
    default="none",
    show_default=True,
    help="The letter as a PDF beside the mail: the same for all, or each recipient's own.",
)
@click.option(
    "--items", "items_file", type=FILE, metavar="FILE", help="A spreadsheet of each recipient's own items."
)
@click.option("--items-field", default="", metavar="FIELD", help="Which field of rows they fill.  [the only]")
@actor_option
@yes_option
@pass_desk
def create(
    desk: Desk,
    letter: str,
    expression: str | None,
    name: str,
    policy: str,
    priority: int,
    document: str,
    items_file: Path | None,
    items_field: str,
    actor: str | None,
    yes: bool,
) -> None:
    r"""Make a campaign for an approved letter; nobody is written to yet.

    LETTER is its short name in the office, or its reference. With --items each recipient's letter lists their
    own rows of a CSV, XLSX or ODS file; it is reported on first, and who has no row gets no letter.

    \b
    Example:
      $ mailer campaigns create coastal-report --name second-try
    """
    from mailer.dispatch import Policy
    from scheduler.campaign import OnPaper
    from scheduler.drafting import create as make

    by, on_paper = desk.actor(actor), OnPaper(document)
    if on_paper is OnPaper.ATTACHED:
        _make_documents(desk, by, letter)
    listed = stored_items(desk, letter, items_field, items_file, yes=yes) if items_file else None
    with desk.database.writing() as session:
        drafted = make(
            session, desk.now, by, letter,
            expression=expression, name=name, policy=Policy(policy), priority=priority,
            document=on_paper, item_list=listed,
        )  # fmt: skip
        made, meant = drafted.campaign.name, drafted.campaign.expression
        addressed, copied, beside = drafted.addressed, drafted.copied, drafted.beside
        items, without = drafted.items, drafted.without_items
    if not addressed:
        say(f"Made the campaign “{made}” for: {meant}. By the directory as it is now, it means nobody.")
        say("See why:  mailer audience show EXPRESSION   (an import, or another expression, may help)")
        return
    counts = f"{counted(addressed, 'recipient')}, and {copied:,} more in copy groups"
    say(f"Made the campaign “{made}” for: {meant}. It means {counts}.")
    if items is not None:
        say_who_has_items(addressed + copied - without, without)
    if beside is not None:
        _say_beside(beside)
    say(f"Next:  mailer campaigns rehearse {made}")


def _say_beside(beside: BesideParent) -> None:
    """How those whom a letter means differ from those who got its parent."""
    if beside.without or beside.added:
        say(
            f"warning: Not those who got {beside.parent}: {beside.without:,} of them would not get this"
            f" letter, and {beside.added:,} would get it who did not get {beside.parent}."
        )
    if beside.gone:
        say(f"{beside.gone:,} who got {beside.parent} are in the directory no more, and get nothing.")


def _make_documents(desk: Desk, by: Actor, name: str) -> None:
    """Make what is to be attached and was not made yet, outside of any transaction."""
    from letters.correspondence import find_letter
    from letters.layout.tree import CopyMark
    from scheduler.attaching import refuse_unattachable

    with desk.database.reading() as session:
        letter = find_letter(session, name)
        refuse_unattachable(session, letter)
        handle, languages = letter.handle, letter.read_facts().languages
    for language in languages:
        for mark in CopyMark:
            kept(desk, by, handle, language, mark)


@click.command("rehearse")
@click.argument("name")
@click.option("--findings", type=TARGET, help="All findings into a .csv.")
@json_option
@pass_desk
def rehearse(desk: Desk, name: str, findings: Path | None, as_json: bool) -> None:
    r"""Merge every copy exactly as it would be sent, and send nothing.

    Exit code 1 if something was found that blocks the release.

    \b
    Example:
      $ mailer campaigns rehearse IOCO-1001
    """
    found = _rehearsed(desk, name, findings, shown=not as_json)
    if as_json:
        print_json(_as_facts(found))
    else:
        show_rehearsal(found, name, written=findings is not None)
        say_who_joined(desk, name)
    if findings is not None:
        say(f"wrote {findings}: {counted(found.counts.total(), 'finding')}", err=as_json)
    if found.blocks:
        raise click.exceptions.Exit(1)


def _rehearsed(desk: Desk, name: str, findings: Path | None, *, shown: bool) -> Rehearsal:
    """The rehearsal, with all findings in a file where one is named."""
    from scheduler.export import ListFormat
    from scheduler.rehearsing import export_findings
    from scheduler.rehearsing import rehearse as rehearse_all

    settings, keyring = desk.office.settings, desk.office.keyring
    with desk.database.reading() as session, progress(_about(desk, name), "rehearsing", shown=shown) as bar:
        seen = [0]

        def step(at: Progress) -> None:
            bar.update(at.done - seen[0])
            seen[0] = at.done

        if findings is None:
            return rehearse_all(session, desk.now, settings, keyring, name, on_progress=step)
        return export_findings(
            session, desk.now, settings, keyring, name, ListFormat.CSV, findings, on_progress=step
        )


@click.command("test")
@click.argument("name")
@click.option(
    "--to",
    "colleagues",
    multiple=True,
    required=True,
    metavar="STAFF",
    help="Staff, or an address on the allow-list.",
)
@click.option("--as", "address", required=True, metavar="ADDRESS", help="With the values of this recipient.")
@click.option("--language", "languages", multiple=True, help="In these languages.  [the recipient's]")
@actor_option
@pass_desk
def test(
    desk: Desk,
    name: str,
    colleagues: tuple[str, ...],
    address: str,
    languages: tuple[str, ...],
    actor: str | None,
) -> None:
    r"""Send the letter to named colleagues only, marked as a test, as one recipient would get it.

    The worker itself checks the list of colleagues at the moment of sending.

    \b
    Example:
      $ mailer campaigns test IOCO-1001 --to a.osei \
            --as registry@shores-ke.example
    """
    from scheduler.jobs import try_campaign

    trial = try_campaign(
        desk.database, desk.now, desk.actor(actor), desk.office.settings, desk.office.keyring.current, name,
        to=colleagues, like=address, languages=languages,
    )  # fmt: skip
    who = ", ".join(str(colleague.address) for colleague in trial.colleagues)
    say(
        f"Put {counted(len(trial.delivery_ids), 'test copy', 'test copies')} into the outbox, for {who} only,"
        f" in {', '.join(trial.languages)}."
    )
    say("They leave with the next run of the worker:  mailer worker --once")


def _about(desk: Desk, name: str) -> int:
    """How many recipients a campaign means, for the length of a bar."""
    from scheduler.addressing import audience_of
    from scheduler.campaign import campaign_named

    with desk.database.reading() as session:
        return len(audience_of(session, campaign_named(session, name)).everybody)


def say_who_joined(desk: Desk, name: str) -> None:
    """Of a letter that follows on another: how many that one would mean today, and did not mean then."""
    from scheduler.addressing import joined_since_parent
    from scheduler.campaign import campaign_named, letter_of_campaign

    with desk.database.reading() as session:
        found = joined_since_parent(session, letter_of_campaign(session, campaign_named(session, name)))
    if found is None or not found[1]:
        return
    follows, count = found
    say(f"{counted(count, 'recipient')} joined the audience of {follows.parent.printed} since it went out.")
    say(f"They are:  mailer audience show '{follows.joined}'")


def show_rehearsal(found: Rehearsal, name: str, *, written: bool = False) -> None:
    """Who is served in which language, what was found, and how many copies there would be.

    Where not all findings fit, it is said how to see them, unless they are `written` into a file already.
    """
    hows = ("served", "fell back", "none")
    rows: list[list[object]] = [
        [category, language, *(counts[how] for how in hows)]
        for (category, language), counts in sorted(found.service.items())
    ]
    print_table(["category", "in", *hows], rows)
    for (wanted, language), count in sorted(found.fallbacks.items()):
        say(f"{count:,} who read {wanted or 'no language we know'} are served in {language}.")
    for kind, examples in sorted(found.examples.items()):
        more = f", the first {len(examples)} of them:" if found.counts[kind] > len(examples) else ""
        say(f"{'BLOCKS' if kind.blocks else 'notice'}  {found.counts[kind]:,} × {kind}{more}")
        for finding in examples:
            say_indented(f"{finding.who} <{finding.address}>: {finding.message}", 8)
    copies = counted(found.copies, "copy", "copies")
    say(
        f"Rehearsed “{name}”: {copies} for {found.rows:,} in the audience, the largest of"
        f" {found.largest / 1024:,.0f} KiB."
        f" {'It cannot be released.' if found.blocks else 'Nothing was sent.'}"
    )
    if not written and any(found.counts[kind] > len(examples) for kind, examples in found.examples.items()):
        say(f"Every finding:  mailer campaigns rehearse {name} --findings findings.csv")


def _as_facts(found: Rehearsal) -> dict[str, object]:
    return {
        "rows": found.rows,
        "copies": found.copies,
        "largest": found.largest,
        "findings": {kind.value: count for kind, count in sorted(found.counts.items())},
        "blocks": found.blocks,
        "service": [
            {"category": category, "language": language, **dict(counts)}
            for (category, language), counts in sorted(found.service.items())
        ],
    }
