"""Reads the merged lines of a document back into one tree of plain data, as the typesetter takes it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from letters.document.breaking import (
    LONGEST_IN_CELLS,
    LONGEST_IN_MANY_CELLS,
    LONGEST_IN_TEXT,
    MAY_BREAK,
    with_breaks,
)

Tree: TypeAlias = "str | int | bool | list[Tree] | dict[str, Tree]"
Node: TypeAlias = "dict[str, Tree]"

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "letter": ("language", "direction", "subject", "reference", "date", "colon"),
    "draft": ("words",),
    "note": ("words",),
    "banner": ("words", "mark"),
    "beside": ("corner",),
    "side": (),
    "section": ("name", "indented", "close_up"),
    "labels": (),
    "lines": ("lines",),
    "listed": ("bullet", "lines"),
    "labelled": ("label", "values", "lower", "heads"),
    "paragraph": ("words",),
    "heading": ("level", "words"),
    "rule": (),
    "quote": (),
    "list": ("ordered", "start", "tight"),
    "item": (),
    "remark-item": (),
    "table": ("aligns",),
    "head": ("cells",),
    "row": ("cells",),
    "remark-row": ("words",),
    "remark": ("words", "closes"),
}
"""What each kind of block brings with it, in the order of its line."""
_WORDS: Final = frozenset({"subject", "reference", "date", "words", "label"})
_STACKS: Final = frozenset({"lines", "values", "cells"})
"""Words above or beside one another."""
_FEW_CELLS: Final = 4
_UNSEEN: Final = re.compile(f"[\u2066-\u2069{MAY_BREAK}]")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def read_lines(merged: str) -> Node:
    """The letter as one node: `kind`, what it brings with it by name, and what stands in it as `parts`.

    Texts are in NFC, and line ends and control characters that values brought in are blanks, as on a page of
    HTML. ValueError for lines that `document_lines` did not write.
    """
    root: Node = {"kind": "root", "parts": []}
    open_nodes = [root]
    for line in filter(None, merged.split("\n")):
        kind, *values = json.loads(line)
        if kind == "-":
            open_nodes.pop()
            continue
        name = kind.removeprefix("+")
        node: Node = {"kind": name, **dict(zip(_NAMES[name], map(_clean, values), strict=True))}
        _listed(open_nodes[-1]["parts"]).append(node)
        if kind != name:
            node["parts"] = []
            open_nodes.append(node)
    (letter,) = _listed(root["parts"])
    if open_nodes != [root] or not isinstance(letter, dict) or letter["kind"] != "letter":
        raise ValueError("The lines are not those of one letter.")
    return letter


def plain_words(words: Tree) -> str:
    """The characters of words alone, without isolates: for titles and keywords."""
    return " ".join(_UNSEEN.sub("", "".join(_plain(words))).split())


def _plain(words: Tree) -> Iterator[str]:
    for word in _listed(words):
        match word:
            case str():
                yield word
            case ["break"]:
                yield " "
            case ["field" | "name" | "whole", str(text)]:
                yield text
            case ["strong" | "emph" | "ltr", list(inner)]:
                yield from _plain(inner)
            case ["link" | "shown", list(inner), *_]:
                yield from _plain(inner)


def clean_line(text: str) -> str:
    """A text as one line in NFC: line ends and control characters are blanks."""
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", text))


def _clean(value: Tree) -> Tree:
    match value:
        case str():
            return clean_line(value)
        case list():
            return [_clean(one) for one in value]
        case _:
            return value


def let_lines_end(letter: Node) -> None:
    """Put places where a line may end into all runs of words that would not fit into their column."""
    _let_end(letter, LONGEST_IN_TEXT)


def _let_end(node: Node, longest: int) -> None:
    if node["kind"] == "table":
        aligns = node["aligns"]
        assert isinstance(aligns, list)
        longest = LONGEST_IN_MANY_CELLS if len(aligns) > _FEW_CELLS else LONGEST_IN_CELLS
    for name in _WORDS & node.keys():
        node[name] = _broken(node[name], longest)
    for name in _STACKS & node.keys():
        node[name] = [_broken(words, longest) for words in _listed(node[name])]
    for part in _listed(node.get("parts", [])):
        assert isinstance(part, dict)
        _let_end(part, longest)


def _broken(words: Tree, longest: int) -> Tree:
    """Words with such places; the kind of a word, and where it leads, stay as they are."""
    found: list[Tree] = []
    for word in _listed(words):
        match word:
            case str():
                found.append(with_breaks(word, longest))
            case [kind, str(text), *rest]:
                found.append([kind, with_breaks(text, longest), *rest])
            case [kind, list(inner), *rest]:
                found.append([kind, _broken(inner, longest), *rest])
            case _:
                found.append(word)
    return found


def _listed(value: Tree) -> list[Tree]:
    assert isinstance(value, list)
    return value


def each_node(node: Node) -> Iterator[Node]:
    """The node and all that stand in it, in the order of the page."""
    yield node
    for part in _listed(node.get("parts", [])):
        assert isinstance(part, dict)
        yield from each_node(part)


def settle_headings(letter: Node) -> None:
    """Give headings levels that begin at 1 and never skip one, as ISO 14289-1 section 7.4.2 asks."""
    before = 0
    for node in each_node(letter):
        if node["kind"] == "labelled" and node["heads"]:
            before = 1
        elif node["kind"] == "heading":
            level = node["level"]
            assert isinstance(level, int)
            before = node["level"] = min(level + 1, before + 1)
