"""A finding: one thing that is wrong or odd in a letter, where it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailer.errors import Place


class Severity(StrEnum):
    """Errors block approval; warnings are shown to the approver."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding; `code` is for programs, `message` is whole sentences for a clerk.

    `place.file` is relative to the letter's folder, `place.line` counts from 1.
    """

    severity: Severity
    code: str
    message: str
    place: Place

    def __str__(self) -> str:
        """`letter.yaml, line 12: error: The deadline has passed.`: its severity stands once, always."""
        told = f"{self.severity}: {self.message}"
        return f"{self.place}: {told}" if str(self.place) else told

    @property
    def bare(self) -> str:
        """The same without its severity, for a list of errors only."""
        return f"{self.place}: {self.message}" if str(self.place) else self.message


def error(code: str, message: str, file: str = "", line: int | None = None, field: str = "") -> Finding:
    """An error at a place of the letter's folder."""
    return Finding(Severity.ERROR, code, message, Place(file=file, line=line, field=field))


def warning(code: str, message: str, file: str = "", line: int | None = None, field: str = "") -> Finding:
    """A warning at a place of the letter's folder."""
    return Finding(Severity.WARNING, code, message, Place(file=file, line=line, field=field))


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that block approval."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by file and line, as they were found; the same finding stands once at a place."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity is not Severity.ERROR, f.place.file, f.place.line or 0),
    )
