"""Reads the file of an old letter into numbered lines, whatever office once wrote it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from letters.files import megabytes
from letters.legacy.encoding import decode
from letters.legacy.lines import Line
from mailer.errors import NotFound, Place, Refused, Unreachable

MAX_FILE: Final = 512 * 1024
"""The largest file that is read, in bytes: a letter of two hundred pages is smaller."""
_OTHER_KINDS: Final = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a word processor's or zipped file"),
    (b"\xd0\xcf\x11\xe0", "a file of an old word processor"),
    (b"{\\rtf", "a file in RTF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_PAGE: Final = re.compile(rb"\s*<(?:!doctype\s+html|html|\?xml)\b", re.IGNORECASE)
_LINE_END: Final = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")
_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufeff\ud800-\udfff]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SYMBOLS: Final = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF0FC: "•", 0xF02D: "–", 0xF0A8: "•"}
_FORM_FEED: Final = "\x0c"


@dataclass(frozen=True)
class OldFile:
    """An old letter as a file: its lines from 1, what it was written in, and its octets as they came."""

    name: str
    lines: tuple[Line, ...]
    encoding: str
    line_ends: str
    content: bytes = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint of the file."""
        return hashlib.sha256(self.content).hexdigest()


def read_old_file(path: Path) -> OldFile:
    """The file as lines; NotFound, Refused or Unreachable with a sentence for what cannot be a letter.

    UTF-8, UTF-16, Latin-1, Windows-1252, Windows-1251 and some others are read, with any line ends. What no
    letter can hold (control characters, symbols of private fonts) is taken out or replaced, and noted.
    """
    return as_old_file(_octets(path), path.name)


def as_old_file(content: bytes, name: str) -> OldFile:
    """The same for octets that have been read already."""
    place = Place(file=name)
    kind = next((kind for opening, kind in _OTHER_KINDS if content.startswith(opening)), None)
    if kind or _PAGE.match(content):
        kind = kind or "a web page"
        raise Refused(f"This is {kind}. Save its text as plain text (.txt) and import that.", place=place)
    decoded = decode(content)
    if decoded is None or _is_binary(decoded.text):
        raise Refused("This is no text: a letter in plain text (.txt) is expected.", place=place)
    if not decoded.text.strip():
        raise Refused("The file is empty.", place=place)
    text, notes = _cleaned(decoded.text)
    raw = _LINE_END.split(text)
    lines = tuple(
        Line(number, line.replace(_FORM_FEED, ""), new_page=_FORM_FEED in line)
        for number, line in enumerate(raw, start=1)
    )
    found = [decoded.note] if decoded.note else []
    return OldFile(name, lines, decoded.encoding, _line_ends(decoded.text), content, (*found, *notes))


def _octets(path: Path) -> bytes:
    place = Place(file=str(path))
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):
            what = "a folder" if stat.S_ISDIR(known.st_mode) else "not an ordinary file"
            raise Refused(f"This is {what}. Name the file of the letter.", place=place)
        if known.st_size > MAX_FILE:
            most = megabytes(MAX_FILE)
            raise Refused(f"The file is {megabytes(known.st_size)}; a letter is at most {most}.", place=place)
        with path.open("rb") as opened:
            return opened.read(MAX_FILE)
    except FileNotFoundError:
        raise NotFound("There is no such file.", place=place) from None
    except OSError as reason:
        why = os.strerror(reason.errno) if reason.errno else str(reason)
        raise Unreachable(f"The file cannot be read: {why}.", place=place) from None


def _is_binary(text: str) -> bool:
    """Whether so many characters are none that text holds that it is none."""
    return len(_HIDDEN.findall(text)) * 50 > len(text) or text.count("\ufffd") * 20 > len(text)


def _cleaned(text: str) -> tuple[str, list[str]]:
    notes = []
    hidden = _HIDDEN.findall(text)
    if hidden:
        codes = ", ".join(sorted({f"U+{ord(one):04X}" for one in hidden})[:5])
        many = "1 invisible character" if len(hidden) == 1 else f"{len(hidden)} invisible characters"
        notes.append(f"{many} ({codes}) {'was' if len(hidden) == 1 else 'were'} taken out.")
    private = _PRIVATE.findall(text)
    if private:
        notes.append(f"{len(private)} symbols of a private font stand as “•”, “–” or “�”.")
    text = _HIDDEN.sub("", text)
    return _PRIVATE.sub(lambda found: _SYMBOLS.get(ord(found[0]), "\ufffd"), text), notes


def _line_ends(text: str) -> str:
    crlf = text.count("\r\n")
    if crlf:
        return "CRLF" if crlf == text.count("\n") else "mixed"
    return "CR" if "\r" in text and "\n" not in text else "LF"
