"""A private file in which rows wait, so that a big import fits into little memory."""

from __future__ import annotations

import contextlib
import marshal
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from mailer.errors import Unreachable

CHUNK: Final = 1_000
"""Rows that are read, matched and stored together."""


@contextlib.contextmanager
def _room_for_it() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreachable(
            f"The rows cannot be kept in {tempfile.gettempdir()} meanwhile, as the disk refuses it:"
            f" {error.strerror}. Make room there, or name another folder with TMPDIR. Nothing was stored."
        ) from None


def _close(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what the disk did not take before, it does not take now
        file.close()


class Spool:
    """Chunks of tuples of plain values, written once and read as often as wanted.

    The file has no name that others could open, and is gone with this object.
    """

    def __init__(self) -> None:
        with _room_for_it():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the object
        self._close = weakref.finalize(self, _close, self._file)
        self.rows = 0

    def write(self, chunk: Sequence[tuple[Any, ...]]) -> None:
        """Add a chunk at the end; Unreachable if the disk does not take it."""
        octets = marshal.dumps([tuple(row) for row in chunk])
        with _room_for_it():
            self._file.write(len(octets).to_bytes(8, "big"))
            self._file.write(octets)
            self._file.flush()
        self.rows += len(chunk)

    def chunks(self) -> Iterator[list[tuple[Any, ...]]]:
        """Every chunk in the order in which it was written."""
        position = 0
        while True:
            self._file.seek(position)
            length = int.from_bytes(self._file.read(8), "big")
            if not length:
                return
            position += 8 + length
            yield marshal.loads(self._file.read(length))  # noqa: S302 - written by this process alone

    def close(self) -> None:
        """Let go of the file."""
        self._close()
