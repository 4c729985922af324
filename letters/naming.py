"""A letter that is shown to nobody in particular: every field by its name, every branch with a remark."""

from __future__ import annotations

from typing import Final

from letters.languages.remark_words import remark_words
from letters.layout.changing import with_every_branch, with_words
from letters.layout.tree import Letter
from letters.markdown.changing import placeholders

_NUMBERS: Final = frozenset({"reference", "reference_2"})


def with_names(letter: Letter) -> Letter:
    """The letter with each field as ‹name›, and without conditions and loops: remarks say who gets what."""
    words = remark_words(letter.language)
    return with_words(with_every_branch(letter, words), placeholders(words))


def with_names_but_numbers(letter: Letter) -> Letter:
    """The same, but the references are fields still: documents bear the number, or a blank for it."""
    words = remark_words(letter.language)
    return with_words(with_every_branch(letter, words), placeholders(words, but=_NUMBERS))


def note_on(letter: Letter) -> str:
    """What stands above such a letter, in its language; what remarks are is said where it has some."""
    words = remark_words(letter.language)
    remarked = with_every_branch(letter, words) != letter
    return words.note + words.on_remarks if remarked else words.note
