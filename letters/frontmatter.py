"""The front matter of a language file: the lines between two `---`, before the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from letters.facts.wording import Fact, Flag, Line, Passage
from letters.yamltext import YamlProblem

MAX_FRONT: Final = 64 * 1024
_RULE: Final = re.compile(r"-{3}[ \t]*")


class FrontMatter(Fact):
    """What the front matter can say; everything but the subject has a formula of the language behind it.

    `closing_in_body`: the last paragraph of the body is the closing, woven into a sentence of its own.
    """

    subject: Line | None = None
    heading: Passage | None = None
    salutation: Passage | None = None
    closing: Passage | None = None
    closing_in_body: Flag = False
    place: Line | None = None


@dataclass(frozen=True)
class VersionParts:
    """The two parts of a language file and the lines they begin on."""

    front: str
    front_line: int
    body: str
    body_line: int


def split_version(text: str) -> VersionParts | YamlProblem:
    """Front matter and body of a text with LF line ends; the body without blank lines before and after it."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not _RULE.fullmatch(lines[start]):
        return YamlProblem(
            start + 1, "The file must begin with a line --- and, under it, subject: and a text."
        )
    end = next((index for index in range(start + 1, len(lines)) if _RULE.fullmatch(lines[index])), None)
    if end is None:
        return YamlProblem(
            start + 1, "The front matter begins here and does not end: a second line --- is missing."
        )
    front = "\n".join(lines[start + 1 : end])
    if len(front) > MAX_FRONT:
        return YamlProblem(start + 1, f"The front matter is longer than {MAX_FRONT} characters.")
    body = next((index for index in range(end + 1, len(lines)) if lines[index].strip()), end + 1)
    return VersionParts(front, start + 2, "\n".join(lines[body:]).rstrip(), body + 1)
