"""Puts what the facts say into a text: terms in the form asked for, and dates as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from letters.date_fields import date_fields
from letters.facts import ALONE, Facts, Language
from letters.languages import Formulas
from letters.markdown.tree import Inline, Plain, Term

OTHERS: Final = "others"
"""The wording of a term for every category that has none of its own."""
_FORM: Final = re.compile(r"\{\{[-+]?\s*(?P<term>[a-z][a-z0-9_]*)\.(?P<form>[a-z][a-z0-9_]*)\s*[-+]?\}\}")


@dataclass(frozen=True)
class UsedForm:
    """A form of a term that a text asks for, and the line, from 1, where it does."""

    term: str
    form: str
    line: int


def forms_used(source: str, terms: Collection[str]) -> Iterator[UsedForm]:
    """Every `{{ term.form }}` of these terms in a text."""
    for found in _FORM.finditer(source):
        if found["term"] in terms:
            yield UsedForm(found["term"], found["form"], source.count("\n", 0, found.start()) + 1)


def without_forms(source: str, terms: Collection[str]) -> str:
    """The text with `{{ term }}` for every form of these terms, since the merge engine knows no forms."""

    def alone(found: re.Match[str]) -> str:
        return f"{{{{ {found['term']} }}}}" if found["term"] in terms else found[0]

    return _FORM.sub(alone, source)


def printed_facts(facts: Facts, language: Language, formulas: Formulas) -> Mapping[str, Inline]:
    """What stands in the place of each field that the facts answer, by what is between the braces."""
    dates = {name: Plain(text) for name, text in date_fields(facts, language, formulas).items()}
    return {**dates, **_terms(facts, language)}


def _terms(facts: Facts, language: Language) -> dict[str, Term]:
    """The letter's own terms in every form; one without any wording stays a field."""
    found = {}
    for name, wordings in facts.terms.items():
        forms = {form for wording in wordings.values() for form in wording.forms(language)}
        for form in sorted(forms):
            texts = {category: wording.get(language, form) for category, wording in wordings.items()}
            choices = tuple((code, text) for code, text in texts.items() if text and code != OTHERS)
            source = name if form == ALONE else f"{name}.{form}"
            found[source] = Term(name, choices, texts.get(OTHERS))
    return found
