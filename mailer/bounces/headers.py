"""Header fields of a message, of a part and of a delivery report: found, unfolded, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.bounces.decoding import text_of, words_decoded

MOST_OCTETS: Final = 256 * 1024
"""Octets of one block of headers that are read."""
MOST_FIELDS: Final = 1000
LONGEST_VALUE: Final = 8192
_FIELD: Final = re.compile(r"([!-9;-~]{1,76})[ \t]{0,8}:(.*)", re.DOTALL)
_PARAMETER: Final = re.compile(
    r';\s{0,20}([\w!#$%&+.^`|~*-]{1,60})\s{0,8}=\s{0,8}("(?:[^"\\]|\\.){0,400}"|[^;\s]{0,400})'
)


class Fields:
    """The fields of one block, by name without regard to letter case; the first of a name counts."""

    def __init__(self, block: bytes) -> None:
        self.pairs = list(_pairs(block))
        self._first: dict[str, str] = {}
        for name, value in self.pairs:
            self._first.setdefault(name, value)

    def get(self, name: str) -> str:
        """The value of the first field of a name in lower case, unfolded, as it stands there; or empty."""
        return self._first.get(name, "")

    def clear(self, name: str) -> str:
        """The same with its encoded words in clear."""
        return words_decoded(self.get(name))

    def all(self, name: str) -> list[str]:
        """The values of all fields of a name."""
        return [value for given, value in self.pairs if given == name]

    def __contains__(self, name: str) -> bool:
        return name in self._first


def _pairs(block: bytes) -> Iterator[tuple[str, str]]:
    lines = text_of(block[:MOST_OCTETS]).split("\n")
    at = 0
    for _ in range(MOST_FIELDS):
        if at >= len(lines):
            return
        found = _FIELD.match(lines[at])
        at += 1
        folded = []
        while at < len(lines) and lines[at][:1] in (" ", "\t"):
            folded.append(lines[at])
            at += 1
        if found:
            value = " ".join(part.strip() for part in (found[2], *folded))
            yield found[1].lower(), value[:LONGEST_VALUE].strip()


def is_field(line: str) -> bool:
    """Whether a line could open a header field."""
    return _FIELD.match(line) is not None


def media_type(value: str) -> tuple[str, dict[str, str]]:
    """A Content-Type taken apart: the type in lower case and its parameters, both perhaps empty."""
    kind = value.partition(";")[0].strip().strip("\"'").lower()
    given = {
        name.lower().rstrip("*").removesuffix("*0"): _unquoted(text)
        for name, text in _PARAMETER.findall(value)
    }
    return kind if "/" in kind else "", given


def _unquoted(text: str) -> str:
    if text[:1] == '"':
        return text.strip('"').replace('\\"', '"').replace("\\\\", "\\")
    return text
