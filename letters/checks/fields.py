"""Checks the names of merge fields: those used against those that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

from letters.checks.places import fact_warning
from letters.checks.templates import Piece
from letters.date_fields import date_field_names
from letters.findings import Finding, error
from letters.sentences import did_you_mean
from letters.source import FACTS_FILE, LetterSource
from mailer.merge import Template

RESERVED_FIELDS: Final = frozenset(
    {
        "salutation", "courtesy", "name", "organisation", "category", "country", "language", "address",
        "reference",
    }
)  # fmt: skip
"""The merge fields that every recipient has, and the letter's own reference."""
SECOND_REFERENCE: Final = "reference_2"

Known: TypeAlias = Mapping[str, frozenset[str] | None]
"""The names a template may use; with its columns where it is a field of rows, None where it is a text."""


def known_fields(letter: LetterSource) -> Known:
    """Reserved names, the letter's terms, its dates, and the fields it declares."""
    names = [*RESERVED_FIELDS, *letter.facts.terms, *date_field_names(letter.facts)]
    known: dict[str, frozenset[str] | None] = dict.fromkeys(names)
    if len(letter.facts.numbers) > 1:
        known[SECOND_REFERENCE] = None
    for field in letter.facts.fields:
        known[field.name] = frozenset(field.rows) if field.rows else None
    return known


def unknown_in(piece: Piece, template: Template, known: Known) -> Iterator[Finding]:
    """Names that a template uses and that are not known, or are of another kind."""
    for name in sorted(template.fields - known.keys()):
        hint = did_you_mean(name, known) or f" If it is right, name it under fields: in {FACTS_FILE}."
        yield _finding(piece, "unknown-field", f"There is no merge field “{name}”.{hint}", name)
    for name, columns in template.row_fields.items():
        if name in known:
            yield from _rows(piece, name, columns, known[name])
    for name in sorted(template.fields - template.row_fields.keys()):
        if known.get(name):
            message = f"“{name}” holds rows. Go through them: {{% for row in {name} %}}."
            yield _finding(piece, "field-of-rows", message, name)


def _rows(
    piece: Piece, name: str, columns: Collection[str], there: frozenset[str] | None
) -> Iterator[Finding]:
    if there is None:
        message = f"“{name}” is one text, not rows to go through. Name its rows: in {FACTS_FILE}."
        yield _finding(piece, "field-of-text", message, name)
        return
    for column in sorted(set(columns) - there):
        hint = did_you_mean(column, there) or f" There are: {', '.join(sorted(there))}."
        message = f"The rows of “{name}” have no column “{column}”.{hint}"
        yield _finding(piece, "unknown-column", message, column)


def _finding(piece: Piece, code: str, message: str, name: str) -> Finding:
    return error(code, message, piece.version.file, piece.line_of(name), name)


def unused(letter: LetterSource, used: Collection[str]) -> Iterator[Finding]:
    """Fields and terms that the letter declares and nobody reads."""
    for index, field in enumerate(letter.facts.fields):
        if field.name not in used:
            message = f"The merge field “{field.name}” is used in no language."
            yield fact_warning(letter, "field-unused", message, "fields", index)
    for name in letter.facts.terms:
        if name not in used:
            yield fact_warning(
                letter, "term-unused", f"The term “{name}” is used in no language.", "terms", name
            )
