"""Checks that every language of a letter says the same, so far as a program can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from letters.checks.places import new_letters_only
from letters.findings import Finding, error, warning
from letters.parity.differences import Difference, Version, differences
from letters.source import LetterSource

_SURE: Final = frozenset({"parity-deadline"})
"""Differences that cannot be right in both languages."""


def check_parity(letter: LetterSource, versions: Sequence[Version]) -> Iterator[Finding]:
    """Each version against the letter's first language; every finding names both files and lines."""
    if not versions:
        return
    first, *others = versions
    for other in others:
        for found in differences(first, other):
            yield new_letters_only(letter, _finding(found))


def _finding(found: Difference) -> Finding:
    report = error if found.code in _SURE else warning
    return report(found.code, found.message, found.file, found.line)
