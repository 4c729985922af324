"""`mailer letters preview`: one language of a letter, as it will be read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.letter_findings import categories_at
from console.cli.letter_writing import LANGUAGES
from console.cli.letterhead import emblem_of
from console.cli.values import FILE, FOLDER, TARGET
from console.printing import say
from mailer.errors import Misused, NotFound, Unreachable
from recipients.files import write_whole

if TYPE_CHECKING:
    from letters.findings import Finding
    from letters.source import LetterSource
    from mailer.merge import Values


@click.command("preview")
@click.argument("folder", type=FOLDER)
@click.option("--language", required=True, type=click.Choice(LANGUAGES), help="Which version.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "pdf", "ics", "eml"]),
    default="text",
    show_default=True,
    help="As plain text, as HTML, as the document on paper, as the calendar, or as the whole message.",
)
@click.option("--as", "address", metavar="ADDRESS", help="As this recipient of the directory will get it.")
@click.option(
    "--as-category", "category", metavar="CATEGORY", help="As anybody of this category will read it."
)
@click.option("--emblem", type=FILE, help="The picture above the letterhead of a PDF.  [that of office.toml]")
@click.option("-o", "--output", type=TARGET, help="Into this file; - is the standard output.")
@pass_desk
def preview(
    desk: Desk,
    folder: Path,
    language: str,
    form: str,
    address: str | None,
    category: str | None,
    emblem: Path | None,
    output: Path | None,
) -> None:
    r"""Show a letter in a language, with its merge fields named, or as one real recipient will get it.

    It is marked as a draft, but for the calendar; a blank stands for the number that the approval will give.

    \b
    Example:
      $ mailer letters preview call-2027 --language fr --format text
      $ mailer letters preview call-2027 --language fr --as-category academia
      $ mailer letters preview call-2027 --language fr --format pdf -o call-fr.pdf
    """
    from letters.facts import Language
    from letters.overwriting import refuse_source
    from letters.preview import PreviewFormat
    from letters.source import annexes_left_out

    if form == PreviewFormat.PDF and output is None:
        raise Misused("A PDF is no text to be shown here. Name a file: -o FILE, or -o - to pass it on.")
    if output is not None and output != Path("-"):
        refuse_source(output, folder)
    if address and category:
        raise Misused("Give --as or --as-category: a recipient has a category already.")
    source, findings = _loaded(desk, folder, language)
    shown = _shown(desk, source, language, form, address, category, emblem)
    if form == PreviewFormat.EML:
        for path, why in annexes_left_out(source, Language(language), findings):
            say(f"annex {path} is not in it: {why}", err=True)
    content = shown if isinstance(shown, bytes) else shown.encode("utf-8")
    if output is None or output == Path("-"):
        ends = content.endswith(b"\n") or form == PreviewFormat.PDF
        sys.stdout.buffer.write(content if ends else content + b"\n")
        sys.stdout.flush()
        return
    write_whole(output, content)
    say(f"wrote {output} ({len(content):,} bytes)", err=True)


def _loaded(desk: Desk, folder: Path, language: str) -> tuple[LetterSource, list[Finding]]:
    """The letter in a folder, if what is asked for can be read, with what is wrong with its files."""
    from letters.checks import check
    from letters.source import load_folder
    from letters.submission import refuse_errors

    source, findings = load_folder(folder)
    if source is None:
        refuse_errors(findings or check(folder, desk.now.date()))
        raise Unreachable(f"{folder} cannot be read.")
    refuse_errors(finding for finding in findings if finding.place.file == f"{language}.md")
    return source, findings


def _shown(
    desk: Desk,
    source: LetterSource,
    language: str,
    form: str,
    address: str | None,
    category: str | None,
    emblem: Path | None,
) -> str | bytes:
    """The letter for nobody in particular, for one recipient, or for anybody of a category."""
    from letters.facts import Language
    from letters.preview import PreviewFormat, preview
    from letters.proof import preview_as, require_category
    from letters.sender import SAMPLE, sender_of
    from mailer.merge import LimitedMerger

    asked, wanted = Language(language), PreviewFormat(form)
    formulas = desk.library.formulas[asked]
    sender = sender_of(desk.office.settings.office) if desk.has_office else SAMPLE
    picture = emblem_of(desk, emblem) if wanted is PreviewFormat.PDF else None
    if category is None:
        values = _values_of(desk, language, address) if address else None
        return preview(source, asked, wanted, values, formulas=formulas, sender=sender, emblem=picture)
    require_category(category, categories_at(desk))
    with LimitedMerger() as merger:
        return preview_as(
            source, asked, category, wanted, merger=merger, formulas=formulas, sender=sender, emblem=picture
        )


def _values_of(desk: Desk, language: str, address: str) -> Values:
    """The merge values of the recipient who has this address in the directory."""
    from sqlalchemy import select

    from mailer.address import Address, parse
    from recipients.entries import load_entries
    from recipients.recipient import Recipient, RecipientAddress, in_directory
    from scheduler.copies import merge_values

    parsed = parse(address)
    key = parsed.key if isinstance(parsed, Address) else address
    with desk.database.reading() as session:
        asked = (
            select(RecipientAddress.recipient_id)
            .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
            .where(RecipientAddress.address_key == key, in_directory())
            .order_by(RecipientAddress.recipient_id)
            .limit(1)
        )
        for entry in load_entries(session, list(session.scalars(asked))):
            return merge_values(entry, address, language)
    raise NotFound(f"Nobody in the directory has the address {address}.")
