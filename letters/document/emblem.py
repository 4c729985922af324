"""Takes the office's emblem for its letterhead: a picture of a bounded size, and nothing that could act."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from letters.files import megabytes, read_bytes
from letters.findings import Finding, error

LARGEST_FILE: Final = 5 * 2**20
MOST_PIXELS: Final = 25_000_000
"""An emblem two centimetres high needs a hundredth of that, in any print."""
MOST_ELEMENTS: Final = 20_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The JPEG markers that open a frame and tell its size (ITU-T T.81, table B.1)."""
_ACTING: Final = frozenset({"script", "foreignobject", "iframe", "audio", "video", "handler", "listener"})
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?\s*#)|@import", re.IGNORECASE)


@dataclass(frozen=True)
class Emblem:
    """The picture above the letterhead; `kind` is its file's ending: png, jpg or svg."""

    kind: str
    sha256: str
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """A file name that is the same for the same picture only."""
        return f"{self.sha256}.{self.kind}"


class NoEmblem(ValueError):
    """Why a picture is not taken, as the end of a sentence that begins with its name."""


def take_emblem(path: Path) -> Emblem | Finding:
    """The emblem in a file, PNG, JPEG or SVG by its content; the finding says why it cannot be printed."""
    content = read_bytes(path.parent, path.name, LARGEST_FILE)
    if isinstance(content, Finding):
        return _about_emblem(content, path)
    try:
        return read_emblem(content)
    except NoEmblem as refused:
        return error("emblem", f"The emblem {path.name} {refused}", str(path))


def read_emblem(content: bytes) -> Emblem:
    """The emblem that these bytes are; NoEmblem for what cannot be one."""
    return Emblem(_kind_of(content), hashlib.sha256(content).hexdigest(), content)


def _about_emblem(finding: Finding, path: Path) -> Finding:
    """What is said of a file of a letter, said as it concerns the emblem."""
    if finding.code == "missing-file":
        return error("emblem-missing", f"There is no emblem {path}. Put the file there or name another.")
    if finding.code == "too-large":
        size, most = megabytes(path.stat().st_size), megabytes(LARGEST_FILE)
        return error("emblem", f"The emblem {path.name} is {size}; at most {most} are taken.", str(path))
    return error("emblem", f"The emblem cannot be used: {finding.message}", str(path))


def _kind_of(content: bytes) -> str:
    """The kind of picture; NoEmblem for what is none, is too large, or is not only a picture."""
    if content.startswith(_PNG):
        _bound(*_png_size(content))
        return "png"
    if content.startswith(_JPEG):
        _bound(*_jpeg_size(content))
        return "jpg"
    if b"<svg" in content[:4096]:
        _Svg().read(content)
        return "svg"
    raise NoEmblem("is no picture in PNG, JPEG or SVG. Save it anew as one of these.")


def _bound(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise NoEmblem("is an empty picture.")
    if width * height > MOST_PIXELS:
        raise NoEmblem(
            f"is {width} × {height} pixels; at most {MOST_PIXELS // 1_000_000} million are taken."
            " Save it smaller."
        )


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height as the header chunk says (ISO/IEC 15948 section 11.2.2)."""
    if content[12:16] != b"IHDR" or len(content) < 33 or b"IDAT" not in content:
        raise NoEmblem("is called a PNG but is not a whole one. Save it anew.")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height as the first frame says (ITU-T T.81 section B.2.2)."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise NoEmblem("is called a JPEG but is not a whole one. Save it anew.")


class _Svg:
    """Reads an SVG element by element and refuses whatever could act, or leads out of the file."""

    def __init__(self) -> None:
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._element
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction

    def read(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as broken:
            raise NoEmblem(f"is no sound SVG (line {broken.lineno}). Save it anew.") from None

    def _doctype(self, *_: object) -> None:
        raise NoEmblem("has a document type, which may hide anything. Save it as plain SVG.")

    def _instruction(self, *_: object) -> None:
        raise NoEmblem("names a style sheet or a program of its own. Save it as plain SVG.")

    def _text(self, text: str) -> None:
        if _OUTSIDE.search(text):
            raise NoEmblem("refers to something outside the file. Save it as plain SVG with all in it.")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self.elements += 1
        if self.elements == 1 and local != "svg":
            raise NoEmblem("is no SVG. Save it anew.")
        if self.elements > MOST_ELEMENTS:
            raise NoEmblem(f"has more than {MOST_ELEMENTS} elements. Simplify it.")
        if local in _ACTING:
            raise NoEmblem(
                f"holds an element “{local}”, which is no part of a picture. Save it as plain SVG."
            )
        for key, value in attributes.items():
            self._attribute(key.rpartition(":")[2].lower(), value.strip())

    def _attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            raise NoEmblem(f"holds a script (“{key}”). Save it as plain SVG.")
        if (key in {"href", "src"} and not value.startswith("#")) or _OUTSIDE.search(value):
            raise NoEmblem("refers to something outside the file. Save it as plain SVG with all in it.")
