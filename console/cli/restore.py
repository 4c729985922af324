"""`mailer restore`: put a backup of the records back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.backup import database_file, per_cent
from console.cli.desk import Desk, confirm, pass_desk, yes_option
from console.cli.values import FILE
from console.printing import counted, say
from mailer.errors import Misused, Refused, Unreachable

if TYPE_CHECKING:
    from mailer.backup import Backup
    from mailer.heads import Noted


@click.command()
@click.argument("file", type=FILE)
@yes_option
@pass_desk
def command(desk: Desk, file: Path, yes: bool) -> None:
    r"""Put the backup in FILE in the place of the records; those that are here are kept beside it.

    End `mailer serve` and every worker first. What was done after the backup is lost: unless audit-heads.log
    shows that nothing was, the office stays shut until `mailer audit reconcile`. Copy `office.toml`, `keys`
    and the newest audit-heads.log you have into the folder before.

    \b
    Example:
      $ mailer backup office-backup.db
      $ mailer restore office-backup.db --yes
    """
    from mailer.backup import examine, put_back
    from mailer.heads import RESTORED, append_head, noted_in

    target = database_file(desk.office, lambda server: f"pg_restore --clean --if-exists {server} {file}")
    if not file.exists():
        raise Unreachable(f"{file} cannot be read: there is no such file.")
    if target.exists() and target.samefile(file):
        raise Misused(f"{file} is the database itself. Name the backup.")
    held = examine(file)
    _refuse_newer(held)
    heads = desk.office.database.heads
    noted = noted_in(heads)
    aside = target.with_name(f"{target.name}.before-{desk.now:%Y%m%d-%H%M%S}")
    say(f"{file} is whole and ends at entry {held.head.number:,}. {_told(held, noted)}")
    confirm(f"Put it in the place of {target}, which is kept as {aside.name}?", yes=yes)
    with per_cent("putting back") as tell:
        put_back(file, target, aside, tell)
    behind = noted is None or noted.head != held.head
    if behind and heads is not None:
        append_head(heads, held.head, RESTORED)
    say(f"Put back. What was here is {aside.name}.")
    say(
        "Next:  mailer audit reconcile --reason ...   and nothing is sent before"
        if behind
        else "Nothing is missing."
    )


def _refuse_newer(held: Backup) -> None:
    """Refused for tables that this program is too old for."""
    from console.migrations import NEWER, knows

    if not knows(held.version):
        raise Refused(NEWER.format(held.version))


def _told(held: Backup, noted: Noted | None) -> str:
    if noted is None:
        return "There is no audit-heads.log here that could tell what was done after it."
    missing = noted.head.number - held.head.number
    if missing > 0:
        lost = counted(missing, "entry", "entries")
        return f"{noted.file} knows entry {noted.head.number:,}: {lost} would be lost."
    return f"{noted.file} knows entry {noted.head.number:,}."
