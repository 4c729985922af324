"""Parts a sentence of an old letter that sets several deadlines, so that each stands with what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from letters.languages.phrases import alternatives
from letters.legacy.matters import FoundDeadline
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue


def pieces_of(sentence: Sentence, deadlines: Sequence[FoundDeadline], tongue: Tongue) -> list[Sentence]:
    """The pieces of a sentence, each with one deadline; the sentence itself where it sets one or none.

    A piece ends where `and` or a semicolon leads on, else right after its deadline.
    """
    spans = sorted(_spans(sentence, deadlines))
    cuts = [_cut(sentence, before[1], after[0], tongue) for before, after in pairwise(spans)]
    edges = [0, *cuts, len(sentence.text)]
    texts = [sentence.text[start:end].strip() for start, end in pairwise(edges)]
    lead = sentence.lead or sentence.folded
    return [
        replace(sentence, text=text, lead=lead if at else sentence.lead, starts=())
        for at, text in enumerate(texts)
        if text
    ]


def _spans(sentence: Sentence, deadlines: Sequence[FoundDeadline]) -> Iterator[tuple[int, int]]:
    """Where the wordings of its deadlines begin and end, each day once."""
    seen = set()
    for deadline in deadlines:
        at = sentence.text.find(deadline.phrase)
        here = sentence.line <= deadline.line <= sentence.last_line
        if here and at >= 0 and deadline.day not in seen:
            seen.add(deadline.day)
            yield at, at + len(deadline.phrase)


def _cut(sentence: Sentence, start: int, end: int, tongue: Tongue) -> int:
    """Where one piece ends between two deadlines: at the first word that leads on."""
    leads_on = re.compile(rf";|{alternatives(tongue.variants.dates.ands)}")
    match = leads_on.search(sentence.folded, start, end)
    return match.start() if match else start
