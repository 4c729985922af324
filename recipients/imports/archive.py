"""Workbooks as zip archives: unpacked within limits before any reader sees them, or refused (A18)."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNZIPPED

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC: Final = b"PK"
ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"

_SMALL: Final = 64 * 1024
_BLOCK: Final = 1024 * 1024
_LEFT_BEHIND: Final = (
    "xl/externallinks/",
    "xl/media/",
    "xl/drawings/",
    "thumbnails/",
    "pictures/",
    "object ",
)


@dataclass(frozen=True)
class Archive:
    """A workbook's parts, unpacked and checked."""

    kind: str
    """xlsx or ods."""
    parts: dict[str, bytes]
    external_links: int

    def repacked(self) -> io.BytesIO:
        """A new archive of the checked parts alone, so that the reader cannot meet anything else."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        target.seek(0)
        return target


def unpack(path: Path) -> Archive:
    """The parts of a workbook; FileFault if it is encrypted, a bomb, damaged or no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members)
            parts = _unpack_all(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileFault(
            FaultKind.UNREADABLE,
            "The workbook is damaged; open it in a spreadsheet program and save it again.",
        ) from error
    kind = _kind_of(parts)
    links = sum(name.lower().startswith("xl/externallinks/") and name.endswith(".xml") for name in parts)
    kept = {name: part for name, part in parts.items() if _is_wanted(name)}
    return Archive(kind, kept, links)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _unsafe(f"it holds {len(members)} parts, more than {MAX_MEMBERS}")
    if sum(member.file_size for member in members) > MAX_UNZIPPED:
        raise _unsafe(f"unpacked it is bigger than {MAX_UNZIPPED // 1024**2} MB")
    names = [member.filename for member in members]
    if len(set(map(str.lower, names))) < len(names):
        raise _unsafe("two of its parts have the same name")
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in member.orig_filename:
            raise _unsafe("a part of it has a name that leads out of the archive")
        if member.flag_bits & 0x1:
            raise FileFault(
                FaultKind.UNREADABLE, "The workbook is encrypted; save it without a password and try again."
            )
        if member.file_size > _SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise _unsafe(f"a part of it unpacks to more than {MAX_RATIO} times its size")


def _unsafe(why: str) -> FileFault:
    return FileFault(FaultKind.TOO_BIG, f"The workbook was not opened: {why}.")


def _unpack_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Every part in memory; what is really unpacked counts, not what the archive says about itself."""
    parts: dict[str, bytes] = {}
    total = 0
    for member in members:
        pieces = []
        with archive.open(member) as file:
            while piece := file.read(_BLOCK):
                total += len(piece)
                if total > MAX_UNZIPPED:
                    raise _unsafe(f"unpacked it is bigger than {MAX_UNZIPPED // 1024**2} MB")
                pieces.append(piece)
        parts[member.filename] = b"".join(pieces)
    return parts


def _kind_of(parts: dict[str, bytes]) -> str:
    lowered = {name.lower() for name in parts}
    if "xl/vbaproject.bin" in lowered or b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise FileFault(
            FaultKind.UNREADABLE,
            "The workbook holds macros (.xlsm); save it as .xlsx, which has none, and try again.",
        )
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and parts.get("mimetype", b"").strip() == ODS_TYPE:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise FileFault(
                FaultKind.UNREADABLE, "The workbook is encrypted; save it without a password and try again."
            )
        return "ods"
    raise FileFault(
        FaultKind.UNREADABLE, "The file is an archive but no .xlsx or .ods workbook; save it as one of these."
    )


def _is_wanted(name: str) -> bool:
    lowered = name.lower()
    if lowered.startswith(_LEFT_BEHIND):
        return False
    return lowered == "mimetype" or lowered.endswith((".xml", ".rels"))
