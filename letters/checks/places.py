"""Findings about a letter's facts and versions, put at the line where the fault stands."""

from __future__ import annotations

from letters.findings import Finding, Severity
from letters.source import LetterSource, VersionSource
from mailer.errors import Place


def fact_error(letter: LetterSource, code: str, message: str, *keys: str | int) -> Finding:
    """An error in `letter.yaml` at these keys."""
    return Finding(Severity.ERROR, code, message, letter.place(*keys))


def fact_warning(letter: LetterSource, code: str, message: str, *keys: str | int) -> Finding:
    """A warning in `letter.yaml` at these keys."""
    return Finding(Severity.WARNING, code, message, letter.place(*keys))


def new_letters_only(letter: LetterSource, finding: Finding) -> Finding:
    """The same finding, a warning where the letter is an old one that was read in: it is kept as it was."""
    severity = Severity.WARNING if letter.facts.legacy else finding.severity
    return Finding(severity, finding.code, finding.message, finding.place)


def front_place(version: VersionSource, name: str) -> Place:
    """Where a name of the front matter stands; the file's first line where it is missing."""
    return Place(file=version.file, line=version.lines.get(name, 1), field=name)
