"""CSV files: encoding and separator are found out, rows are read one by one, whatever the file's size."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Final

from recipients.imports.encoding import TextFile, examine
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_COLUMNS
from recipients.imports.sheet import FileFacts, Sheet
from recipients.spreadsheet import rearm

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_SAMPLE: Final = 64 * 1024
_SAMPLE_ROWS: Final = 30
_ANNOUNCED: Final = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)


def open_csv(path: Path) -> Sheet:
    """The table in a CSV file; FileFault if it cannot be read as one."""
    text = examine(path)
    separator, skipped = _separator_of(path, text)

    def rows() -> Iterator[tuple[int, list[str]]]:
        yield from _rows(path, text.encoding, separator, skipped)

    first = next(iter(rows()), None)
    header = [rearm(cell) for cell in first[1]] if first else []
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise FileFault(
            FaultKind.TOO_BIG, f"The file has {len(header)} columns; at most {MAX_COLUMNS} are read."
        )
    facts = FileFacts(
        name=path.name,
        size=text.size,
        sha256=text.sha256,
        format="csv",
        encoding=text.encoding,
        separator=SEPARATORS[separator],
        notes=(text.note,) if text.note else (),
    )
    return Sheet(facts, tuple(header), lambda: islice(rows(), 1, None), most_rows=text.line_ends - 1)


def _rows(path: Path, encoding: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        with _opened(path, encoding) as file:
            for _ in range(skipped):
                file.readline()
            for number, row in enumerate(csv.reader(file, delimiter=separator, strict=True), start=1):
                yield number, row
    except csv.Error as error:
        raise FileFault(FaultKind.UNREADABLE, _plainly(error), row=number + 1) from error
    except UnicodeError as error:
        message = f"The file is damaged: its text breaks off or is not {encoding.upper()}."
        raise FileFault(FaultKind.UNREADABLE, message, row=number + 1) from error


def _opened(path: Path, encoding: str) -> IO[str]:
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _plainly(error: csv.Error) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        return "A quotation mark is opened in this row and never closed, or a cell is far too long."
    if "expected after" in str(error):
        return (
            "Text follows a closing quotation mark; inside a quoted cell a quotation mark is written twice."
        )
    return f"The row cannot be read ({error})."


def _separator_of(path: Path, text: TextFile) -> tuple[str, int]:
    """The separator, and how many lines before the header announce it (`sep=;`)."""
    try:
        with _opened(path, text.encoding) as file:
            lines = list(islice(io.StringIO(file.read(_SAMPLE), newline=""), _SAMPLE_ROWS))
    except UnicodeError as error:
        message = f"The file is damaged: it is not {text.encoding.upper()} as its beginning says."
        raise FileFault(FaultKind.UNREADABLE, message) from error
    announced = _ANNOUNCED.match(lines[0]) if lines else None
    if announced and announced[1] in SEPARATORS:
        return announced[1], 1
    return max(SEPARATORS, key=lambda separator: _fitness(lines, separator)), 0


def _fitness(lines: list[str], separator: str) -> tuple[float, int]:
    """How well a separator cuts the first lines into rows of one width; (0, 1) where it cuts nothing."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if any(row)]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 1
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
