"""Reads a PDF as people and machines see it: its words and where they stand, its ink, its metadata."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

UNSEEN = re.compile("[\u200b\u2066-\u2069\u200e\u200f\ufffe\x02]")


@dataclass(frozen=True)
class Box:
    """Where characters stand, in points from the left and from the bottom of the page."""

    left: float
    bottom: float
    right: float
    top: float


class Paper:
    """One document, opened."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.document = pypdfium2.PdfDocument(content)

    @property
    def pages(self) -> int:
        return len(self.document)

    def text(self, page: int = 0) -> str:
        """The text of a page as it would be copied, without marks that nobody sees."""
        return UNSEEN.sub("", self.raw_text(page)).replace("\r\n", "\n")

    def raw_text(self, page: int = 0) -> str:
        return str(self.document[page].get_textpage().get_text_range())

    def all_text(self) -> str:
        return "\n".join(self.text(page) for page in range(self.pages))

    def metadata(self) -> dict[str, str]:
        return dict(self.document.get_metadata_dict())

    def characters(self, page: int = 0, *, loose: bool = False) -> Iterator[tuple[str, Box, float]]:
        """Every character of a page with its place and size; loose boxes are as high as the font's line."""
        text = self.document[page].get_textpage()
        for index in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text, index))
            if sign.strip() and not UNSEEN.match(sign):
                yield sign, Box(*text.get_charbox(index, loose=loose)), raw.FPDFText_GetFontSize(text, index)

    def where(self, words: str, page: int = 0) -> Box:
        """The place of the first occurrence of words that are drawn in one piece."""
        searcher = self.document[page].get_textpage().search(words)
        found = searcher.get_next()
        assert found, f"“{words}” is not on page {page + 1}"
        start, count = found
        text = self.document[page].get_textpage()
        boxes = [text.get_charbox(index) for index in range(start, start + count)]
        boxes = [box for box in boxes if box[2] > box[0]]
        return Box(
            min(box[0] for box in boxes), min(box[1] for box in boxes),
            max(box[2] for box in boxes), max(box[3] for box in boxes),
        )  # fmt: skip

    def ink(self, page: int = 0, *, columns: int = 14, rows: int = 20) -> list[list[float]]:
        """How dark each field of a coarse grid over the page is, from 0 (white) to 1."""
        bitmap = self.document[page].render(scale=1, grayscale=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        pixels = bytes(
            ctypes.cast(bitmap.buffer, ctypes.POINTER(ctypes.c_ubyte * (stride * height))).contents
        )
        grid = []
        for row in range(rows):
            lines = range(row * height // rows, (row + 1) * height // rows)
            fields = []
            for column in range(columns):
                left, right = column * width // columns, (column + 1) * width // columns
                total = sum(sum(pixels[line * stride + left : line * stride + right]) for line in lines)
                fields.append(1 - total / (255 * (right - left) * len(lines)))
            grid.append(fields)
        return grid
