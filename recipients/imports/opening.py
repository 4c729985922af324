"""Opening a file that is to be imported: its first octets say what it is, not its name."""

from __future__ import annotations

import stat
from pathlib import Path

from recipients.imports.archive import OLE_MAGIC, ZIP_MAGIC
from recipients.imports.csv_file import open_csv
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_BYTES
from recipients.imports.sheet import Sheet
from recipients.imports.workbook import open_workbook


def open_sheet(path: Path) -> Sheet:
    """The table in a CSV, XLSX or ODS file; FileFault with a sentence for anything else."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would keep us waiting, and is gone once it is read
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "not an ordinary file"
            raise FileFault(FaultKind.UNREADABLE, f"{path} is {what}; a file is expected.")
        size = found.st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise FileFault(FaultKind.UNREADABLE, f"{path} cannot be read: {error.strerror}.") from error
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
        raise FileFault(FaultKind.UNREADABLE, "This is no table; save the directory as CSV, XLSX or ODS.")
    return open_csv(path)


def _about_old_workbook(path: Path) -> str:
    if path.suffix.lower() in (".xlsx", ".ods", ".xlsm"):
        return "The workbook is encrypted; save it without a password and try again."
    return "The workbook is of the old kind (.xls) or encrypted; save it as .xlsx without a password."
