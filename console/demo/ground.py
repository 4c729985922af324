"""The folder the demo stands in: what lies there, and clearing it where all of that is the demo's own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mailer.errors import Refused
from mailer.settings import FILE, HEADS, KEYS

MARK: Final = "made-by-mailer-demo"
MARK_TEXT: Final = "The demo made this folder, and may make it anew.\n"
LETTER: Final = "coastal-report"
WORLD: Final = "outside-world"
SAMPLES: Final = "letters-to-look-at"
RETURNS: Final = "what-came-back"
CHASING: Final = "chasing"
MORE_TIME: Final = "more-time"
_DATABASE: Final = "office.db"
_OWN_FOLDERS: Final = frozenset({LETTER, WORLD, SAMPLES, RETURNS, CHASING, MORE_TIME})
_OWN_FILES: Final = frozenset(
    {FILE, f"{FILE}.new", KEYS, HEADS, *(f"{_DATABASE}{end}" for end in ("", "-wal", "-shm", "-journal"))}
)


@dataclass(frozen=True)
class EarlierDemo:
    """What an earlier demo left in a folder: so many files, of so many octets together."""

    files: int
    size: int

    def __str__(self) -> str:
        """As it is asked about: `391 files, 14.2 MB`."""
        counted = "1 file" if self.files == 1 else f"{self.files:,} files"
        return f"{counted}, {self.size / 1_000_000:.1f} MB"


def earlier_demo(folder: Path) -> EarlierDemo | None:
    """What an earlier demo left in the folder; None if it is not there, or empty.

    Refused, with the first thing found, if anything in it is not of the demo's own making, or if the folder
    is only a link to another one: then it is nobody's to clear.
    """
    _refuse_link(folder)
    if not folder.exists() or not any(folder.iterdir()):
        return None
    strangers = sorted(path.name for path in _strangers(folder))
    if strangers:
        raise Refused(
            f"{folder} holds “{strangers[0]}”, which the demo did not make, so it is left as it is."
            " Name another folder:  mailer demo FOLDER"
        )
    sizes = [path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()]
    return EarlierDemo(len(sizes), sum(sizes))


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """The folder, made where it is missing, with every other demo kept out until the end.

    The lock is the folder's own: it leaves no file behind, and ends with the process that holds it. Refused
    while another demo is at work there, and for a link.
    """
    _refuse_link(folder)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"Another demo is at work in {folder}. Wait for its end, or name another folder: "
                " mailer demo FOLDER"
            ) from None
        yield
    finally:
        os.close(descriptor)


def clear(folder: Path) -> None:
    """Remove what the demo made, the mark last; Refused as in `earlier_demo`, before anything is removed."""
    if earlier_demo(folder) is None:
        return
    for name in sorted(_OWN_FOLDERS):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    for name in sorted(_OWN_FILES):
        (folder / name).unlink(missing_ok=True)
    (folder / MARK).unlink()


def _refuse_link(folder: Path) -> None:
    if folder.is_symlink():
        raise Refused(f"{folder} is a link to another folder. Name a folder of its own for the demo.")


def prepare(folder: Path) -> None:
    """Make the folder, with the mark by which the next demo knows its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(MARK_TEXT, encoding="utf-8")


def _strangers(folder: Path) -> Iterator[Path]:
    """What the demo did not put into the folder; everything, where the mark is not the demo's."""
    mark = folder / MARK
    marked = mark.is_file() and not mark.is_symlink() and mark.read_bytes() == MARK_TEXT.encode("utf-8")
    for path in folder.iterdir():
        known = path.name in (_OWN_FOLDERS if path.is_dir() else _OWN_FILES | {MARK})
        if not (marked and known) or path.is_symlink():
            yield path
