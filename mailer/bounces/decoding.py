"""Bytes of a part into text: transfer encodings and character sets, whatever their labels claim."""

from __future__ import annotations

import binascii
import re
from typing import Final

MOST_DECODED: Final = 512 * 1024
"""Octets of one part that are decoded: a notice says what it has to say long before."""
_NOT_BASE64: Final = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_ALIASES: Final = {
    "unicode-1-1-utf-7": "utf-7",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
_TEXT_CODECS: Final = re.compile(
    r"(?:utf|iso|cp|windows|koi|mac|gb|big5|euc|shift|latin|hz|johab|tis)", re.IGNORECASE
)
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?\s]{0,2000})\?=", re.IGNORECASE)
_BETWEEN_WORDS: Final = re.compile(r"\?=[ \t\n]{1,20}=\?")


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    """The octets of a body under its Content-Transfer-Encoding; as they are where that is a lie."""
    body = body[: MOST_DECODED * 2]
    encoding = encoding.strip().lower()
    if encoding == "base64":
        return _from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _from_uuencode(body)
    return body


def _from_base64(body: bytes) -> bytes:
    """Lenient: foreign characters are skipped, a cut end is dropped; plain text stays plain text."""
    if b" " in body.strip().split(b"\n", 1)[0].strip():
        return body
    letters = body.translate(None, _NOT_BASE64)
    letters = letters[: len(letters) // 4 * 4] + (
        b"" if len(letters) % 4 < 2 else letters[-(len(letters) % 4) :] + b"=="
    )
    try:
        return binascii.a2b_base64(letters)
    except binascii.Error:
        return body


def _from_uuencode(body: bytes) -> bytes:
    found = []
    for line in body.split(b"\n"):
        if line.startswith(b"begin ") or line in (b"end", b"`", b""):
            continue
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            return body
    return b"".join(found)


def text_of(octets: bytes, charset: str = "") -> str:
    """The text in a character set; in UTF-8, or else in Latin letters, where its name is unknown or wrong."""
    octets = octets[:MOST_DECODED]
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name) or "utf-8"
    if b"\x1b$" in octets or b"\x1b(" in octets:
        name = "iso2022_jp_ext"
    if name != "utf-8" and (not _TEXT_CODECS.match(name) or "\0" in name):
        name = "utf-8"
    for codec in (name, "utf-8"):
        try:
            return octets.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return _mostly_decoded(octets, name)


def _mostly_decoded(octets: bytes, name: str) -> str:
    """In the claimed set with its faults marked; in UTF-8 if that is spoiled only here and there."""
    as_utf8 = octets.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") * 8 <= sum(character > "\x7f" for character in as_utf8):
        return as_utf8
    try:
        return octets.decode("cp1252" if name == "utf-8" else name, "replace")
    except (UnicodeError, LookupError):
        return octets.decode("latin-1")


def words_decoded(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) in clear; those that cannot be read stay."""
    if "=?" not in value:
        return value
    return _WORD.sub(_decode_word, _BETWEEN_WORDS.sub("?==?", value))


def _decode_word(found: re.Match[str]) -> str:
    charset, encoding, letters = (
        found[1].partition("*")[0],
        found[2].lower(),
        found[3].encode("utf-8", "replace"),
    )
    octets = _from_base64(letters) if encoding == "b" else binascii.a2b_qp(letters.replace(b"_", b" "))
    return text_of(octets, charset)
