"""Writes a letter's folder, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from mailer.errors import Place, Refused, Unreachable


def write_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files into a folder that is not there yet, and return them; nothing stays behind on failure.

    Refused when something of that name is there; Unreachable when the disk does not take the files.
    """
    place = Place(file=str(folder))
    if folder.exists() or folder.is_symlink():
        message = "There is something of that name already. Choose another folder for the letter."
        raise Refused(message, place=place)
    part = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.part")
    try:
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        part.rename(folder)
    except OSError as reason:
        message = f"The letter cannot be written: {reason.strerror or reason}."
        raise Unreachable(message, place=place) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return [folder / name for name in files]
