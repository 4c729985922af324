"""Reads whom a note verbale is addressed to, which its first sentence says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from letters.legacy.parties import FoundAddressees
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_UNTIL: Final = re.compile(
    r",|\s+(?:and|et|y|и|e)\s+(?:has|have|a l'honneur|ont l'honneur|tiene|tienen|имеет|wishes|would|takes)\b"
    r"|\s+y\s+se\s+(?:complace|permite)\w*"
    r"|\s+(?:and|et|y),|[.;]"
)
_TO: Final = re.compile(r"\s*(?:to\s+)?")


def addressed_in_text(sentences: Sequence[Sentence], tongue: Tongue) -> FoundAddressees | None:
    """Those to whom compliments are presented; None where the sentence does not say."""
    pattern = tongue.pattern(tongue.variants.courtesy.compliments)
    for sentence in sentences[:2]:
        match = pattern.search(sentence.folded)
        if match is None:
            continue
        start = _TO.match(sentence.folded, match.end())
        begin = start.end() if start else match.end()
        until = _UNTIL.search(sentence.folded, begin)
        words = sentence.text[begin : until.start() if until else len(sentence.text)].strip()
        if 3 < len(words) < 300:
            return FoundAddressees("", (words,), (sentence.line,))
    return None
