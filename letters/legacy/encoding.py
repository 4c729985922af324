"""Finds out which characters the octets of an old letter stand for, among what offices have used."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from letters.facts import Language
from letters.languages.folding import fold
from letters.languages.variants import variants_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_GUESSES: Final = {
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp1256": "Windows-1256",
    "gb18030": "GB 18030",
    "mac-roman": "Mac Roman",
}
"""What a text without a mark and not in UTF-8 may be in, the likeliest first."""
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SAMPLE: Final = 64 * 1024


@dataclass(frozen=True)
class Decoded:
    """A text, the name of the encoding it was in, and what a reader should know about that."""

    text: str
    encoding: str
    note: str = ""


def decode(content: bytes) -> Decoded | None:
    """The text of a file; None when its octets are no text in any encoding that offices have used."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strictly(content, codec, name)
    if b"\0" in content:
        return _without_mark(content)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    return _torn(content) or _guessed(content)


def _strictly(content: bytes, codec: str, name: str) -> Decoded | None:
    try:
        return Decoded(content.decode(codec), name)
    except UnicodeDecodeError:
        return None


def _without_mark(content: bytes) -> Decoded | None:
    """UTF-16 without its mark shows by a nought in every other octet; other files with noughts are binary."""
    nuls = content.count(b"\0")
    if nuls * 4 < len(content):
        return None
    codec = "utf-16-be" if content[::2].count(b"\0") * 2 > nuls else "utf-16-le"
    found = _strictly(content, codec, "UTF-16")
    note = "The file is in UTF-16 without a byte order mark."
    return Decoded(found.text, found.encoding, note) if found and "\0" not in found.text else None


def _torn(content: bytes) -> Decoded | None:
    """UTF-8 in which some octets are damaged."""
    whole = sum(map(len, _MULTIBYTE.findall(content)))
    strays = len(_HIGH.findall(content)) - whole
    if whole <= strays * 2:
        return None
    note = f"The file is in UTF-8, but {strays} octets of it are not: they stand as “�”."
    return Decoded(content.decode("utf-8", "replace"), "UTF-8", note)


def _guessed(content: bytes) -> Decoded | None:
    best: tuple[float, str, str] | None = None
    for codec in _GUESSES:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        likelihood = _likelihood(text[:_SAMPLE])
        if best is None or likelihood > best[0]:
            best = (likelihood, codec, text)
    if best is None:
        return None
    _, codec, text = best
    word = next((word[:40] for word in re.findall(r"\w+", text) if not word.isascii()), "…")
    note = f"The file is not in UTF-8 and was read as {_GUESSES[codec]}: check that “{word}” looks right."
    return Decoded(text, _GUESSES[codec], note)


def _likelihood(text: str) -> float:
    """Grows with the common words of the six languages, falls with what no office writes."""
    words = re.findall(r"\w+", fold(text))
    known = set().union(*(map(fold, variants_of(language).common) for language in Language))
    common = sum(word in known for word in words)
    odd = sum(_is_odd(character) for character in text)
    mixed = sum(_is_mixed(word) for word in re.findall(r"\w+", text))
    return common - 3 * mixed - 2 * odd


def _is_odd(character: str) -> bool:
    code = ord(character)
    return 0x80 <= code < 0xA0 or unicodedata.category(character) in {"Co", "Cn", "So"}


def _is_mixed(word: str) -> bool:
    """Whether a word holds letters of two scripts, or a capital after a small letter beyond ASCII."""
    scripts = {_script(character) for character in word if character.isalpha()}
    return len(scripts) > 1 or bool(re.search(r"[a-z][À-ÞА-Я]", word))


def _script(character: str) -> str:
    return unicodedata.name(character, "?").split()[0]
