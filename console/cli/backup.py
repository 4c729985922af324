"""`mailer backup`: a copy of the records, whole and of one moment, while the office works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.desk import Desk, json_option, pass_desk
from console.cli.values import TARGET
from console.printing import print_json, progress, say
from mailer.errors import Refused
from mailer.settings import FILE, HEADS, KEYS

if TYPE_CHECKING:
    from console.bootstrap import Office


@click.command()
@click.argument("file", type=TARGET)
@json_option
@pass_desk
def command(desk: Desk, file: Path, as_json: bool) -> None:
    r"""Copy the records into FILE, as they are at this moment; sending and writing go on meanwhile.

    The copy is looked at before it takes its name: FILE is whole, or it is not there. Only its owner may read
    it. It ends at a head of the audit chain, which is told; keep that elsewhere. `mailer restore` puts it
    back. On PostgreSQL the server's own pg_dump makes backups, and this command says how.

    \b
    Example:
      $ mailer backup office-backup.db
    """
    from mailer.backup import take

    source = database_file(desk.office, lambda server: f"pg_dump --format=custom --file={file} {server}")
    with per_cent("copying", shown=not as_json) as tell:
        held = take(source, file, tell)
    if as_json:
        print_json({"file": str(file), "size": held.size, "head": str(held.head), "version": held.version})
        return
    say(f"Wrote {file} ({held.size:,} bytes), and found it whole. It ends at {held.head}")
    say(f"Not in it, to be kept too: {KEYS} (in a safe place), {FILE}, {HEADS}.")


def database_file(office: Office, instead: Callable[[str], str]) -> Path:
    """The file of the embedded database; Refused where a server keeps the records.

    `instead` is the command of the server's own, given the options that name the server.
    """
    from sqlalchemy import make_url

    if office.settings.database_file is not None:
        return office.settings.database_file
    address = make_url(office.settings.database_url)
    host = address.host or address.query.get("host") or "localhost"
    user = f" --username={address.username}" if address.username else ""
    options = f"--host={host} --port={address.port or 5432}{user} --dbname={address.database}"
    raise Refused(
        f"A PostgreSQL server keeps these records, with tools of its own:\n{instead(options)}\n"
        "After a restore run `mailer doctor`: it compares the records with the last noted head."
    )


@contextmanager
def per_cent(label: str, *, shown: bool = True) -> Iterator[Callable[[float], None]]:
    """A progress bar that is told which part is done, from 0 to 1."""
    with progress(100, label, shown=shown) as bar:
        reached = 0

        def tell(part: float) -> None:
            nonlocal reached
            bar.update(int(part * 100) - reached)
            reached = int(part * 100)

        yield tell
