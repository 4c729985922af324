"""Takes in the files that go out with a letter: known kinds, harmless names, bounded sizes (A19)."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from letters.files import megabytes, read_bytes
from letters.findings import Finding, error

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": f"{_OPEN_DOCUMENT}text",
    ".ods": f"{_OPEN_DOCUMENT}spreadsheet",
    ".odp": f"{_OPEN_DOCUMENT}presentation",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".ics": "text/calendar",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_OPENINGS: Final[Mapping[str, bytes]] = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_OFFICE_FOLDERS: Final[Mapping[str, str]] = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_RUNNABLE: Final = re.compile(
    "app|bat|cmd|com|cpl|dll|docm|exe|hta|html?|jar|jse?|lnk|msi|pif|pptm|ps1|py|reg|scr|sh|svg|vb[es]|wsf|xlsm"
)
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s]+')
# Every scanner on the way refuses a message that holds this test signature; it is put together here so that
# none of them refuses this file.
_SCANNER_TEST: Final = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"


@dataclass(frozen=True)
class AnnexLimits:
    """How large annexes may be, in bytes: one file, and all that one recipient gets."""

    each: int = 10 * 2**20
    together: int = 20 * 2**20


ANNEX_LIMITS: Final = AnnexLimits()


@dataclass(frozen=True)
class AnnexFile:
    """A file that goes out with the letter; `path` is where the letter names it, `name` how it is sent."""

    path: str
    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes = field(repr=False)


def take_annex(folder: Path, path: str, limits: AnnexLimits) -> AnnexFile | Finding:
    """The annex at `path` in the letter's folder; or why it cannot go out."""
    name = path.rpartition("/")[2]
    refusal = _refuse_name(name)
    if refusal:
        return error("annex-name", f"{refusal} ({_HIDDEN.sub('�', path)})")
    content = read_bytes(folder, path, limits.each)
    if isinstance(content, Finding):
        return _about_annex(content, folder / path, limits)
    suffix = f".{name.rpartition('.')[2].lower()}"
    if not _true_to_name(suffix, content):
        return error(
            "annex-content", f"{path} is not what its ending {suffix} says. Save it anew as {suffix}."
        )
    if _SCANNER_TEST in content:
        return error(
            "annex-content", f"{path} holds the test signature of virus scanners; no server takes it."
        )
    digest = hashlib.sha256(content).hexdigest()
    return AnnexFile(path, clean_name(name), MEDIA_TYPES[suffix], len(content), digest, content)


def _about_annex(finding: Finding, path: Path, limits: AnnexLimits) -> Finding:
    """What is said of a file that is too large, said as it concerns an annex."""
    if finding.code != "too-large":
        return error(f"annex-{finding.code}", finding.message)
    size, most = megabytes(path.stat().st_size), megabytes(limits.each)
    message = f"The annex {path.name} is {size}; at most {most} may go out. Publish it and give the link."
    return error("annex-too-large", message)


def clean_name(name: str) -> str:
    """The name as it is sent: NFC, without blanks or signs that some system cannot keep, at most 100 long."""
    stem, _, ending = unicodedata.normalize("NFC", name).rpartition(".")
    return f"{_UNSAFE.sub('_', stem).strip('._ ')[: 99 - len(ending)]}.{ending.lower()}"


def _refuse_name(name: str) -> str | None:
    """Why a file of this name is not taken, as a sentence; None when it is."""
    endings = [ending.lower() for ending in name.split(".")[1:]]
    if _HIDDEN.search(name):
        return "The name of the annex holds invisible characters that hide its true ending. Rename the file."
    if not endings or f".{endings[-1]}" not in MEDIA_TYPES:
        known = " ".join(sorted(kind.lstrip(".") for kind in MEDIA_TYPES))
        return f"Files of this kind do not go out with a letter; these do: {known}."
    inner = next((ending for ending in endings[:-1] if _RUNNABLE.fullmatch(ending.strip())), None)
    if inner:
        return f"The annex has two endings, and .{inner} is one of a program. Rename the file."
    if clean_name(name).startswith("."):
        return "The annex has no name before its ending. Rename the file."
    return None


def _true_to_name(suffix: str, content: bytes) -> bool:
    """Whether the content begins as files with this ending do."""
    if suffix in _OPENINGS:
        return content.startswith(_OPENINGS[suffix])
    if suffix in _OFFICE_FOLDERS:
        names = _zip_names(content)
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return not macros and any(name.startswith(_OFFICE_FOLDERS[suffix]) for name in names)
    if MEDIA_TYPES[suffix].startswith(_OPEN_DOCUMENT):
        # The format puts a member called mimetype first, stored as it is, so that its text stands here.
        return content[30:].startswith(f"mimetype{MEDIA_TYPES[suffix]}".encode())
    if suffix == ".ics":
        return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"BEGIN:VCALENDAR")
    return b"\0" not in content and not content.startswith((b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _zip_names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []
