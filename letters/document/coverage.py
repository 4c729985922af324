"""Which signs the fonts of documents have, read from the fonts' own tables, so that none has to be tried."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from letters.document.engine import font_files

_COLLECTION: Final = b"ttcf"
_WINDOWS, _UNICODE = 3, 0
_UNSEEN: Final = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Categories that leave no ink of their own, or are drawn with the letter before them."""


def missing_signs(text: str) -> Iterator[tuple[int, str]]:
    """Where in a text a sign stands that no font of documents has, and which; each sign once."""
    known, told = covered(), set[str]()
    for index, sign in enumerate(text):
        if ord(sign) in known or sign in told or unicodedata.category(sign) in _UNSEEN:
            continue
        told.add(sign)
        yield index, sign


@cache
def covered() -> frozenset[int]:
    """The code points that some font of the house has a glyph for."""
    found: set[int] = set()
    for path in font_files():
        content = path.read_bytes()
        found |= _code_points(content, _first_face(content))
    return frozenset(found)


def _first_face(content: bytes) -> int:
    """Where its table directory begins; the faces of our collection have the same signs, drawn otherwise."""
    return int(struct.unpack_from(">I", content, 12)[0]) if content[:4] == _COLLECTION else 0


def _code_points(content: bytes, face: int) -> set[int]:
    """What the Unicode tables of one face map to a glyph (ISO/IEC 14496-22, `cmap`, formats 4 and 12)."""
    start = _table(content, face, b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    found: set[int] = set()
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", content, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", content, start + offset)
        if platform in {_WINDOWS, _UNICODE} and form == 12:
            found |= _in_groups(content, start + offset)
        elif platform in {_WINDOWS, _UNICODE} and form == 4:
            found |= _in_segments(content, start + offset)
    return found


def _table(content: bytes, face: int, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", content, face + 4)
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", content, face + 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise ValueError(f"The font has no table {name.decode()}.")


def _in_groups(content: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", content, at + 12)
    found: set[int] = set()
    for first, last, _ in struct.iter_unpack(">III", content[at + 16 : at + 16 + 12 * count]):
        found.update(range(first, last + 1))
    return found


def _in_segments(content: bytes, at: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", content, at + 6)
    form = f">{twice // 2}H"
    lasts = struct.unpack_from(form, content, at + 14)
    firsts = struct.unpack_from(form, content, at + 16 + twice)
    found: set[int] = set()
    for first, last in zip(firsts, lasts, strict=True):
        found.update(range(first, last + 1))
    return found - {0xFFFF}
