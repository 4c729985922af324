"""A letter that is shown to nobody in particular: every field by its name, every branch with a remark."""

from __future__ import annotations

from letters.languages.remark_words import remark_words
from letters.layout.changing import with_every_branch, with_words
from letters.layout.tree import Letter
from letters.markdown.changing import Change, placeholders
from letters.markdown.tree import Field, Inline


def with_names(letter: Letter) -> Letter:
    """The letter with each field as ‹name›, and without conditions and loops: remarks say who gets what."""
    words = remark_words(letter.language)
    return with_words(with_every_branch(letter, words), placeholders(words))


def with_names_but_numbers(letter: Letter) -> Letter:
    """The same, but the references are fields still: documents bear the number, or a blank for it."""
    words = remark_words(letter.language)
    return with_words(with_every_branch(letter, words), _but_numbers(placeholders(words)))


def note_on(letter: Letter) -> str:
    """What stands above such a letter, in its language; what remarks are is said where it has some."""
    words = remark_words(letter.language)
    remarked = with_every_branch(letter, words) != letter
    return words.note + words.on_remarks if remarked else words.note


def _but_numbers(change: Change) -> Change:
    """The change, but for the fields that stand for references."""

    def but_numbers(inline: Inline) -> Inline:
        numbered = isinstance(inline, Field) and inline.source in {"reference", "reference_2"}
        return inline if numbered else change(inline)

    return but_numbers
