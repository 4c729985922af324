"""Lays out a letter, as it is written, in the rows that are stored of it."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from letters.annexes import AnnexFile
from letters.facts import facts_json
from letters.letter import Letter, LetterAnnex, LetterVersion
from letters.seal import source_hash, source_manifest
from letters.source import LetterSource, VersionSource, annex_paths

_APART: Final = frozenset({"language", "subject", "body", "lines"})
"""What a stored version keeps in columns of its own, or not at all."""


def version_rows(source: LetterSource) -> list[LetterVersion]:
    """A row for each language of the letter, in its order, of no stored letter yet."""
    return [_version_row(source.versions[language]) for language in source.facts.languages]


def annex_rows(source: LetterSource) -> list[LetterAnnex]:
    """A row for each annex that the letter names, of no stored letter yet; the bytes are not in it."""
    return [_annex_row(source.annexes[path]) for path in annex_paths(source.facts)]


def written_hash(source: LetterSource) -> str:
    """The hash that a letter has once this is submitted (`Letter.source_hash`)."""
    letter = Letter(facts=facts_json(source.facts), issue_date=source.facts.date)
    return source_hash(source_manifest(letter, version_rows(source), annex_rows(source)))


def _version_row(version: VersionSource) -> LetterVersion:
    return LetterVersion(
        language=version.language,
        subject=version.subject,
        front_matter=_front_matter(version),
        body=version.body,
    )


def _annex_row(annex: AnnexFile) -> LetterAnnex:
    return LetterAnnex(
        path=annex.path,
        name=annex.name,
        media_type=annex.media_type,
        size=annex.size,
        sha256=annex.sha256,
    )


def _front_matter(version: VersionSource) -> dict[str, Any]:
    """Everything of the version that has no column of its own, as it was given."""
    return {
        field.name: getattr(version, field.name)
        for field in dataclasses.fields(version)
        if field.name not in _APART and getattr(version, field.name) != field.default
    }
