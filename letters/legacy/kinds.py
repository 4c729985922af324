"""Tells what sort of letter an old one is, and what it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from letters.facts import BlockName, LetterKind, Purpose
from letters.languages.folding import fold
from letters.legacy.letter import Blocks, Parties
from letters.legacy.runs import of_block
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue
from letters.legacy.zones import Zones

_SUFFIXES: Final = (
    (
        LetterKind.CORRIGENDUM,
        re.compile(
            r"\bcorr(?:igend(?:[au]m|[ao]))?\b\.?\s*\d*|\bfe de erratas\b|\bcorreccion\b|\brectificatif\b"
        ),
    ),
    (LetterKind.ADDENDUM, re.compile(r"\badd(?:end[au]m?)?\b\.?\s*\d*|\badenda\b|\badditif\b|\badicion\b")),
    (LetterKind.REVISION, re.compile(r"\brev(?:ision)?\b\.?\s*\d+")),
    (
        LetterKind.REMINDER,
        re.compile(r"\brem(?:inder)?\b\.?\s*\d*|\brappel\b|\brecordatorio\b|\bнапоминание\b"),
    ),
)
_LATER: Final = {
    LetterKind.CORRIGENDUM: "corrigendum",
    LetterKind.ADDENDUM: "addendum",
    LetterKind.REVISION: "revision",
    LetterKind.REMINDER: "reminder",
}
_FIRST_SENTENCES: Final = 3


def kind_of(
    zones: Zones, blocks: Blocks, parties: Parties, sentences: Sequence[Sentence], tongue: Tongue
) -> LetterKind:
    """Its kind: by its set phrases, its reference, its marks, the beginning of its subject."""
    if zones.verbal:
        return LetterKind.NOTE_VERBALE
    for reference in parties.references:
        for kind, suffix in _SUFFIXES:
            if not reference.earlier and suffix.search(fold(reference.text)):
                return kind
    notices = [fold(run.words).strip(" *[]().:!") for run in of_block(blocks.head, BlockName.NOTICE)]
    subject = fold(parties.subject.text) if parties.subject else ""
    for kind, name in _LATER.items():
        words = tuple(word for word in getattr(tongue.variants.relations, name) if len(word) > 4)
        pattern = tongue.pattern(words)
        if any(pattern.match(notice) for notice in notices) or pattern.match(subject):
            return kind
        if kind is LetterKind.REMINDER and pattern.search(subject):
            return kind
    reminding = tongue.variants.relations.reminding
    if any(tongue.says(reminding, sentence.folded) for sentence in sentences[:_FIRST_SENTENCES]):
        return LetterKind.REMINDER
    return LetterKind.CIRCULAR


def purposes_of(parties: Parties, sentences: Sequence[Sentence], tongue: Tongue) -> tuple[Purpose, ...]:
    """What the letter is for: every purpose that its subject or its sentences speak of."""
    text = " ".join(
        [fold(parties.subject.text) if parties.subject else "", *(one.folded for one in sentences)]
    )
    words = tongue.variants.purposes
    return tuple(
        purpose for purpose in Purpose if tongue.says(getattr(words, purpose.value.replace("-", "_")), text)
    )
