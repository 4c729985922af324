"""The blocks that greet the addressee and take leave: salutation and closing, alike for all or by rank."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letters.facts import Facts, Formality, SalutationRule
from letters.languages import Formulas, closing, salutations_by_courtesy
from letters.layout.tree import Lines, Passage, Piece, Words
from letters.markdown.reading import read_line
from letters.markdown.terms import literal
from letters.markdown.tree import Field, Paragraph, Plain, Suited
from letters.source import VersionSource
from recipients.courtesy import HONORIFIC_FIELD, Courtesy, Gender

_SALUTATION: Final = "\0"
_PART: Final = re.compile(r"\{(name|title)\}")
_FIELDS: Final[Mapping[str, str]] = {"name": "name", "title": HONORIFIC_FIELD}


def salutation(facts: Facts, version: VersionSource, formulas: Formulas) -> tuple[Piece, ...]:
    """The recipient's own salutation; else the letter's or the circular's, or the one of their rank."""
    first, *others = _lines(version, formulas)
    return (Lines(((_greeting(facts, formulas, first),), *((Plain(line),) for line in others))),)


def closing_formula(facts: Facts, version: VersionSource, formulas: Formulas) -> tuple[Piece, ...]:
    """The author's own closing, else the language's; nothing where the body holds it."""
    if version.closing_in_body:
        return ()
    if version.closing:
        return (Passage((Paragraph(read_line(version.closing)[0]),)),)
    greeting = _greeting(facts, formulas, _lines(version, formulas)[0])
    usual = _taking_leave(closing(formulas, high=_high(facts), salutation=_SALUTATION), greeting)
    if facts.salutations is SalutationRule.ALIKE:
        return (Passage((Paragraph(usual),)),)
    own = Field(f"salutation | default({literal(formulas.salutations.excellency)})")
    excellency = _taking_leave(closing(formulas, Courtesy.EXCELLENCY, salutation=_SALUTATION), own)
    codes = [Courtesy.EXCELLENCY.value, *(f"{Courtesy.EXCELLENCY}-{gender}" for gender in Gender)]
    return (Passage((Paragraph((Suited(((_among(codes), excellency),), usual),)),)),)


def _lines(version: VersionSource, formulas: Formulas) -> list[str]:
    if version.salutation:
        return version.salutation.splitlines()
    patterns = formulas.salutations
    return [patterns.circular, *([patterns.greeting] if patterns.greeting else [])]


def _high(facts: Facts) -> bool:
    return facts.formality is Formality.HIGH


def _greeting(facts: Facts, formulas: Formulas, usual: str) -> Plain | Field | Suited:
    """An old letter is shown as it was: it has no recipients any more."""
    if facts.legacy:
        return Plain(usual)
    own = Field(f"salutation | default({literal(usual)})")
    if facts.salutations is SalutationRule.ALIKE:
        return own
    patterns: dict[str, list[str]] = {}
    for code, pattern in salutations_by_courtesy(formulas, high=_high(facts)):
        patterns.setdefault(pattern, []).append(code)
    ranks = tuple((_among(codes), _words(pattern)) for pattern, codes in patterns.items())
    return Suited((("salutation", (Field("salutation"),)), *ranks), (Plain(usual),))


def _among(codes: list[str]) -> str:
    return f"courtesy in [{', '.join(map(literal, codes))}]"


def _words(pattern: str) -> Words:
    """The words of a pattern, with merge fields where it names the addressee."""
    found: list[Plain | Field] = []
    end = 0
    for part in _PART.finditer(pattern):
        found += [Plain(pattern[end : part.start()])] if part.start() > end else []
        found.append(Field(_FIELDS[part[1]]))
        end = part.end()
    return (*found, *([Plain(pattern[end:])] if end < len(pattern) else []))


def _taking_leave(pattern: str, greeting: Plain | Field | Suited) -> Words:
    before, repeated, after = pattern.partition(_SALUTATION)
    return (Plain(before), greeting, Plain(after)) if repeated else (Plain(before),)
