"""Which characters the octets of a text file stand for: a byte order mark first, then UTF-8, then a guess."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_LINE

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN: Final = ("cp1252", "latin_1")
GUESSES: Final = [*WESTERN, "cp1251", "koi8_r", "cp1256", "gb18030"]
"""What a file without a mark and not in UTF-8 may be in: what offices of the six languages use."""

_BLOCK: Final = 1024 * 1024
_SAMPLE: Final = 64 * 1024
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_RUN: Final = re.compile(rb"[\x80-\xff]+")
_NOT_IN_CP1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True)
class TextFile:
    """What one pass over a text file told."""

    encoding: str
    sha256: str
    size: int
    line_ends: int
    """An upper bound of the number of its lines."""
    note: str = ""


def examine(path: Path) -> TextFile:
    """Read the file once in pieces; FileFault if a line is too long for a table or it is no text at all."""
    digest = hashlib.sha256()
    valid = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size, line_ends, since_line_end = True, 0, 0, 0
    start = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            start = start or block[:_SAMPLE]
            digest.update(block)
            size += len(block)
            line_ends += max(block.count(b"\n"), block.count(b"\r"))
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            since_line_end = since_line_end + len(block) if last < 0 else len(block) - last
            if since_line_end > MAX_LINE:
                raise FileFault(
                    FaultKind.UNREADABLE,
                    f"Line {line_ends + 1} is longer than {MAX_LINE // 1024**2} MB: this is no table.",
                )
            is_utf8 = is_utf8 and _decodes(valid, block)
    is_utf8 = is_utf8 and _decodes(valid, b"", final=True)
    encoding, note = _encoding_of(path, start, is_utf8=is_utf8)
    return TextFile(encoding, digest.hexdigest(), size, line_ends + 1, note)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(path: Path, start: bytes, *, is_utf8: bool) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding, ""
    nuls = start.count(b"\0")
    if nuls > len(start) // 4:
        encoding = "utf-16-be" if start[::2].count(b"\0") > nuls // 2 else "utf-16-le"
        return encoding, f"The file has no byte order mark and was read as {encoding.upper()}."
    if is_utf8:
        return "utf-8", ""
    sample, sequences, strays, in_cp1252 = _odd_lines(path)
    if sequences > strays:
        return (
            "utf-8",
            "The file is in UTF-8, but some rows hold octets that are not; these rows are refused.",
        )
    best = None if _looks_western(sample) else from_bytes(sample, cp_isolation=GUESSES).best()
    guess = best.encoding if best and best.encoding not in WESTERN else WESTERN[0 if in_cp1252 else 1]
    word = _first_odd_word(sample.decode(guess, "replace"))
    return guess, f"The file is not in UTF-8 and was read as {guess}: check that “{word}” looks right."


def _odd_lines(path: Path) -> tuple[bytes, int, int, bool]:
    """Lines beyond ASCII; how many UTF-8 sequences and how many stray octets; whether all are in cp1252."""
    sample, sequences, strays, in_cp1252 = bytearray(), 0, 0, True
    with path.open("rb") as file:
        for line in file:
            odd = len(_NOT_ASCII.findall(line))
            if not odd:
                continue
            if len(sample) < _SAMPLE:
                sample += line[:_SAMPLE]
            found = _MULTIBYTE.findall(line)
            sequences += len(found)
            strays += odd - sum(map(len, found))
            in_cp1252 = in_cp1252 and not _NOT_IN_CP1252.search(line)
    return bytes(sample), sequences, strays, in_cp1252


def _looks_western(sample: bytes) -> bool:
    """Whether octets beyond ASCII stand alone among letters, as accents do; other scripts come in runs."""
    runs = [len(run) for run in _RUN.findall(sample)]
    return sum(length for length in runs if length > 2) * 2 < sum(runs)


def _first_odd_word(text: str) -> str:
    return next((word[:40] for word in re.findall(r"\w+", text) if not word.isascii()), "…")
