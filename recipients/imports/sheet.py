"""A table read from a file: its header, its rows as text, and what a clerk should know about the reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FileFacts:
    """What a file turned out to be."""

    name: str
    size: int
    sha256: str
    format: str
    """csv, xlsx or ods."""
    encoding: str = ""
    separator: str = ""
    """`comma`, `semicolon`, `tab` or `bar`; empty for workbooks."""
    sheet: str = ""
    notes: tuple[str, ...] = ()
    """Sentences: what was left out, assumed, or computed."""


@dataclass(frozen=True)
class Sheet:
    """One table. `rows` may be called again to read it from the start."""

    facts: FileFacts
    header: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    """Each row's number as the spreadsheet counts (the header is row 1) and its cells; raises FileFault."""
    most_rows: int
    """An upper bound of the number of rows below the header."""
    cell_faults: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """By row: columns from 0 whose cell has no usable value, each with a sentence."""


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
