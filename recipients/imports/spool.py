"""A private file in which rows wait, so that a big import fits into little memory."""

from __future__ import annotations

import marshal
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from typing import Any, Final

CHUNK: Final = 1_000
"""Rows that are read, matched and stored together."""


class Spool:
    """Chunks of tuples of plain values, written once and read as often as wanted.

    The file has no name that others could open, and is gone with this object.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the object
        self._close = weakref.finalize(self, self._file.close)
        self.rows = 0

    def write(self, chunk: Sequence[tuple[Any, ...]]) -> None:
        """Add a chunk at the end."""
        octets = marshal.dumps([tuple(row) for row in chunk])
        self._file.write(len(octets).to_bytes(8, "big"))
        self._file.write(octets)
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
