"""A letter that is shown to nobody in particular: every field by its name, every branch with a remark."""

from __future__ import annotations

from letters.layout.changing import with_every_branch, with_words
from letters.layout.tree import Letter
from letters.markdown.changing import as_placeholder
from letters.markdown.tree import Field, Inline


def with_names(letter: Letter) -> Letter:
    """The letter with each field as ‹name›, and without conditions and loops: remarks say who gets what."""
    return with_words(with_every_branch(letter), as_placeholder)


def with_names_but_numbers(letter: Letter) -> Letter:
    """The same, but the references are fields still: documents bear the number, or a blank for it."""
    return with_words(with_every_branch(letter), _named_but_numbers)


def _named_but_numbers(inline: Inline) -> Inline:
    numbered = isinstance(inline, Field) and inline.source in {"reference", "reference_2"}
    return inline if numbered else as_placeholder(inline)
