"""Reads YAML 1.2 as nothing but texts, lists and mappings, remembering the line of everything.

No scalar is ever turned into a number, a date or a yes by the reader: `+41227305989`, `no` and `1.10` stay
what was written, and what a value means is decided where its name is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Tree = str | list["Tree"] | dict[str, "Tree"] | None
Path = tuple[str | int, ...]

MAX_DEPTH: Final = 12
MAX_VALUES: Final = 20_000
_NULLS: Final = frozenset({"", "~", "null"})
_SENTENCES: Final = (
    (
        "mapping values are not allowed",
        "A colon followed by a blank stands inside a value; put it in quotes.",
    ),
    (
        "cannot start any token",
        "A value cannot start like this; put it in quotes. Indent by blanks, not tabs.",
    ),
    ("unexpected end of stream", "A quotation mark is opened here and never closed."),
    ("expected ',' or", "A bracket is opened here and never closed."),
    ("found '<stream end>'", "The text ends before a bracket is closed."),
    ("expected <block end>", "The indentation does not fit the lines above."),
    ("could not find expected ':'", "A colon is missing after the name."),
)


@dataclass(frozen=True)
class YamlProblem:
    """Why a text cannot be read, and the line where that shows."""

    line: int
    message: str


class _Stop(Exception):
    """Ends the reading with a problem; never leaves this module."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = YamlProblem(line, message)


@dataclass(frozen=True)
class YamlText:
    """What was read: the tree, and the line of each name, list entry and the whole."""

    tree: Tree
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """The line of what stands there; of what it stands in, where that is missing."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def read_yaml(text: str, first_line: int = 1) -> YamlText | YamlProblem:
    """The one document in `text`, whose first line counts as `first_line`; a problem when it is not one.

    Refused besides broken YAML: a name that stands twice, anchors and aliases (a small file could swell to
    a huge one), tags, more than one document, more than 12 levels or 20,000 values.
    """
    builder = _Builder(first_line)
    try:
        return builder.read(text)
    except _Stop as stop:
        return stop.problem
    except MarkedYAMLError as broken:
        return _explain(broken, first_line)
    except (YAMLError, ValueError, LookupError, ArithmeticError, AttributeError, TypeError):
        # The parser answers some malformed escapes with plain Python errors and no place.
        return YamlProblem(builder.line, "The text cannot be read as YAML from about here.")


def _explain(broken: MarkedYAMLError, first_line: int) -> YamlProblem:
    """The parser's complaint in our words; where something is never closed, the line that opened it."""
    problem = str(broken.problem or "")
    sentence = next((words for sign, words in _SENTENCES if sign in problem), None)
    opened = "never closed" in (sentence or "")
    mark = (opened and broken.context_mark) or broken.problem_mark or broken.context_mark
    line = (mark.line if mark is not None else 0) + first_line
    return YamlProblem(line, sentence or f"The text cannot be read as YAML here: {problem}.")


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self, first_line: int) -> None:
        self.line = first_line
        self._first_line = first_line
        self._count = 0
        self._lines: dict[Path, int] = {}
        self._events: Iterator[Any] = iter(())

    def read(self, text: str) -> YamlText:
        """The whole text; _Stop or the parser's own errors."""
        # The parser is the one of the round-trip mode; its constructor is left out, for it makes numbers.
        self._events = iter(YAML(typ="rt", pure=True).parse(text))
        tree: Tree = None
        documents = 0
        for event in self._events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                self._look_at(event)
                if documents > 1:
                    raise _Stop(self.line, "A line --- begins a second document here. Take it out.")
                self._lines[()] = self._first_line
                tree = self._value(next(self._events), (), 0)
        return YamlText(tree, self._lines)

    def _look_at(self, event: Any) -> None:
        self.line = event.start_mark.line + self._first_line

    def _value(self, event: Any, path: Path, depth: int) -> Tree:
        self._look_at(event)
        self._count += 1
        self._refuse(event, depth)
        kind = type(event).__name__
        if kind == "ScalarEvent":
            # The round-trip parser marks the folds of a `>` text with BEL, which no text can hold otherwise.
            text: str = event.value.replace("\a", "") if event.style == ">" else event.value
            return None if event.style is None and text in _NULLS else text
        self._lines.setdefault(path, self.line)
        return self._list(path, depth) if kind == "SequenceStartEvent" else self._mapping(path, depth)

    def _refuse(self, event: Any, depth: int) -> None:
        kind = type(event).__name__
        if kind == "AliasEvent" or event.anchor is not None:
            raise _Stop(self.line, "Anchors and aliases (& and *) are not used here. Write it out.")
        if event.ctag is not None:
            raise _Stop(self.line, "A value starts with !. Put the value in quotation marks.")
        if depth > MAX_DEPTH:
            raise _Stop(self.line, "Lists and names are nested too deeply here.")
        if self._count > MAX_VALUES:
            raise _Stop(self.line, f"There are more than {MAX_VALUES} values up to here.")

    def _list(self, path: Path, depth: int) -> Tree:
        found: list[Tree] = []
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            here = (*path, len(found))
            self._lines[here] = event.start_mark.line + self._first_line
            found.append(self._value(event, here, depth + 1))
        return found

    def _mapping(self, path: Path, depth: int) -> Tree:
        found: dict[str, Tree] = {}
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                break
            name = self._value(event, (), depth + 1)
            if not isinstance(name, str):
                raise _Stop(self.line, "A name is expected here, then a colon, then its value.")
            if name in found:
                raise _Stop(self.line, f"“{name}” stands here a second time. Keep one of them.")
            here = (*path, name)
            self._lines[here] = self.line
            found[name] = self._value(next(self._events), here, depth + 1)
        return found
