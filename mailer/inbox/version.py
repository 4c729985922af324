"""The version of the reader, so that each reading says by which rules it was made."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

import mailer.bounces

LENGTH: Final = 12


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Twelve hexadecimal digits that change with every rule: a digest of the reader's own files.

    Nobody has to remember to count it up when a wording is added.
    """
    folder = Path(mailer.bounces.__file__).parent
    taken = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        taken.update(f"{path.relative_to(folder)}\0".encode())
        taken.update(path.read_bytes())
    return taken.hexdigest()[:LENGTH]
