"""A disk that is really full or really read-only, and what comes closest where nothing may be mounted."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

SIZE = 16 * 2**20
SHARED = 2**15
"""What SQLite maps into memory beside its log; with less, it could not even read."""


class SmallDisk(Protocol):
    """A folder on a disk that can be filled up, and freed again."""

    folder: Path

    def fill_up(self, left: int = 0) -> None:
        """Leave so many bytes, and not one more."""

    def free(self) -> None:
        """Let there be space again."""


@dataclass
class MountedDisk:
    """A file system of its own, in memory: what it refuses is ENOSPC."""

    folder: Path

    def fill_up(self, left: int = 0) -> None:
        """With a file that takes all but so many bytes, in whole pages, whoever writes meanwhile."""
        while not self._filled(left):
            pass

    def _filled(self, left: int) -> bool:
        self.free()
        disk = os.statvfs(self.folder)
        size = disk.f_bavail * disk.f_frsize - left
        with (self.folder / "filler").open("wb") as filler:
            try:
                os.posix_fallocate(filler.fileno(), 0, size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                return False  # somebody was quicker
        return True

    def free(self) -> None:
        """Take the file away."""
        (self.folder / "filler").unlink(missing_ok=True)


@dataclass
class FileLimit:
    """A limit on the size of every file that this process writes: what it refuses is EFBIG."""

    folder: Path

    def fill_up(self, left: int = 0) -> None:
        """No file may outgrow SQLite's log, or what a new one begins with, by more than so many bytes."""
        logs = [path.stat().st_size for path in self.folder.glob("*-wal")]
        self._limit((max(logs, default=0) or SHARED) + left)

    def free(self) -> None:
        """As large as the system lets them."""
        self._limit(resource.getrlimit(resource.RLIMIT_FSIZE)[1])

    def _limit(self, size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def mount(folder: Path, *options: str) -> bool:
    """A file system in memory on a folder; False where one may not mount."""
    told = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    try:
        return subprocess.run(told, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _may_mount() -> bool:
    """Whether this process may mount, by trying."""
    with TemporaryDirectory(prefix="small-disk-") as folder:
        if not mount(Path(folder), "size=64k"):
            return False
        subprocess.run(["umount", "--lazy", folder], check=True)
        return True


FULL_DISK: Final = "a full disk"
KINDS: Final = (
    (FULL_DISK, "a limit on files")
    if os.environ.get("CI") == "true" or _may_mount()
    else ("a limit on files, as nothing may be mounted here",)
)
"""What to try F31 on. Under CI a real disk is tried in any case, and fails where none can be mounted."""


@contextmanager
def small_disk(folder: Path, kind: str) -> Iterator[SmallDisk]:
    """A disk of 16 MiB on an empty folder, or a limit on files: one of KINDS."""
    if kind == FULL_DISK:
        assert mount(folder, f"size={SIZE}"), "a real disk was to be filled, and none can be mounted here"
        try:
            yield MountedDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    limit = FileLimit(folder)
    try:
        yield limit
    finally:
        limit.free()


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """For a while the permission bits of files hold for this thread, and those it starts, root or not."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(0x20080522, 0), (_Sets * 2)()
    assert libc.capget(ctypes.byref(header), sets) == 0
    before = sets[0].effective
    sets[0].effective &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capabilities(7))
    assert libc.capset(ctypes.byref(header), sets) == 0
    try:
        yield
    finally:
        sets[0].effective = before
        assert libc.capset(ctypes.byref(header), sets) == 0
