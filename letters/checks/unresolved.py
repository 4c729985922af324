"""Finds in the facts and texts of a letter what was to be filled in and was not."""

from __future__ import annotations

from collections.abc import Iterator

from letters.checks.places import fact_error, new_letters_only
from letters.facts.walking import plain_texts
from letters.findings import Finding, error
from letters.source import LetterSource, VersionSource
from letters.unfilled import unresolved


def check_unresolved(letter: LetterSource) -> Iterator[Finding]:
    """Placeholders left in facts, subjects and bodies; those of an old letter are shown only."""
    for keys, text in plain_texts(letter.facts):
        left = unresolved(text)
        if left and keys[0] not in {"defects", "fields"}:
            yield new_letters_only(letter, fact_error(letter, "unresolved", _sentence(left), *keys))
    for version in letter.versions.values():
        for line, left in _left_in(version):
            found = error("unresolved", _sentence(left), version.file, line)
            yield new_letters_only(letter, found)


def _sentence(left: str) -> str:
    return f"“{left}” was to be filled in. Write what belongs here, or take it out."


def _left_in(version: VersionSource) -> Iterator[tuple[int, str]]:
    for name in ("subject", "heading", "salutation", "closing", "place"):
        left = unresolved(getattr(version, name) or "")
        if left:
            yield version.lines.get(name, 1), left
    for index, line in enumerate(version.body.split("\n")):
        left = unresolved(line)
        if left:
            yield version.body_line + index, left
