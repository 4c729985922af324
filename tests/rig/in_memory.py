"""Where tests keep their files: in memory where the machine has room for them, as a disk is waited for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")
ROOMY: Final = 6 * 1024**3
"""Octets that must be free there."""


def folder_in_memory() -> Path | None:
    """A folder in memory with room, in which programs may be run; None where the machine has none."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOMY else None
