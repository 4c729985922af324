"""Writes a folder of files, whole or not at all, where nothing is yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import uuid4

from mailer.errors import Place, Refused, Unreachable


def write_folder(folder: Path, files: Mapping[str, bytes], what: str = "letter") -> list[Path]:
    """Write the files into a folder that is not there or empty, and return them; on failure nothing stays.

    A new folder appears with all its files; in an empty one, which may be the one that somebody works in, the
    first of them comes last. Refused, with `what` it was to hold, when anything is there, be it a link;
    Unreachable when the disk does not take the files.
    """
    place = Place(file=str(folder))
    try:
        stands = _stands_empty(folder, what, place)
        part = (folder if stands else folder.parent) / f".{uuid4().hex[:12]}.part"
        try:
            _write(part, files)
            if stands:
                _move_in(part, folder, dict.fromkeys(Path(name).parts[0] for name in files))
            else:
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as reason:
        message = f"The {what} cannot be written: {reason.strerror or reason}."
        raise Unreachable(message, place=place) from None
    return [folder / name for name in files]


def _stands_empty(folder: Path, what: str, place: Place) -> bool:
    """Whether the folder is there already, with nothing in it; Refused where anything would be in the way."""
    if folder.is_symlink():
        raise Refused(f"That is a link to another place. Choose another folder for the {what}.", place=place)
    if folder.exists() and not folder.is_dir():
        raise Refused(f"There is a file of that name. Choose another folder for the {what}.", place=place)
    if not folder.exists():
        return False
    if any(folder.iterdir()):
        raise Refused(f"The folder is not empty. Choose another one for the {what}.", place=place)
    return True


def _write(part: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _move_in(part: Path, folder: Path, names: Iterable[str]) -> None:
    """Move what was written to its place, the first of the names last, or take all of it out again.

    That holds for whatever stops it, be it the person at the keyboard.
    """
    names = list(names)
    try:
        for name in reversed(names):
            (part / name).rename(folder / name)
    except BaseException:
        for name in names:
            if not (part / name).exists():
                (folder / name).rename(part / name)
        raise
