"""`mailer letters proof`: every language of a letter as every category will read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, pass_desk
from console.cli.letter_findings import categories_at, findings_in
from console.cli.values import FOLDER
from console.printing import counted, say
from mailer.errors import Unreachable

if TYPE_CHECKING:
    from letters.proof_index import Standing
    from letters.source import LetterSource


@click.command("proof")
@click.argument("folder", type=FOLDER)
@click.option(
    "-o", "--output", type=FOLDER, required=True, help="A new folder for the pages, or an empty one."
)
@pass_desk
def proof(desk: Desk, folder: Path, output: Path) -> None:
    r"""Write a page for each language and each category in the audience, as they will read the letter.

    The first page says which letter it is and how it stands, and leads to all others.

    Terms and conditions on the category are carried out; other merge fields stand by their names, or by the
    example that the letter gives.

    \b
    Example:
      $ mailer letters proof call-2027 -o call-2027-proof
    """
    from letters.proof import proofs_of, write_proofs
    from letters.proof_index import proof_index
    from letters.source import load_folder
    from letters.submission import refuse_errors
    from mailer.merge import LimitedMerger

    source, _ = load_folder(folder)
    refuse_errors(findings_in(desk, folder))
    if source is None:
        raise Unreachable(f"{folder} cannot be read.")
    with LimitedMerger() as merger:
        pages = list(proofs_of(source, categories_at(desk), merger=merger, formulas=desk.library.formulas))
    index = proof_index(source, pages, desk.library.formulas, _standing(desk, folder, source))
    write_proofs(output, pages, index)
    say(f"wrote {counted(len(pages), 'page')} and {output / 'index.html'}, which leads to them")


def _standing(desk: Desk, folder: Path, source: LetterSource) -> Standing:
    """How the office knows the letter of a folder by its name, if there is an office and it does."""
    from letters.proof_index import Standing, standing_of
    from letters.submission import handle_from

    if not desk.has_office:
        return Standing()
    with desk.database.reading() as session:
        return standing_of(session, handle_from(folder.resolve().name), source)
