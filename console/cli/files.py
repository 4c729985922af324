"""Files that commands write: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.errors import Misused, Unreachable


@contextmanager
def whole_file(target: Path, *, but_not: Path | None = None) -> Iterator[Path]:
    """A place to write to; the file takes the target's name when it is complete, and is gone on failure.

    Misused if the target is the file that is being read; Unreachable if the disk does not take it.
    """
    if but_not is not None and target.exists() and target.samefile(but_not):
        raise Misused(f"{target} is the file that is being read. Name another one to write to.")
    if target.exists() and not target.is_file():  # a terminal, a pipe
        yield target
        return
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise Unreachable(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
