"""Annexes as parts of a message: named, encoded once, and named again for readers that know only ASCII."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from mailer.blueprint.encoding import base64_lines
from mailer.errors import Refused

NAME_LIMIT: Final = 200
_WORD: Final = r"[A-Za-z0-9!#$&^_.+-]+"
_MEDIA_TYPE: Final = re.compile(
    rf"(?!multipart/|message/){_WORD}/{_WORD}(?:; ?{_WORD}={_WORD})*", re.IGNORECASE
)
_UNFIT: Final = re.compile(
    '[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]'
)
"""Characters that are part of paths, or that turn a name round so that it seems another (A19)."""
_ALIKE: Final = str.maketrans("–—‑’‘", "---''")
_SECTION: Final = 54
"""Octets of an encoded name in one line (RFC 2231 section 3)."""


@dataclass(frozen=True)
class PartRef:
    """An annex by the SHA-256 of its bytes (64 hexadecimal digits), as the message names and types it."""

    sha256: str
    media_type: str
    filename: str
    size: int


def check_part(part: PartRef) -> None:
    """Refused for a file name that no folder should hold, or a media type that is none or a message's."""
    stem = part.filename.strip(" .")
    if stem != part.filename or not stem or len(stem) > NAME_LIMIT or _UNFIT.search(stem):
        raise Refused("The file name of an annex holds characters that file names may not, or is too long.")
    if not _MEDIA_TYPE.fullmatch(part.media_type):
        raise Refused(f"“{part.media_type[:80]}” is no media type that an annex may have.")


def encode_part(part: PartRef, content: bytes) -> bytes:
    """The annex as it stands between two boundaries: its headers, a blank line, its bytes in base64.

    Refused if the bytes are not those that the reference names, or as `check_part` says.
    """
    check_part(part)
    if len(content) != part.size or hashlib.sha256(content).hexdigest() != part.sha256:
        raise Refused(f"The stored bytes of the annex “{part.filename}” are not those that were approved.")
    head = (
        f"Content-Type: {part.media_type}{_parameter('name', part.filename)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment{_parameter('filename', part.filename)}\r\n"
        "\r\n"
    )
    return head.encode("ascii") + base64_lines(content)


def ascii_name(filename: str) -> str:
    """The nearest name in ASCII, for old readers: accents dropped, or `annex` with the same ending."""
    stem, dot, ending = filename.rpartition(".")
    if not dot:
        stem, ending = filename, ""
    plain, ending = _in_ascii(stem), _in_ascii(ending)
    if sum(map(str.isalnum, plain)) * 2 < len(stem):
        plain = "annex"
    return f"{plain}{dot}{ending}" if ending else plain


def _in_ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE)).encode("ascii", "ignore").decode("ascii")
    return _UNFIT.sub("-", " ".join(plain.split()))


def _parameter(name: str, filename: str) -> str:
    """The parameter in the form of RFC 2231 first, where it is needed, and then in plain ASCII.

    In this order the standard library's reader, and others that take the first they understand, see the
    true name; the old ones pass over the first form.
    """
    plain = f';\r\n {name}="{ascii_name(filename)}"'
    if filename.isascii() and len(plain) <= 2 * _SECTION:
        return plain
    return _extended(name, filename) + plain


def _extended(name: str, filename: str) -> str:
    pieces = [""]
    for character in filename:
        octets = quote(character, safe="")
        if len(pieces[-1]) + len(octets) > _SECTION:
            pieces.append("")
        pieces[-1] += octets
    pieces[0] = f"utf-8''{pieces[0]}"
    if len(pieces) == 1:
        return f";\r\n {name}*={pieces[0]}"
    return "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces))
