"""`mailer recipients`: the directory, imported, exported, looked up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from console.cli.desk import Desk, InOrder, actor_option, json_option, pass_desk
from console.cli.paging import after_option, limit_option
from console.cli.recipient_person import disclose, erase
from console.cli.recipients_import import import_
from console.cli.values import TARGET
from console.cli.words import audience_meant, category_meant, country_meant, language_meant, recipient_named
from console.printing import counted, print_json, say, say_total
from console.terminal import print_facts, print_table
from mailer.errors import Misused
from recipients.files import whole_file

if TYPE_CHECKING:
    from recipients.entries import Entry

HEADINGS: Final = ["number", "organisation", "person or post", "category", "country", "languages", "address"]
SPARE: Final = ("languages", "country", "category")
"""What a narrow terminal does without, in this order."""


@click.group(cls=InOrder)
def command() -> None:
    r"""The directory: organisations, people and posts, with their addresses.

    It is fed from spreadsheets. A file is reported on first: who is new, what would change, what is wrong,
    row by row; nothing is stored before the report is accepted, and nobody is ever removed because a file
    does not name them.

    \b
    The first row of a file names its columns, in any order and language:
      needed    email, organisation, category
      known     id, name, post, salutation, country, languages, cc, lists
      others    become merge fields for letters

    \b
    Example:
      $ mailer recipients import stakeholders.xlsx --accept
    """


command.add_command(import_)


@command.command("list")
@click.option("--category", default="", help="Only this category.")
@click.option("--country", default="", help="Only this country, by its two letters or its name.")
@click.option("--language", default="", help="Only those who prefer this language.")
@click.option("--list", "list_name", default="", help="Only those on this list.")
@click.option("--containing", default="", help="Only where a name or an address holds this text.")
@after_option("recipient's number")
@limit_option()
@json_option
@pass_desk
def list_(
    desk: Desk,
    category: str,
    country: str,
    language: str,
    list_name: str,
    containing: str,
    after: int,
    limit: int,
    as_json: bool,
) -> None:
    r"""The recipients in the directory, by organisation.

    \b
    Example:
      $ mailer recipients list --category governments --language fr --limit 10
    """
    from recipients.directory import Filter, count_recipients, directory_page

    with desk.database.reading() as session:
        wanted = Filter(
            text=containing,
            category=category_meant(session, category),
            country=country_meant(country),
            language=language_meant(language),
            list_name=list_name,
        )
        page = directory_page(session, wanted, after, limit)
        total = count_recipients(session, wanted)
    if as_json:
        items = [plain_entry(entry) for entry in page.entries]
        print_json({"total": total, "items": items, "after": page.after})
        return
    print_table(HEADINGS, [row_of(entry) for entry in page.entries], spare=SPARE)
    say_total(total, len(page.entries), "recipients", page.after, one="recipient")


@command.command("show")
@click.argument("who")
@json_option
@pass_desk
def show(desk: Desk, who: str, as_json: bool) -> None:
    r"""One recipient whole: addresses, lists, merge fields, and what was changed when by whom.

    WHO is a number, an id of another system, an address, or part of a name.

    \b
    Example:
      $ mailer recipients show GOV-001
    """
    from mailer.staff import names_of
    from mailer.suppression import suppressions_of
    from recipients.directory import card_of

    with desk.database.reading() as session:
        card = card_of(session, recipient_named(session, who).id)
        entry, names = card.entry, names_of(session)
        keys = [key for _, key in (*entry.to, *entry.cc)]
        stopped = {row.address_key: row for row in suppressions_of(session, keys)}
        addresses = [
            [address, role, f"{stopped[key].scope}: {stopped[key].reason}" if key in stopped else ""]
            for role, found in (("to", entry.to), ("cc", entry.cc))
            for address, key in found
        ]
        history = [
            [one.at, names.get(one.actor, one.actor), one.field, one.old, one.new] for one in card.history
        ]
    facts = {
        **plain_entry(entry),
        "salutation": entry.salutation,
        "fields": entry.fields,
        "entered": card.created_at,
        "import": card.import_id,
    }
    about, past = ["address", "role", "suppressed"], ["when (UTC)", "who", "what", "from", "to"]
    if as_json:
        facts["addresses"] = [dict(zip(about, row, strict=True)) for row in addresses]
        print_json({**facts, "history": [dict(zip(past, row, strict=True)) for row in history]})
        return
    fields = "; ".join(f"{name}: {_shown(value)}" for name, value in entry.fields.items())
    joined = {"lists": "; ".join(entry.lists), "languages": ", ".join(entry.languages), "fields": fields}
    print_facts({**facts, **joined})
    say()
    print_table(about, addresses)
    say()
    if history:
        print_table(past, history)
    else:
        say("Nothing was changed since it was entered.")


@command.command("duplicates")
@limit_option(what="How many of each to show")
@json_option
@pass_desk
def duplicates(desk: Desk, limit: int, as_json: bool) -> None:
    r"""Addresses that several recipients share, and organisations of one country with near names.

    Both are often right, so nothing is merged: two people at one mailbox get two copies of a letter, and are
    named at rehearsal.

    \b
    Example:
      $ mailer recipients duplicates
    """
    from recipients.duplicates import near_organisations, shared_mailboxes

    with desk.database.reading() as session:
        total, shared = shared_mailboxes(session, limit)
        near = sorted(near_organisations(session), key=lambda pair: (-pair.likeness, pair.one))
    if as_json:
        boxes = [
            {"address": box.address, "recipients": [*map(plain_entry, box.recipients)]} for box in shared
        ]
        pairs = [{"one": pair.one, "other": pair.other, "country": pair.country} for pair in near[:limit]]
        print_json({"shared addresses": total, "shared": boxes, "near names": len(near), "near": pairs})
        return
    boxed = [[box.address, one.id, one.label] for box in shared for one in box.recipients]
    print_table(["address", "number", "recipient"], boxed)
    say_total(total, len(shared), "addresses are shared", one="address is shared")
    say()
    print_table(["one", "other", "country"], [[pair.one, pair.other, pair.country] for pair in near[:limit]])
    say_total(len(near), min(limit, len(near)), "pairs of near names", one="pair of near names")


@command.command("export")
@click.argument("file", type=TARGET)
@click.option("--audience", metavar="EXPRESSION", help="Only those meant by this expression.")
@actor_option
@pass_desk
def export(desk: Desk, file: Path, audience: str | None, actor: str | None) -> None:
    r"""Write the directory as FILE.csv or FILE.xlsx, as an import reads it back; no cell acts as a formula.

    That it was exported is written down.

    \b
    Example:
      $ mailer recipients export directory.xlsx
    """
    from recipients.export import export_csv, export_xlsx
    from scheduler.export import note_export

    by, kind = desk.actor(actor), file.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise Misused(f"{file} must end in .csv or .xlsx, so that it is clear what to write.")
    with desk.database.reading() as session, whole_file(file) as part:
        ids = list(audience_meant(session, audience).members) if audience is not None else None
        if kind == ".xlsx":
            count = export_xlsx(session, part, ids)
        else:
            with part.open("w", encoding="utf-8-sig", newline="") as stream:
                count = export_csv(session, stream, ids)
    with desk.database.writing() as session:
        note_export(session, desk.now, by, "recipients", count, expression=audience or "")
    say(f"wrote {file}: {counted(count, 'recipient')}")


def _shown(value: object) -> object:
    """A merge field as it is told of: its text, or how many rows it holds."""
    return value if isinstance(value, str) else counted(len(list(value)), "row")  # type: ignore[call-overload]


def row_of(entry: Entry) -> list[object]:
    """An entry as a line of a table, under HEADINGS."""
    languages = " ".join(entry.languages)
    to = entry.to[0][0] if entry.to else ""
    return [entry.id, entry.organisation, entry.addressed_as, entry.category, entry.country, languages, to]


def plain_entry(entry: Entry) -> dict[str, Any]:
    """An entry for programs."""
    return {
        "number": entry.id, "id": entry.external_id, "kind": entry.kind, "organisation": entry.organisation,
        "name": entry.name, "post": entry.post, "category": entry.category, "country": entry.country,
        "languages": list(entry.languages), "address": entry.to[0][0] if entry.to else "",
        "lists": list(entry.lists),
    }  # fmt: skip


for each in (disclose, erase):
    command.add_command(each)
