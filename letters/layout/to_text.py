"""Writes the blocks of a letter as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from letters.facts import BlockName, Placement
from letters.layout.tree import CopyMark, Labelled, Letter, Lines, Listed, Passage, Piece, Section, Words
from letters.markdown.bidi import RLM, begins_left_to_right
from letters.markdown.finishing import finish_line, finish_text
from letters.markdown.to_text import Line, TextWriter
from letters.markdown.tree import Plain
from letters.markdown.widths import width

_INDENT: Final = "    "


def letter_text(letter: Letter) -> str:
    """The template source of the letter as plain text, at most 72 columns wide before it is merged."""
    writer = _LetterWriter(letter)
    return finish_text([*writer.above(), *writer.sections()])


def subject_line(letter: Letter) -> str:
    """The template source of the subject, marked when the letter is a test."""
    writer = TextWriter(rtl=letter.rtl)
    before: Words = (Plain("[TEST] "),) if letter.mark is CopyMark.TEST else ()
    line = writer.inlines((*before, *letter.subject)).replace("\n", " ")
    return finish_line(RLM + line if letter.rtl and begins_left_to_right(line) else line)


class _LetterWriter:
    """Writes one letter, section by section, a blank line between two that are not closed up."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.words = TextWriter(rtl=letter.rtl, colon=letter.colon)

    def above(self) -> list[Line]:
        """The marks, each underlined, and what a preview says of itself between them."""
        letter = self.letter
        note = [*self.words.paragraph((Plain(letter.note),)), ""] if letter.note else []
        return [*self._mark(letter.draft), *note, *self._mark(letter.banner)]

    def _mark(self, mark: str) -> list[Line]:
        if not mark:
            return []
        line = self.words.text(mark)
        return [line, "=" * width(line), ""]

    def sections(self) -> list[Line]:
        lines: list[Line] = []
        for section in self.letter.sections:
            written = self._section(section)
            if section.style.close_up and lines and lines[-1] == "":
                lines.pop()
            lines += written if _ends_blank(written) else [*written, ""]
        return lines[:-1] if lines[-1:] == [""] else lines

    def _section(self, section: Section) -> list[Line]:
        indent = _INDENT if section.style.indented else ""
        writer = self.words.narrower(len(indent))
        lines: list[Line] = []
        for index, piece in enumerate(section.pieces):
            if index and section.name is BlockName.SIGNATURE:
                lines.append("")
            lines += _piece(piece, writer)
        return [indent + line if isinstance(line, str) and line else line for line in lines]


def _ends_blank(lines: Sequence[Line]) -> bool:
    """Whether a blank line comes last, for what stands on a condition brings its own."""
    written = [line for line in lines if isinstance(line, str)]
    return written[-1:] == [""]


def _piece(piece: Piece, writer: TextWriter) -> Sequence[Line]:
    match piece:
        case Passage():
            return writer.blocks(piece.blocks)
        case Lines():
            return [line for words in piece.lines for line in writer.paragraph(words)]
        case Listed():
            return [line for words in piece.lines for line in _item(piece.bullet, words, writer)]
        case Labelled():
            return _labelled(piece, writer)


def _item(bullet: str, words: Words, writer: TextWriter) -> list[Line]:
    before = f"{bullet} " if bullet else ""
    first, *others = writer.narrower(width(before)).paragraph(words)
    return [before + first, *(" " * width(before) + line for line in others)]


def _labelled(piece: Labelled, writer: TextWriter) -> list[Line]:
    """The label and the first value on a line; further values, and a value that is set lower, below."""
    first, *others = piece.values
    below = [line for words in others for line in writer.paragraph(words)]
    if piece.placement is Placement.NEXT_LINE and piece.label:
        return [writer.text(piece.label.rstrip()), *writer.paragraph(first), *below]
    return [*writer.paragraph((Plain(piece.label), *first)), *below]
