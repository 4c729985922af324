"""The files an office lives in, which no list, letter or backup is ever written over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mailer.errors import MailerError, Misused
from mailer.settings import FILE, HEADS, KEYS, read_settings

SIDES: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is open."""

REGIONS: Final = "regions.toml"
"""Where an office keeps its own regions."""
_USUAL: Final = "office.db"
"""Where the records lie if the settings do not tell."""
_MAGIC: Final = b"SQLite format 3\0"


def refuse_own(target: Path, folder: Path) -> None:
    """Misused if writing to `target` would destroy the settings, keys, heads or records of an office.

    That is the office in `folder`, if there is one, and any in the folder of the target itself, links
    followed. Nothing is read but settings.
    """
    place = Path(os.path.realpath(target))
    for each in (folder, place.parent):
        what = _own_of(each).get(place)
        if what is not None:
            raise Misused(f"{target} is where the office keeps its {what}. Name another file to write to.")


def refuse_database(target: Path) -> None:
    """Misused if `target` is a database, or what lies beside one, whosever it is: no list belongs there."""
    place = Path(os.path.realpath(target))
    names = [place.name, *(place.name.removesuffix(side) for side in SIDES if place.name.endswith(side))]
    if any(_is_database(place.with_name(name)) for name in names):
        raise Misused(f"{target} is a database, or belongs to one. Name another file to write to.")


def _own_of(folder: Path) -> dict[Path, str]:
    """The office's files, links followed, each with what it holds; none where there is no office."""
    if not any((folder / name).exists() for name in (FILE, HEADS)):
        return {}
    named = [(folder / FILE, "settings"), (folder / KEYS, "keys"), (folder / HEADS, "noted heads")]
    named.append((folder / REGIONS, "regions"))
    records: Path | None = folder / _USUAL
    try:
        settings = read_settings(folder)
    except MailerError:
        pass  # they are lost or broken; all the more is kept what can be
    else:
        records = settings.database_file
        files = (settings.relay.password_file, settings.relay.ca_file, settings.office.emblem)
        named += [(folder / file, "password, certificate or emblem") for file in files if file]
    if records is not None:
        named += [(records.with_name(records.name + side), "records") for side in ("", *SIDES)]
        resolved = Path(os.path.realpath(records))
        named += [(resolved.with_name(resolved.name + side), "records") for side in SIDES]
    return {Path(os.path.realpath(path)): what for path, what in named}


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False  # it is not there, or cannot be read: then it is not written over either
