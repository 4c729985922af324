"""Files that lists and letters are written into: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.errors import Misused, Unreachable
from mailer.own_files import refuse_database, refuse_own


@contextmanager
def whole_file(target: Path, *, but_not: Path | None = None) -> Iterator[Path]:
    """A place to write to; the file takes the target's name when it is complete, and is gone on failure.

    A link is followed to its file. A device, a pipe or a terminal is written to as it is, and never replaced.
    Misused if the target is the file that is being read, a database, or one of an office's own files
    (`mailer.own_files`); Unreachable if the disk does not take it.
    """
    if but_not is not None and target.exists() and target.samefile(but_not):
        raise Misused(f"{target} is the file that is being read. Name another one to write to.")
    place = Path(os.path.realpath(target))
    stands_alone = place.exists() and not place.is_file()
    part = place if stands_alone else place.with_name(f".{place.name}.part")
    if not stands_alone:
        refuse_own(target, place.parent)
        refuse_database(target)
    try:
        yield part
        if not stands_alone:
            part.replace(place)
    except OSError as error:
        raise Unreachable(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        if not stands_alone:
            _remove(part)


def write_whole(target: Path, content: bytes) -> None:
    """Write these bytes into a file, as `whole_file` does; Misused and Unreachable as there."""
    with whole_file(target) as part:
        part.write_bytes(content)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # its name is too long, or its folder is none: it was never there
        return
