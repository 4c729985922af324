"""Documents of record on the command line: kept at the approval, and given out again, byte for byte."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.values import TARGET
from console.printing import say
from mailer.errors import Refused
from recipients.files import write_whole

if TYPE_CHECKING:
    from letters.facts import Language
    from letters.layout.tree import CopyMark
    from mailer.audit import Actor


@click.command("document")
@click.argument("name", metavar="LETTER")
@click.option("--language", help="Which version.  [the first of the letter]")
@click.option("--copy", "as_copy", is_flag=True, help="The one that is marked as a copy for information.")
@click.option("-o", "--output", type=TARGET, required=True, help="Into this file; - is the standard output.")
@pass_desk
def document(desk: Desk, name: str, language: str | None, as_copy: bool, output: Path) -> None:
    r"""Write the document of record of an approved letter into a file.

    LETTER is its short name in the office, or its reference.  The document is made once; from then on these
    very bytes are given out, after a look at their hash in the audit chain.

    \b
    Example:
      $ mailer letters document call-2027 --language fr -o call-fr.pdf
    """
    from letters.correspondence import find_letter
    from letters.facts import Language
    from letters.layout.tree import CopyMark

    mark = CopyMark.COPY if as_copy else CopyMark.ORIGINAL
    with desk.database.reading() as session:
        letter = find_letter(session, name)
        handle, languages = letter.handle, letter.read_facts().languages
    if language is not None and language not in languages:
        raise Refused(f"“{handle}” is not written in “{language}”. It is in: {', '.join(languages)}.")
    content, sha256 = kept(desk, desk.machine(), handle, Language(language or languages[0]), mark)
    if output == Path("-"):
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    write_whole(output, content)
    say(f"wrote {output} ({len(content):,} bytes, SHA-256 {sha256})", err=True)


def keep_documents(desk: Desk, by: Actor, handle: str, languages: Iterable[Language]) -> None:
    """Make and keep the documents of record of a letter that was just approved, where they can be set.

    One that cannot be made is told of and keeps nobody from approving: the letter goes by mail.
    """
    from letters.document.engine import engine_installed
    from letters.layout.tree import CopyMark

    if not engine_installed():
        return
    for language in languages:
        try:
            kept(desk, by, handle, language, CopyMark.ORIGINAL)
        except Refused as refused:
            say(f"No document of record in {language}: {refused}", err=True)


def kept(desk: Desk, by: Actor, handle: str, language: Language, mark: CopyMark) -> tuple[bytes, str]:
    """The document's bytes and hash; it is set between two transactions, where it was not kept yet."""
    from letters.correspondence import find_letter
    from letters.document.typesetting import Typesetter
    from letters.record import keep_document, kept_document, plan_document

    with desk.database.reading() as session:
        letter = find_letter(session, handle)
        if (known := kept_document(session, letter, language, mark)) is not None:
            return known[1], known[0].sha256
        sheet = plan_document(session, letter, language, mark)
    with Typesetter() as typesetter:
        content = typesetter.typeset(sheet.lines, sheet.house)
    with desk.database.writing() as session:
        return content, keep_document(session, desk.now, by, sheet, content).sha256
