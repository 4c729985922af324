"""Compares versions of one letter: everything that the checks say of texts held against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from letters.facts import Language
from letters.languages import Formulas
from letters.parity.differences import Version, read_for_comparison
from letters.source import LetterSource


def versions_of(
    letter: LetterSource, formulas: Mapping[Language, Formulas], languages: Collection[Language] = ()
) -> Sequence[Version]:
    """What each version prints, in the order of the letter's languages; only some, where languages are given.

    A version whose text is nested too deep to be read is left out: the check of bodies names the fault.
    """
    return list(_read(letter, formulas, languages))


def _read(
    letter: LetterSource, formulas: Mapping[Language, Formulas], languages: Collection[Language]
) -> Iterator[Version]:
    for language in letter.facts.languages:
        version = letter.versions.get(language)
        if version is None or (languages and language not in languages):
            continue
        try:
            yield read_for_comparison(letter.facts, version, formulas[language])
        except RecursionError:
            continue
