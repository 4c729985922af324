"""The language of an old letter, and the words by which its parts are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from letters.facts import Language
from letters.languages import Formulas, load_formulas
from letters.languages.folding import fold
from letters.languages.phrases import pattern_of
from letters.languages.variants import Phrases, Variants, variants_of

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_LATIN: Final = (Language.EN, Language.FR, Language.ES)


def language_of(text: str) -> Language:
    """The language most of a text is written in: by its script, else by its common words."""
    letters = len(_LETTER.findall(text)) or 1
    for script, language in ((_HAN, Language.ZH), (_ARABIC, Language.AR), (_CYRILLIC, Language.RU)):
        if len(script.findall(text)) * 3 > letters:
            return language
    words = re.findall(r"[^\W\d_]+", fold(text))
    counts = {language: _common(words, language) for language in _LATIN}
    return max(counts, key=lambda language: counts[language])


def _common(words: Iterable[str], language: Language) -> int:
    known = set(map(fold, variants_of(language).common))
    return sum(word in known for word in words)


@dataclass(frozen=True)
class Tongue:
    """Formulas and variants of the letter's language, and the labels of all six: offices mix those."""

    language: Language
    formulas: Formulas
    variants: Variants

    @classmethod
    def of(cls, language: Language) -> Tongue:
        """The tongue of a language, with the formulas as shipped."""
        return cls(language, load_formulas(language), variants_of(language))

    def says(self, phrases: Phrases, folded: str) -> bool:
        """Whether the folded text holds one of these phrases."""
        return self.variants.says(phrases, folded)

    def pattern(self, phrases: Phrases) -> re.Pattern[str]:
        """The pattern that finds any of these phrases."""
        return self.variants.pattern(phrases)

    def whole(self, phrases: Phrases, folded: str) -> bool:
        """Whether the folded text is one of these phrases and nothing more."""
        return self.pattern(phrases).fullmatch(folded) is not None

    def starts(self, phrases: Phrases, folded: str) -> bool:
        """Whether the folded text begins with one of these phrases."""
        return self.pattern(phrases).match(folded) is not None

    @cached_property
    def everywhere(self) -> tuple[Variants, ...]:
        """The variants of the letter's own language first, then those of the others."""
        others = (variants_of(language) for language in Language if language is not self.language)
        return (self.variants, *others)

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """The mark that a letter is signed, between brackets or before a colon, in any language."""
        return pattern_of(tuple(mark for each in self.everywhere for mark in each.courtesy.signed))

    @cached_property
    def civilities(self) -> re.Pattern[str]:
        """What stands before a name: civilities and honorifics of any language, one or several."""
        people = [each.people for each in self.everywhere]
        found = {word for each in people for word in (*each.civilities, *each.honorifics)}
        return pattern_of(tuple(sorted(found)))

    @cached_property
    def offices(self) -> re.Pattern[str]:
        """Words of titles, in any language."""
        return pattern_of(tuple(word for each in self.everywhere for word in each.people.offices))

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """The codes of the categories by each of their folded names in the letter's language."""
        found = {fold(name): code for code, names in self.variants.categories.items() for name in names}
        for code, names in self.formulas.categories.items():
            found |= {fold(names.name): code, fold(names.heading): code}
        return found
