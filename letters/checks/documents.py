"""Checks that everything in a letter can be printed: signs that no font of documents has."""

from __future__ import annotations

from collections.abc import Iterator

from letters.checks.places import fact_warning, front_place
from letters.document.coverage import missing_signs
from letters.document.engine import engine_installed
from letters.document.typesetting import named_sign
from letters.facts.walking import plain_texts
from letters.findings import Finding, Severity, warning
from letters.source import LetterSource, VersionSource

_FRONT = ("subject", "heading", "salutation", "closing", "place")


def check_documents(letter: LetterSource) -> Iterator[Finding]:
    """Signs that a document could not show, at their place; nothing where documents are not made."""
    if not engine_installed():
        return
    for keys, text in plain_texts(letter.facts):
        for _, sign in missing_signs(text):
            yield fact_warning(letter, "unprintable", _sentence(sign), *keys)
    for version in letter.versions.values():
        yield from _in_version(version)


def _in_version(version: VersionSource) -> Iterator[Finding]:
    for name in _FRONT:
        for _, sign in missing_signs(getattr(version, name) or ""):
            yield Finding(Severity.WARNING, "unprintable", _sentence(sign), front_place(version, name))
    for index, sign in missing_signs(version.body):
        line = version.body_line + version.body.count("\n", 0, index)
        yield warning("unprintable", _sentence(sign), version.file, line)


def _sentence(sign: str) -> str:
    return f"No font of documents has the sign {named_sign(sign)}: no PDF can be made. Write it otherwise."
