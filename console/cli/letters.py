"""`mailer letters`: the commands by which a letter is written, read in, decided on and looked up."""

from __future__ import annotations

import click

from console.cli.desk import InOrder
from console.cli.letter_clearing import clear, diff, object_, status
from console.cli.letter_comparing import compare
from console.cli.letter_deciding import approve, redate, send_back, submit, withdraw
from console.cli.letter_documents import document
from console.cli.letter_following import list_, show
from console.cli.letter_import import import_
from console.cli.letter_preview import preview
from console.cli.letter_proof import proof
from console.cli.letter_writing import check, new


@click.group(cls=InOrder)
def command() -> None:
    r"""Write, read in, check, preview, submit and approve letters.

    A letter is a folder: letter.yaml with the facts that all languages share, one Markdown file for each
    language, and the annexes. docs/letter-format.md explains every line.  From the approval on the office
    keeps all of it, and the folder may go.

    \b
    Example:
      $ mailer letters list
    """


COMMANDS = (
    new, import_, check, compare, preview, proof,
    submit, status, clear, object_, diff, approve, send_back, redate, withdraw, document, list_, show,
)  # fmt: skip
for each in COMMANDS:
    command.add_command(each)
