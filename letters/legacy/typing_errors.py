"""Finds typing errors in the set phrases of an old letter: words that are nearly those of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from letters.languages.folding import fold
from letters.legacy.letter import OldLetter
from letters.legacy.lines import Line
from letters.legacy.signs import closing_start, near_closing
from letters.legacy.tongue import Tongue

_ALIKE: Final = 0.82
_SHORTEST: Final = 5
_DATE: Final = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|er)?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,12})\s+(?:de\s+)?\d{4}"
)
_FORMAL: Final = re.compile(r"consideration|considerac|sentiments|assurances|seguridades")

TypingError = tuple[str, int, str]
"""The words, their line, and a sentence."""


def typing_errors_in(letter: OldLetter) -> Iterator[TypingError]:
    """In salutation, closing, labels of the head, and names of months."""
    yield from _in_closing(letter)
    yield from _in_salutation(letter)
    yield from _in_months(letter)
    yield from _in_labels(letter)


def _in_closing(letter: OldLetter) -> Iterator[TypingError]:
    lines, tongue = letter.blocks.closing, letter.tongue
    if not lines:
        return
    first, last = lines[0], lines[-1]
    meant = None if closing_start(first.folded, tongue) else near_closing(first.folded, tongue)
    if meant:
        said = " ".join(first.words.split()[: len(meant.split())]).rstrip(",.")
        meant = meant[0].upper() + meant[1:] if said[:1].isupper() else meant
        yield said, first.number, f"“{said}” is probably meant to be “{meant}”."
    second = last is not first and closing_start(last.folded, tongue)
    if last.words.endswith(",") and not second and _FORMAL.search(" ".join(line.folded for line in lines)):
        message = "The closing formula is a sentence and ends with a comma."
        yield last.words[-30:], last.number, message


def _in_salutation(letter: OldLetter) -> Iterator[TypingError]:
    known = _salutation_words(letter.tongue)
    for line in letter.blocks.salutation:
        yield from _near(line, known, letter.tongue)


def _salutation_words(tongue: Tongue) -> set[str]:
    courtesy = tongue.variants.courtesy
    formulas = tongue.formulas.salutations
    texts = [*courtesy.salutations, *courtesy.salutation_starts, formulas.circular, formulas.excellency]
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text))}


def _near(line: Line, known: set[str], tongue: Tongue) -> Iterator[TypingError]:
    for match in re.finditer(r"[^\W\d_]+", line.folded):
        word = match[0]
        if len(word) < _SHORTEST or word in known or tongue.offices.search(word):
            continue
        meant = next((other for other in sorted(known) if _is_slip(word, other)), None)
        if meant:
            said = line.words[match.start() : match.end()]
            yield said, line.number, f"“{said}” is probably meant to be “{meant}”."


def _is_slip(word: str, known: str) -> bool:
    """A letter or two apart; endings are no slips, for words are bent."""
    if len(known) < _SHORTEST or abs(len(word) - len(known)) > 1 or word[0] != known[0]:
        return False
    if _is_transposed(word, known):
        return True
    if word.startswith(known[:-2]) or known.startswith(word[:-2]):
        return False
    return SequenceMatcher(None, word, known).ratio() >= _ALIKE


def _in_months(letter: OldLetter) -> Iterator[TypingError]:
    months = {fold(month) for each in letter.tongue.everywhere[:3] for month in each.dates.months}
    months |= {fold(month) for month in letter.tongue.formulas.dates.months}
    for line in letter.file.lines:
        for match in _DATE.finditer(line.folded):
            word = match["month"]
            if word in months or any(word in month for month in months):
                continue
            meant = next((month for month in sorted(months) if _is_near_month(word, month)), None)
            if meant:
                said = line.words[match.start("month") : match.end("month")]
                yield said, line.number, f"“{said}” is probably meant to be “{meant}”."


def _is_near_month(word: str, month: str) -> bool:
    alike = _is_transposed(word, month) or SequenceMatcher(None, word, month).ratio() >= _ALIKE
    return len(month) >= 4 and alike


def _is_transposed(word: str, known: str) -> bool:
    """The same letters in another order, as fast fingers type them."""
    return word != known and sorted(word) == sorted(known)


def _in_labels(letter: OldLetter) -> Iterator[TypingError]:
    labels = letter.tongue.variants.labels
    names = {
        fold(name)
        for kind in ("reference", "contact", "phone", "subject", "annexes", "addressee")
        for name in getattr(labels, kind)
        if len(name) >= 6 and " " not in name
    }
    known = {
        fold(name)
        for each in letter.tongue.everywhere
        for kind in type(each.labels).model_fields
        for name in getattr(each.labels, kind)
    }
    for line in [*letter.zones.head, *letter.zones.tail]:
        match = re.match(r"\s*(?P<label>[^\W\d_]{5,16})\s*:", line.folded)
        if match is None or match["label"] in known or match["label"].rstrip("s") in known:
            continue
        meant = next((name for name in sorted(names) if _is_slip(match["label"], name)), None)
        if meant:
            said = line.words[match.start("label") : match.end("label")]
            yield said, line.number, f"The label “{said}” is probably meant to be “{meant}”."
