"""What listing commands of the audit share: pages, periods, and files that a list is written into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from console.cli.desk import Desk, actor_option, json_option
from console.cli.paging import after_option, limit_option
from console.cli.values import TARGET
from console.printing import say
from mailer.errors import Refused

if TYPE_CHECKING:
    from mailer.database import OfficeSession
    from scheduler.export import ListFormat

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Part:
    """Which part of a list is wanted, in which form, and in whose name it is written into a file."""

    actor: str | None
    after: int
    limit: int
    target: Path | None
    """The file for the whole list; None for a page on the screen."""
    as_json: bool


def listing(command: F) -> F:
    """The options that all lists share, given to the command as its `part`.

    They are `--limit`, `--after`, `--export` (`-o`), `--json`, `--actor`.
    """

    @wraps(command)
    def with_part(
        *given: Any,
        actor: str | None,
        after: int,
        limit: int,
        target: Path | None,
        as_json: bool,
        **more: Any,
    ) -> Any:
        return command(*given, part=Part(actor, after, limit, target, as_json), **more)

    told = click.option(
        "-o",
        "--export",
        "target",
        type=TARGET,
        help="All of it into a .csv or .xlsx, beside an entry in the record.",
    )(with_part)
    return cast("F", limit_option(most=10_000)(after_option()(actor_option(json_option(told)))))


def export_list(
    desk: Desk,
    actor: str | None,
    target: Path,
    what: str,
    one: str,
    several: str,
    write: Callable[[OfficeSession, ListFormat], int],
) -> None:
    """Write a whole list into a file, and an audit entry beside that; Refused for a file of another kind."""
    from scheduler.export import ListFormat, note_export

    by, form = desk.actor(actor), target.suffix.lstrip(".").lower()
    if form not in tuple(ListFormat):
        raise Refused(f"{target.name} should end in .csv or .xlsx.")
    with desk.database.reading() as session:
        count = write(session, ListFormat(form))
    with desk.database.writing() as session:
        note_export(session, desk.now, by, what, count)
    counted = f"{count:,} {one if count == 1 else several}"
    say(f"wrote {target}: {counted}, their total, and the head of the audit chain")
