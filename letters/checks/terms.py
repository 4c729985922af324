"""Checks terms and dates that the facts put into a text: every form there for everybody it is printed for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from letters.checks.places import fact_error
from letters.checks.templates import Piece
from letters.date_fields import date_field_names
from letters.facts import ALONE, Facts, Language, Wording
from letters.findings import Finding, error
from letters.sentences import did_you_mean
from letters.source import LetterSource
from letters.terms import OTHERS, UsedForm, forms_used
from recipients.audience import ExpressionProblem
from recipients.categories_meant import categories_meant


def check_terms(letter: LetterSource) -> Iterator[Finding]:
    """Terms and merge fields that have the name of a date of the letter."""
    taken = frozenset(date_field_names(letter.facts))
    names: list[tuple[str, tuple[str | int, ...]]] = [(name, ("terms", name)) for name in letter.facts.terms]
    names += [(field.name, ("fields", index)) for index, field in enumerate(letter.facts.fields)]
    for name, keys in names:
        if name in taken:
            message = f"“{name}” is a date of the letter already. Give it another name."
            yield fact_error(letter, "name-taken", message, *keys)


def categories_of(facts: Facts, categories: Collection[str]) -> list[str]:
    """The categories that somebody in the letter's audience can have, in the office's order.

    Those listed on the letter, and those that its audience expressions can mean; all of them where neither
    says anything.
    """
    named = facts.addressees
    found = {line.category for line in named.categories} if named else set()
    expressions = [named.audience if named else None, *(group.audience for group in facts.copies)]
    for expression in filter(None, expressions):
        try:
            found |= categories_meant(expression, categories)
        except ExpressionProblem:
            continue  # the check of audiences has named the fault
    return [category for category in categories if category in found or not found]


def lacking_in(piece: Piece, letter: LetterSource, meant: Collection[str]) -> Iterator[Finding]:
    """Forms of terms that a template asks for and that its language lacks, for all or for a category."""
    for used in dict.fromkeys(forms_used(piece.written, letter.facts.terms)):
        yield from _lacking(letter, piece, used, meant)


def _lacking(letter: LetterSource, piece: Piece, used: UsedForm, meant: Collection[str]) -> Iterator[Finding]:
    """What is missing of one form in the language of one piece."""
    language, wordings = piece.version.language, letter.facts.terms[used.term]
    file, line = piece.version.file, piece.file_line(used.line)
    known = {form for wording in wordings.values() for form in wording.forms(language)}
    if used.form not in known:
        there = ", ".join(sorted(known - {ALONE})) or "none"
        hint = did_you_mean(used.form, known) or f" There are: {there}."
        message = f"The term “{used.term}” has no form “{used.form}” in {language}.{hint}"
        yield error("term-form", message, file, line, used.term)
        return
    without = [code for code in meant if _wording(wordings, code, language, used.form) is None]
    if without:
        message = (
            f"The form “{used.form}” of the term “{used.term}” is missing in {language}"
            f" for {', '.join(without)}."
        )
        yield error("term-form", message, file, line, used.term)


def _wording(wordings: Mapping[str, Wording], category: str, language: Language, form: str) -> str | None:
    """What somebody of a category reads: their own wording, else that for others; forms are never mixed."""
    wording = wordings.get(category) or wordings.get(OTHERS)
    return wording.get(language, form) if wording else None


def misused_in(piece: Piece, printed: Collection[str], left: Collection[str]) -> Iterator[Finding]:
    """Terms and dates that a filter or a condition asks for: they are wordings, not values."""
    for name in sorted(frozenset(printed) & frozenset(left)):
        message = f"“{name}” is printed as it stands: no filter changes it, and no condition asks for it."
        yield error("printed-field", message, piece.version.file, piece.line_of(name), name)
