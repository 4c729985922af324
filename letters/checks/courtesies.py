"""Checks that salutation and closing stand once, and that the text has no slips of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from letters.checks.places import new_letters_only
from letters.findings import Finding, warning
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.variants import variants_of
from letters.parity.differences import Version
from letters.parity.printed import SUBJECT, Printed
from letters.source import LetterSource

_LONGEST: Final = 70
"""Characters of a line that is a salutation."""
_ENDS: Final = (",", ":", "!")
_SLIPS: Final = re.compile(r"[,;]\s*[,;]|(?<![.\d/])\.\.(?![./])|[,;]\.(?!\.)|\.,(?=\s)|(?<=\w) +,(?=\s)")
"""Signs that can only stand beside each other by accident; an ellipsis may."""
_APART: Final = re.compile(r"\{\{.*?\}\}|https?://\S+")
"""Merge fields and addresses, which have signs of their own."""


def check_courtesies(letter: LetterSource, versions: Sequence[Version]) -> Iterator[Finding]:
    """A salutation or closing in the body that the layout prints already, and doubled signs."""
    for version in versions:
        found = [*_greeting(version), *_leave(version), *_slips(version)]
        yield from (new_letters_only(letter, finding) for finding in found)


def _body(version: Version) -> list[Printed]:
    return [portion for portion in version.portions if portion.kind != SUBJECT]


def _greeting(version: Version) -> Iterator[Finding]:
    for portion in _body(version)[:1]:
        words = fold(portion.words)
        courtesy = variants_of(version.source.language).courtesy
        begins = _begins((*courtesy.salutation_starts, *courtesy.salutations), version)
        if len(words) <= _LONGEST and words.endswith(_ENDS) and begins.match(words):
            message = "The salutation stands above the text already. Take it out here."
            yield warning("salutation-twice", message, version.file, portion.line)


def _leave(version: Version) -> Iterator[Finding]:
    if version.source.closing_in_body:
        return
    for portion in _body(version)[-1:]:
        courtesy = variants_of(version.source.language).courtesy
        if _begins(courtesy.closing_starts, version).match(fold(portion.words)):
            message = (
                "The closing stands under the text already. Take it out here, or say closing_in_body: yes."
            )
            yield warning("closing-repeated", message, version.file, portion.line)


def _begins(phrases: Sequence[str], version: Version) -> re.Pattern[str]:
    unspaced = variants_of(version.source.language).unspaced
    return re.compile(alternatives(phrases, unspaced=unspaced))


def _slips(version: Version) -> Iterator[Finding]:
    for portion in version.portions:
        text = _APART.sub("x", fold(portion.text))
        if (slip := _SLIPS.search(text)) is not None:
            around = text[max(0, slip.start() - 12) : slip.end() + 6].strip()
            message = f"Signs stand beside each other by accident: “{around}”."
            yield warning("doubled-signs", message, version.file, portion.line)
