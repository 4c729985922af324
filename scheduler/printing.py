"""Printing a campaign: its letters as files in a folder, restartable, each group on the audit chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from letters.document.typesetting import Side, Typesetter, Unprintable
from mailer.audit import Actor, record
from mailer.database import Database
from mailer.errors import Refused, Unreachable
from recipients.files import whole_file
from recipients.spreadsheet import write_csv
from scheduler.posting import INDEX_COLUMNS, Posted, PostRun, Whom, begin_post, next_post
from scheduler.progress import OnProgress, Progress
from scheduler.rights import require_acting

CHUNK: Final = 50
"""Letters that are set between two entries of the audit chain: about a second's work."""


@dataclass
class Printed:
    """What came of a run: letters written now, letters that lay there already, and those that have none."""

    written: int = 0
    there_before: int = 0
    without: int = 0
    index: list[list[str]] = field(default_factory=list)


def print_letters(
    database: Database,
    now: datetime,
    by: Actor,
    name: str,
    folder: Path,
    whom: Whom,
    on_progress: OnProgress = lambda _: None,
    *,
    side: Side | None = None,
) -> Printed:
    """Write the letters of a released campaign into a folder, with an index of whose they are.

    With a `side` each bears the postal address that the directory has, where the window of an envelope is.
    Cut short, it is simply run again: a file that is there is whole, and is not made anew. Which letters were
    printed, with their hashes, goes onto the audit chain before the files get their names. Refused for a
    folder that holds something else, and as `begin_post` says.
    """
    require_acting(by, "print letters")
    index = folder / f"index-{name}.csv"
    with database.reading() as session:
        run = begin_post(session, name, whom, side)
    _open_folder(folder, index)
    printed = Printed()
    with Typesetter() as typesetter:
        for chunk in _chunks(database, run):
            _print_chunk(database, now, by, run, folder, typesetter, chunk, printed)
            on_progress(Progress(len(printed.index), run.total))
    _write_index(index, printed.index)
    return printed


def _open_folder(folder: Path, index: Path) -> None:
    """A folder of this campaign's own: new, empty, or begun by an earlier run, whose index lies in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not index.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty. Name a folder of its own for the letters of a campaign.")
        index.touch()
    except OSError as error:
        raise Unreachable(f"{folder} cannot be written to: {error.strerror}.") from None


def _chunks(database: Database, run: PostRun) -> Iterator[Sequence[Posted]]:
    after = 0
    while True:
        with database.reading() as session:
            chunk = next_post(session, run, after, CHUNK)
        if not chunk:
            return
        yield chunk
        after = chunk[-1].row_id


def _print_chunk(
    database: Database,
    now: datetime,
    by: Actor,
    run: PostRun,
    folder: Path,
    typesetter: Typesetter,
    chunk: Sequence[Posted],
    printed: Printed,
) -> None:
    made: list[tuple[Posted, bytes]] = []
    for one in chunk:
        remark = ""
        if not one.lines:
            printed.without += 1
        elif (folder / one.file).exists():
            printed.there_before += 1
        else:
            try:
                made.append((one, typesetter.typeset(one.lines, run.house(one))))
            except Unprintable as refused:
                remark, printed.without = refused.message, printed.without + 1
        printed.index.append(one.cells(remark=remark))
    if not made:
        return
    facts = {
        "rows": [one.row_id for one, _ in made],
        "sha256": [hashlib.sha256(content).hexdigest() for _, content in made],
    }
    with database.writing() as session:
        record(session, now, by, "campaign.print", f"campaign:{run.campaign_id}", facts)
    for one, content in made:
        with whole_file(folder / one.file) as part:
            part.write_bytes(content)
        printed.written += 1


def _write_index(index: Path, rows: Sequence[Sequence[str]]) -> None:
    with whole_file(index) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        write_csv(stream, INDEX_COLUMNS, rows)
