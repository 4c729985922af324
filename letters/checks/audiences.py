"""Checks whom a letter says it is for: the audience expressions of its addressees and copy groups."""

from __future__ import annotations

from collections.abc import Iterator

from letters.checks.places import fact_error
from letters.findings import Finding
from letters.source import LetterSource
from recipients.proofreading import Proofreader


def check_audiences(letter: LetterSource, proofread: Proofreader) -> Iterator[Finding]:
    """Expressions that cannot be understood or name what does not exist, each fault with its column."""
    for keys, expression in _expressions(letter):
        for problem in proofread(expression):
            yield fact_error(letter, "audience", str(problem), *keys)


def _expressions(letter: LetterSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
    addressees = letter.facts.addressees
    if addressees is not None and addressees.audience is not None:
        yield ("addressees", "audience"), addressees.audience
    for index, group in enumerate(letter.facts.copies):
        if group.audience is not None:
            yield ("copies", index, "audience"), group.audience
