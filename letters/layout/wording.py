"""Wording that all blocks of a letter share: labels, emphasis, texts in the letter's language."""

from __future__ import annotations

from letters.facts import Block as BlockStyle
from letters.facts import Language, Text
from letters.languages import Formulas
from letters.layout.tree import Words
from letters.markdown.inlines import with_breaks
from letters.markdown.tree import Emphasis, Plain


def bold(words: Words, style: BlockStyle) -> Words:
    """The words in bold where the profile says so."""
    return (Emphasis(words, strong=True),) if style.bold else words


def label(style: BlockStyle, usual: str, language: Language, formulas: Formulas) -> str:
    """The label of a block with its colon: the profile's own, else the usual one; nothing when not shown."""
    if not style.label_shown:
        return ""
    return formulas.label(text_in(style.label, language) or usual)


def with_colon(formulas: Formulas, *, spaced: bool) -> Formulas:
    """The formulas with a space before the colons of labels where the letter asks for it."""
    marks = formulas.punctuation
    if not spaced or marks.colon.startswith("\u00a0"):
        return formulas
    return formulas.model_copy(
        update={"punctuation": marks.model_copy(update={"colon": f"\u00a0{marks.colon}"})}
    )


def text_in(text: Text | None, language: Language) -> str:
    """The text in this language; nothing where the letter has none."""
    return (text.get(language) if text else None) or ""


def plain(text: str) -> Words:
    """Characters as words, line by line."""
    return with_breaks((Plain(text),))
