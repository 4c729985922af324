"""What the merge engine says when it will not go on: problems of a template, failures of a merge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.errors import Place, Refused


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a template: the line it stands on, counted from 1, and a sentence about it."""

    line: int
    message: str

    def __str__(self) -> str:
        """`Line 3: the sentence`."""
        return f"Line {self.line}: {self.message}"


class TemplateRefused(Refused):
    """A template that the language does not allow; `problems` holds every reason found, never none."""

    def __init__(self, problems: Iterable[Problem], *, field: str = "") -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, place=Place(line=first.line, field=field))


class MergeFailed(Refused):
    """One recipient's values do not fill the template; the letter to the others is not touched by it.

    `field` names the value at fault and `line` the line of the template that asked for it, where known.
    The message never quotes a value, so that it may stand in logs.
    """

    def __init__(self, message: str, *, field: str = "", line: int | None = None) -> None:
        super().__init__(message, place=Place(line=line, field=field))
        self.sentence = message
        self.field = field
        self.line = line
