"""Finds what was to be filled in and was not: XX, ____, TBC, [date]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letters.checks.places import fact_error, new_letters_only
from letters.facts.walking import plain_texts
from letters.findings import Finding, error
from letters.source import LetterSource, VersionSource

_SURE: Final = re.compile(
    r"(?:\b(?:TBC|TBD|TODO|FIXME|NNN+|XXXX+)\b"
    r"|\b(?:to be (?:confirmed|completed)|à (?:compléter|confirmer)|por (?:completar|confirmar))\b"
    r"|lorem ipsum|_{4,}|\?{3,}|\[(?:\.{2,}|…)\](?!\()"
    r"|\[(?:date|name|place|number|nom|lieu|numéro|fecha|nombre|lugar|número|дата|имя|место|номер)\](?!\())",
    re.IGNORECASE,
)
_CROSSES: Final = re.compile(r"(?<![^\W\d_])(?:XX|xx|XXX|xxx)(?![^\W\d_])")
# After these words XX and XXX are the Roman numbers 20 and 30.
_NUMBERED: Final = re.compile(
    r"(?:article|chapter|chapitre|capítulo|artículo|part|partie|parte|section|sección|title|titre|título|annexe?"
    r"|anexo|appendi(?:x|ce)|volume|tome|session|century|siècle|siglo|глава|статья|раздел|часть)s?\s+$",
    re.IGNORECASE,
)


def unresolved(text: str) -> str | None:
    """The first thing in a text that was to be filled in, as it stands there; None when there is none."""
    found = _SURE.search(text)
    if found:
        return found[0]
    for crosses in _CROSSES.finditer(text):
        if not _NUMBERED.search(text[: crosses.start()]):
            return crosses[0]
    return None


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
