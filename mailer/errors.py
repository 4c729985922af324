"""The few kinds of error, each with a message that a clerk can act on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something is wrong: a file, a line, a row, a field; whatever of these is known."""

    file: str = ""
    line: int | None = None
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """`letter.yaml, line 12, field deadline`: only what is known, in that order."""
        parts = [self.file] if self.file else []
        parts += [f"line {self.line}"] if self.line is not None else []
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [f"field {self.field}"] if self.field else []
        return ", ".join(parts)


class MailerError(Exception):
    """Root of every error that the house raises on purpose; `str()` of it is one or more whole sentences."""

    def __init__(self, message: str, *, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        """The message, after its place where there is one."""
        return f"{self.place}: {self.message}" if self.place and str(self.place) else self.message


class Refused(MailerError):
    """A rule of the house or a check says no; nothing was changed (exit code 1)."""


class NotFound(Refused):
    """What was named does not exist."""


class Misused(MailerError):
    """The request makes no sense as it was put; nothing was changed (exit code 2)."""


class Unreachable(MailerError):
    """Database, disk or server cannot be reached or used just now; nothing was lost (exit code 3)."""


def why_unread(error: OSError) -> str:
    """Why a file cannot be read, as the end of a sentence."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; look at its name, and at the folder"
    return error.strerror or str(error)
