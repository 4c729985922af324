"""Bodies as seven-bit lines: quoted-printable piece by piece, or base64 of the whole, chosen once."""

from __future__ import annotations

import binascii
import re
import struct
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mailer.merge import Coding

LINE: Final = 76
"""Characters an encoded line may have (RFC 2045 sections 6.7 and 6.8)."""
BASE64_FROM: Final = 1 / 4
"""Share of octets beyond ASCII above which base64 is taken; it is shorter then, and no Latin script."""

_MANY_LINES: Final = 512
_SOFT: Final = "=\r\n"
_OPEN_LINE: Final = LINE - 1
_UNSAFE: Final = re.compile("[^\t -<>-~]")
_PLAIN: Final = re.compile(f"(?![.]|From )[ -<>-~]{{1,{_OPEN_LINE}}}")
_LINE_ENDS: Final = re.compile("\r\n?")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_OCTETS: Final = {chr(octet): f"={octet:02X}" for octet in range(256)}


class TransferEncoding(StrEnum):
    """The value of Content-Transfer-Encoding."""

    QUOTED_PRINTABLE = "quoted-printable"
    BASE64 = "base64"


def choose_encoding(fixed: str) -> TransferEncoding:
    """The encoding for a part whose template has this fixed text; values have no say, so it never changes."""
    octets = fixed.encode()
    beyond = len(octets) - len(octets.translate(None, bytes(range(128, 256))))
    return (
        TransferEncoding.BASE64 if beyond > len(octets) * BASE64_FROM else TransferEncoding.QUOTED_PRINTABLE
    )


def tidy(text: str) -> str:
    """The text with one kind of line end, LF, for CRLF, CR and LF, and without other control characters."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def quoted_printable(text: str) -> str:
    """One piece of a body in quoted-printable, which may stand before and after any other such piece.

    It begins at the start of a line and ends with a line end, a soft one where the piece ends within a line.
    No line is longer than 76 characters, begins with a dot or with `From `, or ends in a blank. RFC 2045 6.7.
    """
    if _PLAIN.fullmatch(text):
        return text + _SOFT
    if not text:
        return ""
    if len(text) <= _OPEN_LINE and text.isprintable() and not text.startswith((".", "From ")):
        # One short line, on which there is nothing to decide: the C function gives what is below, sooner.
        encoded = binascii.b2a_qp(text.encode())
        if len(encoded) <= _OPEN_LINE and text[-1] != " ":
            return encoded.decode("ascii") + _SOFT
    *closed, rest = tidy(text).split("\n")
    lines = [_closed(line) for line in closed]
    if rest:
        lines += [_wrapped(_escaped(rest)), _SOFT]
    return "".join(lines)


def in_lines(text: str) -> str:
    """One piece of a body with CRLF for every line end, as base64 of text wants it (RFC 2045 section 6.8)."""
    return text if text.isprintable() else tidy(text).replace("\n", "\r\n")


CODINGS: Final = {
    TransferEncoding.QUOTED_PRINTABLE: Coding(quoted_printable, quoted_printable, growth=16),
    TransferEncoding.BASE64: Coding(in_lines, in_lines, growth=2),
}


def finish_quoted_printable(body: str) -> str:
    """The body of a part from coded pieces: it ends with a true line end."""
    return body + "\r\n" if body.endswith(_SOFT) else body


def finish_base64(body: str) -> str:
    """The body of a part from coded pieces: it ends with a true line end, and is then encoded as a whole."""
    octets = (body if body.endswith("\r\n") else body + "\r\n").encode()
    return base64_lines(octets).decode("ascii")


def base64_lines(octets: bytes) -> bytes:
    """Base64 in lines of 76 characters, each with its CRLF (RFC 2045 section 6.8)."""
    encoded = binascii.b2a_base64(octets, newline=False)
    whole, rest = divmod(len(encoded), LINE)
    if whole > _MANY_LINES:
        lines = [encoded[at : at + LINE] for at in range(0, whole * LINE, LINE)]
    else:
        lines = list(_lines_of(whole).unpack_from(encoded))
    if rest:
        lines.append(encoded[-rest:])
    lines.append(b"")
    return b"\r\n".join(lines)


@lru_cache(maxsize=_MANY_LINES)
def _lines_of(count: int) -> struct.Struct:
    return struct.Struct(f"{LINE}s" * count)


def _escaped(line: str) -> str:
    return _UNSAFE.sub(lambda odd: _OCTETS[odd[0]], line.encode().decode("latin-1"))


def _closed(line: str) -> str:
    escaped = _escaped(line)
    if escaped[-1:] in (" ", "\t"):
        escaped = escaped[:-1] + _OCTETS[escaped[-1]]
    return _wrapped(escaped) + "\r\n"


def _guarded(line: str) -> str:
    """The line with a harmless start: servers double a leading dot, and mailboxes of old mark `From `."""
    if line.startswith("."):
        return "=2E" + line[1:]
    return "=46" + line[1:] if line.startswith("From ") else line


def _wrapped(line: str) -> str:
    line = _guarded(line)
    if len(line) <= _OPEN_LINE:
        return line
    lines = []
    while len(line) > _OPEN_LINE:
        cut = _OPEN_LINE
        if "=" in line[cut - 2 : cut]:
            cut = line.rindex("=", cut - 2, cut)
        lines.append(line[:cut])
        line = _guarded(line[cut:])
    lines.append(line)
    return _SOFT.join(lines)
