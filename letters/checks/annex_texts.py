"""Checks what the texts say of annexes against the annexes that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from letters.facts import Language
from letters.findings import Finding, warning
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.variants import variants_of
from letters.parity.differences import Version
from letters.source import LetterSource

_WORDS: Final[Mapping[Language, str]] = {
    Language.EN: r"(?:annex(?:es)?|enclosures?)",
    Language.FR: r"(?:annexes?|pieces? jointes?)",
    Language.ES: r"anexos?",
    Language.RU: r"приложени\w*",
    Language.AR: r"(?:ال|لل|بال)?(?:ملحق|مرفق)\w*",
    Language.ZH: r"附件",
}
"""How each language calls its annexes, folded; in every case and number."""
_NUMBER: Final = r"(?:\s|n[°o]\.?|№)*"
_OF_ANOTHER: Final = re.compile(r"\s+(?:of|to|de|del|du|des|de la|к|из|من)\s")
"""Annex 3 of something else is none of this letter's."""
_FEW: Final = 20


def check_annex_texts(letter: LetterSource, versions: Sequence[Version]) -> Iterator[Finding]:
    """An annex that a text names and that is not there; another count of annexes than there are."""
    if letter.facts.legacy:
        return
    there = {annex.number for annex in letter.facts.annexes}
    for version in versions:
        for portion in version.portions:
            text = fold(portion.text)
            for number in _numbered(text, version.source.language):
                if number not in there:
                    message = f"The text names annex {number}, and letter.yaml has {_count(len(there))}."
                    yield warning("annex-text", message, version.file, portion.line)
            for number in _counted(text, version.source.language):
                if number != len(there):
                    message = (
                        f"The text speaks of {number} annexes, and letter.yaml has {_count(len(there))}."
                    )
                    yield warning("annex-text", message, version.file, portion.line)


def _count(number: int) -> str:
    return {0: "none", 1: "one"}.get(number, str(number))


def _numbered(text: str, language: Language) -> Iterator[int]:
    for found in re.finditer(rf"(?<!\w){_WORDS[language]}{_NUMBER}(\d{{1,2}})(?!\d|\.\d)", text):
        if not _OF_ANOTHER.match(text, found.end()) and 0 < int(found[1]) <= _FEW:
            yield int(found[1])


def _counted(text: str, language: Language) -> Iterator[int]:
    """`two annexes`, `2 annexes`, `les deux annexes`; one alone is no count."""
    numbers = {fold(word): value for word, value in variants_of(language).deadlines.numbers.items()}
    for found in _counts(language).finditer(text):
        value = numbers.get(found[1]) or (int(found[1]) if found[1].isdigit() else 0)
        if value > 1:
            yield value


@cache
def _counts(language: Language) -> re.Pattern[str]:
    words = [word for word, value in variants_of(language).deadlines.numbers.items() if value > 1]
    gap = "" if variants_of(language).unspaced else r"\s+"
    number = rf"(\d{{1,2}}|{alternatives(words, unspaced=variants_of(language).unspaced)})"
    return re.compile(rf"(?<![\w.]){number}{gap}{_WORDS[language]}(?!\s*\d)")
