"""Checks what an author wrote in each language: Markdown, template, merge fields, categories named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from letters.checks.fields import known_fields, unknown_in, unused
from letters.checks.parties import unknown_category
from letters.checks.places import fact_error, front_place, new_letters_only
from letters.checks.templates import Piece, pieces
from letters.checks.terms import categories_of, lacking_in, misused_in
from letters.date_fields import date_field_names
from letters.facts import Language
from letters.facts.walking import plain_texts
from letters.findings import Finding, Severity, error
from letters.languages import Formulas
from letters.layout.profiles import profiles
from letters.rendering import render_version
from letters.sentences import did_you_mean
from letters.source import LetterSource, VersionSource
from letters.terms import OTHERS
from mailer.merge import LimitedMerger, TemplateRefused, compile_template

_COMPARED: Final = re.compile(
    r"\bcategory\s*(?:==|!=|(?:not\s+)?in)\s*(\[[^\]]*\]|\([^)]*\)|'[^']*'|\"[^\"]*\")"
)
_LITERAL: Final = re.compile(r"['\"]([^'\"]*)['\"]")
_EXPRESSION: Final = re.compile(r"\{\{|\{%")


def check_bodies(
    letter: LetterSource,
    categories: Collection[str],
    merger: LimitedMerger,
    formulas: Mapping[Language, Formulas],
) -> Iterator[Finding]:
    """Faults of Markdown and template with their lines; fields and categories that are not known."""
    yield from _where_none_may_stand(letter)
    profile = letter.facts.layout.profile
    if not letter.facts.layout.blocks and profile not in profiles():
        hint = did_you_mean(profile, profiles()) or f" There are: {', '.join(profiles())}."
        yield fact_error(letter, "unknown-profile", f"There is no layout “{profile}”.{hint}", "layout")
        return
    known = known_fields(letter)
    meant = categories_of(letter.facts, categories)
    whole = {name for name, wordings in letter.facts.terms.items() if OTHERS in wordings}
    printed = whole | set(date_field_names(letter.facts))
    used: set[str] = set()
    rendered: set[str] = set()
    for version in letter.versions.values():
        try:
            own = formulas[version.language]
            rendition = render_version(letter, version.language, merger=merger, formulas=own)
        except RecursionError:
            message = "Conditions, lists or quotations are nested too deeply in this text."
            yield error("too-deep", message, version.file, version.body_line)
            continue
        yield from rendition.findings
        rendered |= rendition.fields
        for piece in pieces(version, letter.facts.terms):
            try:
                template = compile_template(piece.source, piece.escaping)
            except TemplateRefused:
                continue  # the rendering has named the fault
            used |= template.fields
            yield from lacking_in(piece, letter, meant)
            yield from misused_in(piece, printed, rendition.fields & template.fields)
            yield from unknown_in(piece, template, known)
            yield from _categories(piece, categories)
    for name in sorted(rendered - used - known.keys()):
        message = f"There is no merge field “{name}”.{did_you_mean(name, known)}"
        yield fact_error(letter, "unknown-field", message, "addressees", "heading")
    yield from unused(letter, used | rendered)


def _where_none_may_stand(letter: LetterSource) -> Iterator[Finding]:
    """Expressions in places that are printed as they are written."""
    message = "Merge fields are not filled in here: this would be printed as it stands."
    for keys, text in plain_texts(letter.facts):
        if _EXPRESSION.search(text) and keys[:2] != ("addressees", "heading") and keys[0] != "fields":
            yield new_letters_only(letter, fact_error(letter, "field-not-here", message, *keys))
    for version in letter.versions.values():
        yield from _in_front(version, "place", message)
        own = "Each recipient's own salutation is the field salutation; this one is for those without."
        yield from _in_front(version, "salutation", f"{own} {message}")


def _in_front(version: VersionSource, name: str, message: str) -> Iterator[Finding]:
    if _EXPRESSION.search(getattr(version, name) or ""):
        yield Finding(Severity.ERROR, "field-not-here", message, front_place(version, name))


def _categories(piece: Piece, categories: Collection[str]) -> Iterator[Finding]:
    """Categories that a condition compares with and the office does not have: it would never hold."""
    for number, line in enumerate(piece.source.split("\n"), start=1):
        for compared in _COMPARED.finditer(line):
            for literal in _LITERAL.findall(compared[1]):
                if literal not in categories:
                    message = unknown_category(literal, categories)
                    yield error("unknown-category", message, piece.version.file, piece.file_line(number))
