"""Finds on which line of a TOML file each entry stands, which the reader of TOML itself does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_NAME: Final = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE: Final = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_ENTRY: Final = re.compile(rf"\s*({_DOTTED})\s*=")
_FENCE: Final = re.compile(r"\"\"\"|'''")

Entry = tuple[str, ...]
"""The names that lead to an entry."""


def toml_lines(text: str) -> Mapping[Entry, int]:
    """The line of every table and entry, from 1; of entries inside a table in braces that of the table."""
    found: dict[Entry, int] = {}
    table: Entry = ()
    for number, line in _lines(text):
        if opened := _TABLE.fullmatch(line):
            table = _names(opened[1])
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            found.setdefault((*table, *_names(entry[1])), number)
    return found


def line_of(lines: Mapping[Entry, int], entry: Entry) -> int | None:
    """The line of an entry, or of the nearest that holds it; None where nothing of it stands in the file."""
    while entry and entry not in lines:
        entry = entry[:-1]
    return lines.get(entry)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without those that go on with a text of several lines."""
    within = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not within:
            yield number, line
        if len(_FENCE.findall(line)) % 2:
            within = not within


def _names(dotted: str) -> Entry:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
