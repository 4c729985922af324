"""A copy of the embedded database, whole and of one moment, taken while the office works; and put back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mailer.errors import Misused, Refused, Unreachable
from mailer.heads import Head
from mailer.own_files import SIDES, refuse_own
from mailer.troubles import sentence_for

PAGES: Final = 1_024
"""Pages of 4 KiB that are copied between two reports."""
BUSY_SECONDS: Final = 5.0

READ_ONLY: Final = "?mode=ro&immutable=1"
BEYOND_USE: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CANTOPEN")
"""What SQLite says of a file that is damaged or not there, and can only be replaced."""

OnProgress = Callable[[float], None]
"""Told which part, from 0 to 1, is done."""


@dataclass(frozen=True)
class Backup:
    """What a copy holds."""

    head: Head
    """The last entry of its audit chain."""
    size: int
    """In octets."""
    version: str
    """The version of its tables."""


def take(source: Path, target: Path, on_progress: OnProgress = lambda _: None) -> Backup:
    """Copy a database as it is at this moment into a file, which takes its name when it was found whole.

    Others go on reading and writing. The file may be read by its owner only, and is on the disk when this
    returns; cut short, there is none, and one that was there before stays (F16). A link is followed to its
    file. Misused for a device, a pipe, and a file of an office's own (`own_files`), Unreachable if the disk
    does not take it, Refused if what was copied is damaged.
    """
    if target.exists() and not target.is_file():
        raise Misused(f"{target} is not an ordinary file. Name one to write the backup into.")
    _refuse_itself(source, target)
    refuse_own(target, source.parent)
    target = Path(os.path.realpath(target))
    part = target.with_name(f".{target.name}.part")
    with _speaking_of(target):
        try:
            with _open(source) as reading:
                _copy_anew(reading, part, on_progress)
            held = examine(part)
            part.replace(target)
            _sync(target)
        finally:
            part.unlink(missing_ok=True)
    return held


def _refuse_itself(source: Path, target: Path) -> None:
    """Misused for the database that is copied, and for what lies beside it."""
    place, records = Path(os.path.realpath(target)), Path(os.path.realpath(source))
    beside = {base.with_name(base.name + side) for base in (source.absolute(), records) for side in SIDES}
    if place == records or place in beside or (target.exists() and target.samefile(source)):
        raise Misused(f"{target} is the database itself. Name another file to write to.")


def examine(path: Path) -> Backup:
    """What a copy holds; Refused if it is damaged, cut short, or no database of this program."""
    try:
        with _open(path, READ_ONLY) as copy:
            fault = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            number, value = copy.execute("SELECT number, hash FROM audit_head").fetchone()
            entry = copy.execute("SELECT max(number) FROM audit_entry").fetchone()[0] or 0
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError):
        raise Refused(f"{path} is no backup of an office, or a damaged one.") from None
    if fault != "ok" or entry != number:
        raise Refused(f"{path} is damaged: {fault if fault != 'ok' else 'its audit chain has no end'}.")
    return Backup(Head(number, value), path.stat().st_size, version)


def put_back(backup: Path, target: Path, aside: Path, on_progress: OnProgress = lambda _: None) -> Backup:
    """Put a copy in the place of a database, which is kept `aside`; what the copy holds.

    Refused while anybody has the database open, and for a copy that `examine` refuses; then nothing was
    changed. Cut short, the database is as it was before or wholly the copy. Unreachable if the disk does not
    take it.
    """
    held = examine(backup)
    with _speaking_of(target), _open(backup, READ_ONLY) as reading:
        try:
            with _alone(target) as present:
                _copy_anew(present, aside)
                _copy(reading, present, on_progress)
        except sqlite3.DatabaseError as error:
            if not getattr(error, "sqlite_errorname", "").startswith(BEYOND_USE):
                raise
            part = target.with_name(f".{target.name}.part")
            _copy_anew(reading, part, on_progress)
            _move_aside(target, aside)
            part.replace(target)
    return held


def _copy_anew(reading: sqlite3.Connection, target: Path, on_progress: OnProgress = lambda _: None) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _open(target) as writing:
        writing.execute("PRAGMA journal_mode=OFF")
        writing.execute("PRAGMA synchronous=OFF")
        _copy(reading, writing, on_progress)
        writing.execute("PRAGMA journal_mode=DELETE")  # one file, and none beside it
    _sync(target)


def _copy(reading: sqlite3.Connection, writing: sqlite3.Connection, on_progress: OnProgress) -> None:
    # A transaction that has begun keeps the moment: without it every write of others starts the copy anew.
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def tell(_status: int, remaining: int, total: int) -> None:
        on_progress(1 - remaining / max(1, total))

    reading.backup(writing, pages=PAGES, progress=tell)
    reading.execute("ROLLBACK")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, with everybody else locked out until the end; Refused if somebody is in."""
    with _open(path) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # SQLite does this for the only one there is
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # in this mode the lock stays
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            sentence = f"{path} is in use: end `mailer serve` and every worker of this office first."
            raise Refused(sentence) from None
        yield connection


@contextlib.contextmanager
def _open(path: Path, options: str = "?mode=rw") -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}{options}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    with contextlib.closing(connection):
        yield connection


def _move_aside(path: Path, aside: Path) -> None:
    """Keep a damaged database, and what lies beside it, under another name."""
    for suffix in ("", *SIDES):
        present = path.with_name(path.name + suffix)
        if present.exists():
            present.replace(aside.with_name(aside.name + suffix))


def _sync(path: Path) -> None:
    for place in (path, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _speaking_of(path: Path) -> Iterator[None]:
    """Turn what a disk or a damaged file makes impossible into Unreachable."""
    try:
        yield
    except sqlite3.Error as error:
        raise Unreachable(f"{path} cannot be written: {sentence_for(error)}. Nothing was changed.") from error
    except OSError as error:
        raise Unreachable(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None
