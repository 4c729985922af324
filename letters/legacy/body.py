"""Writes the body of an old letter as Markdown that reads back to the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from letters.findings import errors_of
from letters.legacy.lines import BULLET, ENUMERATOR, Line, Paragraph, paragraphs_of, words_of
from letters.legacy.same_words import same_words
from letters.markdown.finishing import finish_text
from letters.markdown.reading import read_body
from letters.markdown.to_text import TextWriter

_EXPRESSION: Final = re.compile(r"(?<!\\)\{(?=[{%#])")
_RULE: Final = re.compile(r"\s*(?:[-=_*]\s*){3,}$")
_OPENER: Final = re.compile(r"^(\s*)([#>+|~`])")
_NUMBER: Final = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_COUNT: Final = re.compile(r"\d{1,9}(?=[.)]\s)")
_BULLET_SIGN: Final = re.compile(r"^(\s*)([-*+])(?=\s)")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>&#|~{}])")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!])(?!(?:https?://|mailto:)[^\s<>]*>|[^\s<>@]+@[^\s<>]+>)")
_LEGACY_MAY: Final = frozenset({"link-lost", "link-refused"})
_SHORTEST_WRAP: Final = 45


def body_markdown(lines: Sequence[Line]) -> str:
    """The body, a paragraph after the other; lines that were broken on purpose stay lines.

    Bold print and links of the file are kept; what Markdown would take for something else is escaped.
    """
    paragraphs = paragraphs_of(lines)
    width = _wrap_width(paragraphs)
    written: list[str] = []
    for paragraph in paragraphs:
        text = _paragraph(paragraph, width)
        jumps = written and _counts_otherwise(written[-1], text)
        written.append(_joined(paragraph, width, _guarded) if jumps else text)
    return "\n\n".join(written)


def _counts_otherwise(before: str, text: str) -> bool:
    """Whether two paragraphs would be one list, whose numbers are then not those of the letter."""
    numbers = [int(match[0]) for match in map(_COUNT.match, before.split("\n")) if match]
    first = _COUNT.match(text)
    return bool(numbers and first) and int(first[0] if first else 0) != numbers[-1] + 1


def _wrap_width(paragraphs: Sequence[Paragraph]) -> int:
    """The width at which the file breaks its lines: its longest line that another follows; 0 for none."""
    inner = [len(line.text.rstrip()) for paragraph in paragraphs for line in paragraph.lines[:-1]]
    width = max(inner, default=0)
    return width if _SHORTEST_WRAP <= width <= 140 else 0


def _paragraph(paragraph: Paragraph, width: int) -> str:
    """As it stands where that reads back to the same words, else escaped ever more."""
    kept = _joined(paragraph, width, _kept)
    if _reads_back(kept, paragraph):
        return kept
    guarded = _joined(paragraph, width, _guarded)
    return guarded if _reads_back(guarded, paragraph) else _joined(paragraph, width, _escaped)


def _joined(paragraph: Paragraph, width: int, write: Callable[[str], str]) -> str:
    written = [write(line.text) for line in paragraph.lines]
    for index, line in enumerate(paragraph.lines[:-1]):
        if _breaks_here(line, paragraph.lines[index + 1], width):
            written[index] += "\\"
    return "\n".join(written)


def _breaks_here(line: Line, after: Line, width: int) -> bool:
    """Whether the line ends on purpose: the next word would have fitted, or an item of a list begins."""
    if BULLET.match(after.words) or ENUMERATOR.match(after.words):
        return not re.match(r"[-*]\s", after.words)
    if line.text.rstrip().endswith("\\"):
        return False
    first = after.text.split()[0] if after.text.split() else ""
    return not width or len(line.text.rstrip()) + 1 + len(first) <= min(width, 90) - 2


def _plain_blanks(text: str) -> str:
    text = re.sub(r"[\t ]+", " ", text.strip(" \t"))
    return text[:-1].rstrip() if text.endswith("\\") else text


def _kept(text: str) -> str:
    text = _plain_blanks(text)
    if _RULE.fullmatch(text):
        return _MARKS.sub(r"\\\1", text.replace("-", r"\-").replace("=", r"\="))
    text = _OPENER.sub(r"\1\\\2", text) if not text.startswith("|") else text
    text = _TAG.sub(r"\\<", text)
    return _EXPRESSION.sub(r"\\{", text)


def _guarded(text: str) -> str:
    """Lists and signs at the start escaped too, marks of emphasis and links kept."""
    text = _NUMBER.sub(r"\1\\\2", _kept(text))
    text = _BULLET_SIGN.sub(r"\1\\\2", text)
    return re.sub(r"&(?=#?\w+;)", r"\\&", re.sub(r"^\|", r"\\|", text))


def _escaped(text: str) -> str:
    """Nothing but the words of the file, every sign of Markdown escaped."""
    text = _MARKS.sub(r"\\\1", words_of(_plain_blanks(text)))
    text = _NUMBER.sub(r"\1\\\2", text)
    return re.sub(r"^([-+=])", r"\\\1", text)


def _reads_back(markdown: str, paragraph: Paragraph) -> bool:
    read = read_body(markdown)
    if any(finding.code not in _LEGACY_MAY for finding in errors_of(read.findings)):
        return False
    if any(finding.code == "loose-emphasis" for finding in read.findings):
        return False
    shown = finish_text(TextWriter(columns=10_000).blocks(read.blocks))
    return same_words(shown, "\n".join(line.text for line in paragraph.lines))
