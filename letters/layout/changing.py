"""Makes a changed copy of a letter: other words in place of some, in every block of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from letters.languages.remark_words import RemarkWords
from letters.layout.tree import Labelled, Letter, Lines, Listed, Passage, Piece
from letters.markdown.changing import Change, changed, with_inlines
from letters.markdown.remarks import with_remarks


def with_words(letter: Letter, change: Change) -> Letter:
    """The same letter, the words of every block changed."""

    def piece(one: Piece) -> Piece:
        match one:
            case Passage():
                return Passage(with_inlines(one.blocks, change))
            case Labelled():
                return replace(one, values=tuple(changed(words, change) for words in one.values))
            case Lines() | Listed():
                return replace(one, lines=tuple(changed(words, change) for words in one.lines))

    return replace(
        _with_pieces(letter, piece),
        subject=changed(letter.subject, change),
        reference=changed(letter.reference, change),
    )


def with_every_branch(letter: Letter, words: RemarkWords) -> Letter:
    """The same letter without conditions and loops: every branch and one turn of every loop, with remarks."""
    return _with_pieces(
        letter, lambda one: Passage(with_remarks(one.blocks, words)) if isinstance(one, Passage) else one
    )


def _with_pieces(letter: Letter, change: Callable[[Piece], Piece]) -> Letter:
    sections = (
        replace(section, pieces=tuple(change(piece) for piece in section.pieces))
        for section in letter.sections
    )
    return replace(letter, sections=tuple(sections))
