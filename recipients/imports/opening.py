"""Opening a file that is to be imported: its first octets say what it is, not its name."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import Final

from mailer.errors import Unreachable, why_unread
from recipients.imports.archive import OLE_MAGIC, ZIP_MAGIC
from recipients.imports.csv_file import open_csv
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_BYTES
from recipients.imports.sheet import Sheet
from recipients.imports.workbook import open_workbook

SAMPLE: Final = 4096
"""Octets at the start of a file by which it is told apart."""
CONTROLS: Final = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Octets that no text holds; NUL stands in UTF-16, and ESC in some old encodings."""
FEW: Final = 50
"""Of so many octets at most one is a stray control character; else the file is no text."""
NO_TABLE: Final = "This is no table; save the directory as CSV, XLSX or ODS."


def open_sheet(path: Path) -> Sheet:
    """The table in a CSV, XLSX or ODS file; FileFault with a sentence for anything else.

    Unreachable for a file that is not there, or cannot be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would keep us waiting, and is gone once it is read
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "not an ordinary file"
            raise Unreachable(f"{path} cannot be read: it is {what}; a file is expected.")
        size = found.st_size
        with path.open("rb") as file:
            start = file.read(SAMPLE)
    except OSError as error:
        raise Unreachable(f"{path} cannot be read: {why_unread(error)}.") from error
    if size > MAX_BYTES:
        megabytes = size // 1024**2
        raise FileFault(
            FaultKind.TOO_BIG, f"The file has {megabytes} MB; at most {MAX_BYTES // 1024**2} MB are read."
        )
    if not size:
        raise FileFault(FaultKind.NO_ROWS, "The file is empty.")
    if start.startswith(OLE_MAGIC):
        raise FileFault(FaultKind.UNREADABLE, _about_old_workbook(path))
    if start.startswith(ZIP_MAGIC):
        return open_workbook(path)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise FileFault(FaultKind.UNREADABLE, NO_TABLE)
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and len(CONTROLS.findall(start)) * FEW > len(start):
        called = path.suffix.lower() in (".xlsx", ".ods")
        damaged = f"The file is called {path.suffix} and is no workbook: it is damaged. Save it anew."
        raise FileFault(FaultKind.UNREADABLE, damaged if called else NO_TABLE)
    return open_csv(path)


def _about_old_workbook(path: Path) -> str:
    if path.suffix.lower() in (".xlsx", ".ods", ".xlsm"):
        return "The workbook is encrypted; save it without a password and try again."
    return "The workbook is of the old kind (.xls) or encrypted; save it as .xlsx without a password."
