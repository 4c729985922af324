"""Reads the files of a letter's folder: nothing outside it, nothing huge, and text only as UTF-8."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from letters.findings import Finding, error
from mailer.direction import stray_mark

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def megabytes(size: int) -> str:
    """`30.0 MB`; below a tenth of one `12 KB`. One MB is 1024 × 1024 bytes."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 / 10 else f"{max(1, size // 1024)} KB"


def read_bytes(folder: Path, name: str, limit: int) -> bytes | Finding:
    """The file `name` inside `folder`, at most `limit` bytes of it; the finding says why not.

    Refused: what lies outside the folder (by `..` or by a symbolic link), a folder, a device, what is larger.
    """
    path = folder / name
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve()):
            return error(
                "outside", f"{name} leads out of the letter's folder. Put the file itself there.", name
            )
        kind = real.stat()
    except FileNotFoundError:
        return error("missing-file", f"There is no file {name} in the letter's folder.", name)
    except (OSError, RuntimeError, ValueError) as refusal:
        return _unreadable(name, refusal)
    if not stat.S_ISREG(kind.st_mode):
        what = "a folder" if stat.S_ISDIR(kind.st_mode) else "not an ordinary file"
        return error("not-a-file", f"{name} is {what}; a file is expected.", name)
    if kind.st_size > limit:
        return _too_large(name, kind.st_size, limit)
    return _read(real, name, limit)


def _read(real: Path, name: str, limit: int) -> bytes | Finding:
    try:
        with real.open("rb") as opened:
            content = opened.read(limit + 1)
    except OSError as refusal:
        return _unreadable(name, refusal)
    return content if len(content) <= limit else _too_large(name, len(content), limit)


def _unreadable(name: str, refusal: Exception) -> Finding:
    reason = os.strerror(refusal.errno) if isinstance(refusal, OSError) and refusal.errno else str(refusal)
    return error("unreadable", f"{name} cannot be read: {reason}.", name)


def _too_large(name: str, size: int, limit: int) -> Finding:
    return error("too-large", f"{name} is {megabytes(size)}; at most {megabytes(limit)} can be read.", name)


def names_in(folder: Path) -> list[str]:
    """The names of what lies in a folder, in order; none where it is not there or cannot be opened."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def read_text(folder: Path, name: str, limit: int) -> str | Finding:
    """The text of a file in UTF-8, its byte order mark dropped and line ends made LF; or why not."""
    content = read_bytes(folder, name, limit)
    return content if isinstance(content, Finding) else _decoded(content, name)


def _decoded(content: bytes, name: str) -> str | Finding:
    if content.startswith(_WIDE_MARKS):
        return error("encoding", f"{name} is written in UTF-16. Save it as UTF-8.", name, 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        return _not_utf8(content, broken.start, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found[0]):04X}"
        return error(
            "control-character", f"There is a control character ({code}) here. Take it out.", name, line
        )
    if (stray := stray_mark(text)) is not None:
        line = text.count("\n", 0, stray[0]) + 1
        return error("direction", f"There is {stray[1]} in this line. Take it out.", name, line)
    return text


def _not_utf8(content: bytes, at: int, name: str) -> Finding:
    """Names the line, and what the word there would be if the file were in the encoding it probably is in."""
    start = max(content.rfind(b"\n", 0, at) + 1, at - 20)
    around = content[start : at + 20].split(b"\n")[0].decode("cp1252", "replace").strip()
    line = content.count(b"\n", 0, at) + 1
    message = f"{name} is not in UTF-8 but probably in Latin-1 (“{around}”). Save it as UTF-8."
    return error("encoding", message, name, line)
